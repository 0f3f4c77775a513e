import { type EndConfig, endNode, formatReference, type TemplatePart } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'

function templateOf({ outputs }: EndConfig): readonly TemplatePart[] {
  return outputs.flatMap(({ selector }, index): TemplatePart[] => [
    ...(index > 0 ? [{ type: 'text', text: '\n' } as const] : []),
    { type: 'variable', selector, source: formatReference(selector) },
  ])
}

/** Returns the outputs of a workflow; what does not exist is null. @public */
export const endExecutor: Executor = defineExecutor(
  endNode,
  async ({ config, read }) => {
    const outputs = Object.fromEntries(
      config.outputs.map(({ variable, selector }) => [variable, read(selector) ?? null]),
    )
    return { outputs, inputs: outputs }
  },
  { response: { template: templateOf, merge: 'assign' } },
)
