import * as z from 'zod/mini'
import { defineNode, type NodeDefinition } from '../define-node.ts'
import type { Selector } from '../selectors.ts'
import type { ValueType } from '../values.ts'
import { checkNames, selectorField, valueTypeField } from './fields.ts'

/** One named output of a workflow. @public */
export type EndOutput = {
  readonly variable: string
  readonly selector: Selector
  readonly type?: ValueType
}

/** @public */
export type EndConfig = { readonly outputs: readonly EndOutput[] }

/** What a workflow returns. Several may stand in one graph; those that run add their outputs. @public */
export const endNode: NodeDefinition<EndConfig> = defineNode<EndConfig>({
  type: 'end',
  version: 1,
  category: 'flow',
  modes: ['workflow'],
  config: z.object({
    outputs: z.array(
      z.object({
        variable: z.string(),
        selector: selectorField,
        type: z.exactOptional(valueTypeField),
      }),
    ),
  }),
  defaults: { outputs: [] },
  outputs: ({ outputs }, context) =>
    outputs.map(({ variable, selector, type }) => ({
      name: variable,
      type: type ?? context?.typeOf(selector) ?? 'any',
    })),
  handles: () => [],
  uses: ({ outputs }) =>
    outputs.map(({ selector }, index) => ({ selector, path: ['outputs', index, 'selector'] })),
  check: ({ outputs }) =>
    checkNames(
      outputs.map((each) => each.variable),
      (index) => ['outputs', index, 'variable'],
    ),
})
