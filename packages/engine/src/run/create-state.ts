import type { FileValue, JsonObject } from '@skep/schema'
import { createAnswerState } from '../answer/answer-state.ts'
import type { Plan } from '../plan/plan.ts'
import { setVariable, setVariables } from '../variables/pool.ts'
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
  readonly system: RunSystem
  /** Values that replace the app's defaults. */
  readonly conversationVariables: JsonObject
}

/** The state of a run before its first node. @internal */
export function createState(plan: Plan, input: StateInput): RunState {
  const { app } = plan
  const { system } = input
  const variables: RunState['variables'] = new Map()
  setVariables(variables, 'sys', {
    app_id: app.id,
    workflow_id: app.id,
    workflow_run_id: input.runId,
    timestamp: Math.floor(input.nowMs / 1000),
    user_id: system.userId ?? '',
    files: (system.files ?? []).map((file) => ({ ...file })),
    ...(system.query === undefined ? {} : { query: system.query }),
    ...(system.conversationId === undefined ? {} : { conversation_id: system.conversationId }),
    ...(system.dialogueCount === undefined ? {} : { dialogue_count: system.dialogueCount }),
  })
  for (const { name, type, value } of app.environmentVariables) {
    if (type !== 'secret') setVariable(variables, 'env', name, value)
  }
  for (const { name, value } of app.conversationVariables) setVariable(variables, 'conversation', name, value)
  setVariables(variables, 'conversation', input.conversationVariables)
  return {
    runId: input.runId,
    startedAtMs: input.nowMs,
    status: 'running',
    sequence: 0,
    steps: 0,
    exceptionsCount: 0,
    usage: undefined,
    nodes: new Map([...plan.nodes.keys()].map((id) => [id, 'waiting'])),
    edges: new Map(),
    executionIds: new Map(),
    ready: [],
    variables,
    outputs: new Map(),
    answer: createAnswerState(),
  }
}
