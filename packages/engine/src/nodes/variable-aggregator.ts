import { type Selector, type Value, variableAggregatorNode } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'

/** The output of the first candidate that exists, even if it is empty. None exists: no output. */
function firstOf(
  candidates: readonly Selector[],
  read: (selector: Selector) => Value | undefined,
): { readonly output: Value } | undefined {
  for (const selector of candidates) {
    const output = read(selector)
    if (output !== undefined) return { output }
  }
  return undefined
}

/** Joins branches. @public */
export const variableAggregatorExecutor: Executor = defineExecutor(
  variableAggregatorNode,
  async ({ config, read }) => {
    const { variables, advanced } = config
    if (!advanced?.groupEnabled) {
      const outputs = firstOf(variables, read) ?? {}
      return { outputs, inputs: outputs }
    }
    const outputs = Object.fromEntries(
      advanced.groups.flatMap(({ groupName, variables }) => {
        const first = firstOf(variables, read)
        return first ? [[groupName, first] as const] : []
      }),
    )
    return { outputs, inputs: outputs }
  },
)
