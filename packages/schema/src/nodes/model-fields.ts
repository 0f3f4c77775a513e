import * as z from 'zod/mini'
import type { Environment, NodeProblem, VariableUse } from '../define-node.ts'
import type { JsonObject } from '../json.ts'
import type { Selector } from '../selectors.ts'
import { jsonObjectField, selectorField } from './fields.ts'

/** The model a node asks, with its parameters (`temperature`, `max_tokens`, ...). @public */
export type ModelChoice = {
  readonly provider: string
  readonly name: string
  readonly mode: 'chat' | 'completion'
  readonly parameters: JsonObject
}

/** @internal */
export const modelField: z.ZodMiniType<ModelChoice> = z.object({
  provider: z.string(),
  name: z.string(),
  mode: z.enum(['chat', 'completion']),
  parameters: jsonObjectField,
})

/** How much of the conversation a model sees. `size` counts turns. @public */
export type MemoryConfig = {
  readonly window: { readonly enabled: boolean; readonly size: number }
  /** The text of the current user turn; absent: the question as it was asked. */
  readonly queryTemplate?: string
  readonly rolePrefix?: { readonly user: string; readonly assistant: string }
  /**
   * Whether turns before the window are told in a summary that the node's own model writes, one call a turn at most.
   * Absent or false, and whenever the model fails: they are left out. Needs a window.
   */
  readonly summarize?: boolean
}

/** @internal */
export const memoryField: z.ZodMiniType<MemoryConfig> = z.object({
  window: z.object({ enabled: z.boolean(), size: z.number().check(z.minimum(0)) }),
  queryTemplate: z.exactOptional(z.string()),
  rolePrefix: z.exactOptional(z.object({ user: z.string(), assistant: z.string() })),
  summarize: z.exactOptional(z.boolean()),
})

/** Whether pictures are shown to the model, and which. @public */
export type VisionConfig = {
  readonly enabled: boolean
  readonly selector?: Selector
  readonly detail?: 'high' | 'low'
}

/** @internal */
export const visionField: z.ZodMiniType<VisionConfig> = z.object({
  enabled: z.boolean(),
  selector: z.exactOptional(selectorField),
  detail: z.exactOptional(z.enum(['high', 'low'])),
})

/** The pictures a model is shown. @internal */
export function usesOfVision({ enabled, selector }: VisionConfig): readonly VariableUse[] {
  return enabled && selector
    ? [{ selector, path: ['vision', 'selector'], types: ['file', 'array[file]'] }]
    : []
}

/** A model must be chosen, and exist where the environment knows its models. @internal */
export function checkModel(
  model: { readonly provider: string; readonly name: string },
  environment: Environment,
  path: readonly (string | number)[],
): readonly NodeProblem[] {
  const { provider, name } = model
  if (provider === '' || name === '') return [{ code: 'MODEL_MISSING', path }]
  if (!environment.models) return []
  const known = environment.models.find((each) => each.provider === provider && each.model === name)
  const params = { provider, model: name }
  if (!known) return [{ code: 'MODEL_UNKNOWN', path, params }]
  return known.hasKey === false ? [{ code: 'MODEL_KEY_MISSING', path, params }] : []
}
