import type { RunEventBody } from '@skep/client'
import type { FakeAnswer, FakeStep, TimedEvent } from './script.ts'

const DEFAULT_STEPS: readonly FakeStep[] = [
  { nodeId: 'retrieval', nodeType: 'knowledge-retrieval', title: 'Search the handbook', durationMs: 120 },
  { nodeId: 'llm', nodeType: 'llm', title: 'Write the answer', durationMs: 60 },
]

/** The events of a run that answers: its nodes, its sources, its text in chunks, its end. @public */
export function answerEvents(answer: FakeAnswer, defaultChunkMs = 16): readonly TimedEvent[] {
  const { text, citations = [], steps = DEFAULT_STEPS, chunkChars = 8, chunkMs = defaultChunkMs } = answer
  const events: TimedEvent[] = []
  let totalMs = 0
  const push = (afterMs: number, event: RunEventBody): void => {
    events.push({ afterMs, event })
    totalMs += afterMs
  }
  for (const step of steps) {
    const { nodeId, nodeType, title, durationMs = 80, inputs = {}, outputs = {} } = step
    const node = { nodeId, executionId: `${nodeId}-1` }
    push(0, { type: 'node_started', nodeType, title, ...node })
    if (step.error) {
      push(durationMs, { type: 'node_failed', error: step.error, durationMs, ...node })
      push(0, { type: 'run_failed', error: step.error, nodeId, durationMs: totalMs })
      return events
    }
    push(durationMs, { type: 'node_succeeded', inputs, outputs, durationMs, ...node })
  }
  const answerNode = { nodeId: 'answer', executionId: 'answer-1' }
  push(0, { type: 'node_started', nodeType: 'answer', title: 'Answer', ...answerNode })
  for (let at = 0; at < text.length; at += chunkChars) {
    const isFinal = at + chunkChars >= text.length
    const chunk = text.slice(at, at + chunkChars)
    push(chunkMs, { type: 'text_chunk', selector: ['answer', 'answer'], text: chunk, isFinal, ...answerNode })
  }
  if (citations.length > 0) push(0, { type: 'citations', citations, ...answerNode })
  if (answer.error) {
    push(chunkMs, { type: 'node_failed', error: answer.error, durationMs: totalMs, ...answerNode })
    push(0, { type: 'run_failed', error: answer.error, nodeId: 'answer', durationMs: totalMs })
    return events
  }
  const outputs = { answer: text }
  push(0, { type: 'node_succeeded', inputs: {}, outputs, durationMs: totalMs, ...answerNode })
  push(0, { type: 'run_succeeded', outputs, durationMs: totalMs })
  return events
}
