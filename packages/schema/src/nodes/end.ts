import * as z from 'zod/mini'
import { defineNode, type NodeDefinition, type NodeProblem } from '../define-node.ts'
import type { Selector } from '../selectors.ts'
import type { ValueType } from '../values.ts'
import { selectorField, valueTypeField } from './fields.ts'

/** One named output of a workflow. @public */
export type EndOutput = {
  readonly variable: string
  readonly selector: Selector
  readonly type?: ValueType
}

/** @public */
export type EndConfig = { readonly outputs: readonly EndOutput[] }

// Dify lets any text name an output ("1", "true"), so only empty and repeated names are wrong.
function checkOutputs({ outputs }: EndConfig): readonly NodeProblem[] {
  const seen = new Set<string>()
  return outputs.flatMap(({ variable }, index): NodeProblem[] => {
    const path = ['outputs', index, 'variable']
    const isRepeated = seen.has(variable)
    seen.add(variable)
    if (variable === '') return [{ code: 'FIELD_REQUIRED', path }]
    return isRepeated ? [{ code: 'NAME_DUPLICATE', path, params: { name: variable } }] : []
  })
}

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
  check: checkOutputs,
})
