import * as z from 'zod/mini'
import { defineNode, type NodeDefinition } from '../define-node.ts'
import type { Selector } from '../selectors.ts'
import { selectorField } from './fields.ts'

/** @public */
export type DocumentExtractorConfig = {
  /** A file, or a list of files. */
  readonly variable: Selector
  /** What the variable was when it was chosen; the output is a list of texts for a list of files. */
  readonly isArrayFile: boolean
}

/** Reads the text out of files. @public */
export const documentExtractorNode: NodeDefinition<DocumentExtractorConfig> =
  defineNode<DocumentExtractorConfig>({
    type: 'document-extractor',
    version: 1,
    category: 'transform',
    config: z.object({ variable: selectorField, isArrayFile: z.boolean() }),
    defaults: { variable: [], isArrayFile: false },
    outputs: ({ variable, isArrayFile }, context) => {
      const type = context?.typeOf(variable)
      const isList = type === 'array[file]' || (type !== 'file' && isArrayFile)
      return [{ name: 'text', type: isList ? 'array[string]' : 'string' }]
    },
    uses: ({ variable }) => [{ selector: variable, path: ['variable'], types: ['file', 'array[file]'] }],
  })
