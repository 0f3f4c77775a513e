import type { RunEvent, RunEventType } from '@skep/client'
import type { RunSnapshot } from '@skep/engine'
import type { EventPattern } from './case-file.ts'
import type { HttpRequest } from './mock-http.ts'

/** What a run did, as expectations look at it. @internal */
export interface RunLog {
  readonly events: readonly RunEvent[]
  readonly snapshot: RunSnapshot
  readonly requests: readonly HttpRequest[]
  readonly elapsedMs: number
}

/** Dify's names of our events; events without one are not compared. */
const EVENT_NAMES: Readonly<Partial<Record<RunEventType, string>>> = {
  run_started: 'graph_run_started',
  run_succeeded: 'graph_run_succeeded',
  run_partial_succeeded: 'graph_run_partial_succeeded',
  run_failed: 'graph_run_failed',
  run_stopped: 'graph_run_aborted',
  node_started: 'node_run_started',
  node_succeeded: 'node_run_succeeded',
  node_failed: 'node_run_failed',
  node_exception: 'node_run_exception',
  node_retry: 'node_run_retry',
  text_chunk: 'node_run_stream_chunk',
}

/** An event under Dify's name. @internal */
export interface NamedEvent {
  readonly type: string
  readonly node?: string
  readonly text?: string
}

/** @internal */
export function namedEvents(events: readonly RunEvent[]): readonly NamedEvent[] {
  return events.flatMap((event) => {
    const type = EVENT_NAMES[event.type]
    if (type === undefined) return []
    const isAboutNode = event.type !== 'run_failed' && 'nodeId' in event
    return [
      {
        type,
        ...(isAboutNode ? { node: event.nodeId } : {}),
        ...(event.type === 'text_chunk' ? { text: event.text } : {}),
      },
    ]
  })
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

/** @internal */
export function nodesOf(
  events: readonly RunEvent[],
  type: 'node_started' | 'node_succeeded',
): readonly string[] {
  return events.flatMap((event) => (event.type === type ? [event.nodeId] : []))
}
