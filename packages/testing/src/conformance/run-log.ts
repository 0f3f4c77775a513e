import { isRunEnd, type RunEvent } from '@skep/client'
import type { App, JsonObject, JsonValue } from '@skep/schema'
import { isObject } from '../dsl/json.ts'
import type { EventPattern } from './case-file.ts'
import { type HttpRequest, requestsOf } from './mock-http.ts'

/** What a run did, as expectations look at it. Everything is read from its events, as any client gets them. @internal */
export interface RunLog {
  /** Since the start or the last resume. */
  readonly events: readonly RunEvent[]
  readonly status: string
  readonly outputs: JsonObject
  readonly exceptionsCount: number
  readonly requests: readonly HttpRequest[]
  readonly elapsedMs: number
  read(scope: string, name: string): JsonValue | undefined
}

/** @internal */
export function createRunLog(
  app: App,
  legs: readonly (readonly RunEvent[])[],
  start: { readonly sys: JsonObject; readonly elapsedMs: number },
): RunLog {
  const all = legs.flat()
  const end = all.at(-1)
  const variables = variablesOf(app, all, start.sys)
  return {
    events: legs.at(-1) ?? [],
    status: end ? statusOf(end) : 'running',
    outputs: end && 'outputs' in end && isRunEnd(end) ? end.outputs : {},
    exceptionsCount: all.filter(({ type }) => type === 'node_exception').length,
    requests: requestsOf(all),
    elapsedMs: start.elapsedMs,
    read: (scope, name) => valueAt(variables.get(scope), name),
  }
}

/** A variable, or what lies in it: `group.output`. */
function valueAt(names: ReadonlyMap<string, JsonValue> | undefined, name: string): JsonValue | undefined {
  const whole = names?.get(name)
  if (whole !== undefined) return whole
  const [first = '', ...rest] = name.split('.')
  return rest.reduce<JsonValue | undefined>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    names?.get(first),
  )
}

function statusOf(event: RunEvent): string {
  switch (event.type) {
    case 'run_succeeded':
      return 'succeeded'
    case 'run_partial_succeeded':
      return 'partial-succeeded'
    case 'run_failed':
      return 'failed'
    case 'run_stopped':
      return 'stopped'
    case 'run_paused':
      return 'paused'
    default:
      return 'running'
  }
}

/** The variable pool after a run. Rounds of an iteration have a pool of their own each, which ends with them. */
function variablesOf(
  app: App,
  events: readonly RunEvent[],
  sys: JsonObject,
): ReadonlyMap<string, ReadonlyMap<string, JsonValue>> {
  const pool = new Map<string, Map<string, JsonValue>>()
  const set = (scope: string, name: string, value: JsonValue): void => {
    pool.set(scope, (pool.get(scope) ?? new Map<string, JsonValue>()).set(name, value))
  }
  const iterations = new Set(
    events.flatMap((event) =>
      event.type === 'container_started' && event.container === 'iteration' ? [event.executionId] : [],
    ),
  )
  for (const [name, value] of Object.entries(sys)) set('sys', name, value)
  for (const { name, type, value } of app.environmentVariables) if (type !== 'secret') set('env', name, value)
  for (const { name, value } of app.conversationVariables) set('conversation', name, value)
  for (const event of events) {
    const isInside =
      'rounds' in event && event.rounds?.some(({ executionId }) => iterations.has(executionId)) === true
    if (event.type === 'variable_updated') {
      const [scope = '', ...name] = event.selector
      if (!isInside || scope === 'conversation') set(scope, name.join('.'), event.value)
    } else if (!isInside && (event.type === 'node_succeeded' || event.type === 'node_exception')) {
      for (const [name, value] of Object.entries(event.outputs)) set(event.nodeId, name, value)
    }
  }
  return pool
}

/** An event under Dify's name. @internal */
export interface NamedEvent {
  readonly type: string
  readonly node?: string
  readonly text?: string
}

/** Dify's names of an event of ours, in order. Events without one are not compared. */
function namesOf(event: RunEvent): readonly string[] {
  switch (event.type) {
    case 'run_started':
      return ['graph_run_started']
    // Dify starts the graph, and the node that waited, again.
    case 'run_resumed':
      return ['graph_run_started']
    case 'form_submitted':
      return ['node_run_started', 'human_input_form_filled']
    case 'form_expired':
      return ['node_run_started']
    case 'run_succeeded':
      return ['graph_run_succeeded']
    case 'run_partial_succeeded':
      return ['graph_run_partial_succeeded']
    case 'run_failed':
      return ['graph_run_failed']
    case 'run_stopped':
      return ['graph_run_aborted']
    case 'run_paused':
      return ['graph_run_paused']
    case 'node_started':
      return ['node_run_started']
    case 'node_succeeded':
      return ['node_run_succeeded']
    case 'node_failed':
      return ['node_run_failed']
    case 'node_exception':
      return ['node_run_exception']
    case 'node_retry':
      return ['node_run_retry']
    case 'node_paused':
      return ['node_run_pause_requested']
    case 'text_chunk':
      return ['node_run_stream_chunk']
    case 'container_started':
      return [`${event.container}_started`]
    case 'container_next':
      return [`${event.container}_next`]
    case 'container_succeeded':
      return [`${event.container}_succeeded`]
    case 'container_failed':
      return [`${event.container}_failed`]
    case 'node_stopped':
    case 'node_skipped':
    case 'node_progress':
    case 'reasoning_chunk':
    case 'variable_updated':
    case 'agent_log':
    case 'citations':
      return []
    default:
      // A newer engine may say more than this runner knows; such events are not compared.
      return []
  }
}

/** The types by which cases may name events. @internal */
export const EVENT_TYPES: ReadonlySet<string> = new Set([
  ...['started', 'succeeded', 'partial_succeeded', 'failed', 'aborted', 'paused'].map(
    (end) => `graph_run_${end}`,
  ),
  ...['started', 'succeeded', 'failed', 'exception', 'retry', 'stream_chunk', 'pause_requested'].map(
    (end) => `node_run_${end}`,
  ),
  'human_input_form_filled',
  ...['iteration', 'loop'].flatMap((kind) =>
    ['started', 'next', 'succeeded', 'failed'].map((end) => `${kind}_${end}`),
  ),
])

/** @internal */
export function namedEvents(events: readonly RunEvent[]): readonly NamedEvent[] {
  return events.flatMap((event) =>
    namesOf(event).map((type) => ({
      type,
      ...(event.type !== 'run_failed' && 'nodeId' in event ? { node: event.nodeId } : {}),
      ...(event.type === 'text_chunk' ? { text: event.text } : {}),
    })),
  )
}

/** Whether an event fits; what the pattern leaves out is not compared. @internal */
export function fits(event: NamedEvent, pattern: string | EventPattern): boolean {
  const { type, node, text } =
    typeof pattern === 'string' ? { type: pattern } : { node: undefined, ...pattern }
  return (
    event.type === type &&
    (node === undefined || event.node === node) &&
    (text === undefined || event.text === text)
  )
}

/** @internal */
export type TextChunk = Extract<RunEvent, { readonly type: 'text_chunk' }>

/** @internal */
export function textChunks(events: readonly RunEvent[]): readonly TextChunk[] {
  return events.flatMap((event) => (event.type === 'text_chunk' ? [event] : []))
}

/** The nodes of which events of a type tell, in order. @internal */
export function nodesOf(
  events: readonly RunEvent[],
  type: 'node_run_started' | 'node_run_succeeded',
): readonly string[] {
  return namedEvents(events).flatMap((event) =>
    event.type === type && event.node !== undefined ? [event.node] : [],
  )
}
