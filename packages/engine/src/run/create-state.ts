import type { RunPart } from '@skep/client'
import type { FileValue, JsonObject, JsonValue } from '@skep/schema'
import type { Plan } from '../plan/plan.ts'
import { setVariable, setVariables } from '../variables/pool.ts'
import { createFrameState } from './frame.ts'
import { scopeOf } from './part.ts'
import type { RunState } from './state.ts'

/** What the system knows about a run, read as `sys.*`. @public */
export interface RunSystem {
  /** The user's message, in apps that talk. */
  readonly query?: string
  readonly files?: readonly FileValue[]
  readonly conversationId?: string
  /** 1 in the first turn. */
  readonly dialogueCount?: number
  readonly userId?: string
}

/** @internal */
export interface StateInput {
  readonly runId: string
  readonly nowMs: number
  readonly inputs: JsonObject
  /** As `systemVariables` gives it. */
  readonly system: JsonObject
  readonly conversationId: string | undefined
  /** Values that replace the app's defaults. */
  readonly conversationVariables: JsonObject
  readonly isDraft: boolean
  readonly part: RunPart | undefined
}

/** What a caller gave, by the names that selectors have after `sys`. @internal */
export function systemVariables(system: RunSystem): JsonObject {
  const given: Readonly<Record<string, JsonValue | undefined>> = {
    user_id: system.userId,
    files: system.files?.map((file) => ({ ...file })),
    query: system.query,
    conversation_id: system.conversationId,
    dialogue_count: system.dialogueCount,
  }
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  )
}

/**
 * What is pinned and cached of all that does not run. What a step of the part itself gave is known when its turn comes,
 * and never where it is skipped.
 */
function valuesAround(plan: Plan, { part, isDraft }: StateInput): readonly (readonly [string, JsonObject])[] {
  if (!part) return []
  const pinned = (isDraft ? plan.app.graph.nodes : []).flatMap(({ id, pinnedOutputs }) =>
    pinnedOutputs ? [[id, pinnedOutputs] as const] : [],
  )
  return [...pinned, ...Object.entries(part.cached ?? {})].filter(([scope]) => !scopeOf(plan, scope))
}

/** The state of a run before its first node. @internal */
export function createState(plan: Plan, input: StateInput): RunState {
  const { app } = plan
  const variables: RunState['variables'] = new Map()
  setVariables(variables, 'sys', {
    app_id: app.id,
    workflow_id: app.id,
    workflow_run_id: input.runId,
    timestamp: Math.floor(input.nowMs / 1000),
    user_id: '',
    files: [],
    ...input.system,
  })
  for (const { name, type, value } of app.environmentVariables) {
    if (type !== 'secret') setVariable(variables, 'env', name, value)
  }
  for (const { name, value } of app.conversationVariables) setVariable(variables, 'conversation', name, value)
  setVariables(variables, 'conversation', input.conversationVariables)
  for (const [scope, values] of valuesAround(plan, input)) setVariables(variables, scope, values)
  return {
    ...createFrameState(plan, variables),
    runId: input.runId,
    appId: app.id,
    startedAtMs: input.nowMs,
    inputs: input.inputs,
    conversationId: input.conversationId,
    isDraft: input.isDraft,
    part: input.part,
    status: 'running',
    sequence: 0,
    toldAtMs: input.nowMs,
    steps: 0,
    exceptionsCount: 0,
    waitedMs: 0,
    pausedAtMs: undefined,
    usage: undefined,
    outputs: new Map(),
  }
}
