import type { Citation, Message, RunEndEvent, RunEvent, RunRecord } from '@skep/client'
import type { FileValue } from '@skep/schema'

/** The record of a run that has ended with `event`. @internal */
export function endedRecord(record: RunRecord, event: RunEndEvent, eventCount: number): RunRecord {
  const common = { ...record, durationMs: event.durationMs, eventCount }
  switch (event.type) {
    case 'run_succeeded':
    case 'run_partial_succeeded': {
      const status = event.type === 'run_succeeded' ? 'succeeded' : 'partial-succeeded'
      return { ...common, status, outputs: event.outputs, ...(event.usage ? { usage: event.usage } : {}) }
    }
    case 'run_failed':
      return { ...common, status: 'failed', error: event.error }
    case 'run_stopped':
      return { ...common, status: 'stopped' }
    default:
      return event satisfies never
  }
}

/** @internal */
export function userMessage(
  conversationId: string,
  runId: string,
  text: string,
  createdAtMs: number,
  files: readonly FileValue[] = [],
): Message {
  return {
    id: `${runId}-user`,
    conversationId,
    role: 'user',
    text,
    status: 'complete',
    citations: [],
    ...(files.length > 0 ? { files } : {}),
    runId,
    createdAtMs,
  }
}

/** What a run has told the user so far. @internal */
export class Said {
  #text = ''
  #annotation: Message['annotation']
  #isModerated = false
  readonly #citations = new Map<string, readonly Citation[]>()

  hear(event: RunEvent): void {
    if (event.type === 'text_chunk') this.#text += event.text
    else if (event.type === 'citations') this.#citations.set(event.nodeId, event.citations)
    else if (event.type === 'annotation_replied') {
      this.#annotation = { id: event.annotationId, question: event.question, score: event.score }
    } else if (event.type === 'answer_replaced') {
      this.#text = event.text
      this.#isModerated ||= event.reason === 'moderation'
    } else if (event.type === 'moderation_flagged' || event.type === 'moderation_failed') {
      // They spoke for words that nobody reads any more.
      if (event.action === 'block') this.#citations.clear()
    }
  }

  /** `atMs`: when the run ended. Of its record only a sum could be taken, which is off by what the start took. */
  message(conversationId: string, run: RunRecord, atMs: number): Message {
    return {
      id: `${run.id}-assistant`,
      conversationId,
      role: 'assistant',
      text: this.#text,
      status: run.status === 'failed' ? 'failed' : run.status === 'stopped' ? 'stopped' : 'complete',
      citations: [...this.#citations.values()].flat(),
      ...(this.#annotation ? { annotation: this.#annotation } : {}),
      ...(this.#isModerated ? { replacedBy: 'moderation' } : {}),
      runId: run.id,
      createdAtMs: Math.max(run.startedAtMs, atMs),
      ...(run.error ? { error: run.error } : {}),
    }
  }
}
