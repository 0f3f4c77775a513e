import type { RunEventBody } from '@skep/client'
import type { JsonObject } from '@skep/schema'
import type { TimedEvent } from '@skep/testing/fake-client'

const ref = (nodeId: string): { readonly nodeId: string; readonly executionId: string } => ({
  nodeId,
  executionId: `${nodeId}-1`,
})

const ANSWER =
  'Yes. If wind of 5 Beaufort or more is forecast you may cancel until the start and get everything back [1].'

function step(
  nodeId: string,
  nodeType: string,
  title: string,
  done: {
    readonly inputs?: JsonObject
    readonly outputs?: JsonObject
    readonly handle?: string
    readonly tokens?: number
  },
  ms: number,
): readonly TimedEvent[] {
  const succeeded: RunEventBody = {
    type: 'node_succeeded',
    inputs: done.inputs ?? {},
    outputs: done.outputs ?? {},
    durationMs: ms,
    ...(done.handle ? { handle: done.handle } : {}),
    ...(done.tokens ? { usage: { totalTokens: done.tokens } } : {}),
    ...ref(nodeId),
  }
  return [
    { afterMs: 0, event: { type: 'node_started', nodeType, title, ...ref(nodeId) } },
    { afterMs: ms, event: succeeded },
  ]
}

const beginning: readonly TimedEvent[] = [
  ...step('start', 'start', 'Start', { outputs: { language: 'English' } }, 2),
  ...step(
    'handbook',
    'knowledge-retrieval',
    'Search the handbook',
    {
      inputs: { query: 'Can I cancel because of the weather?' },
      outputs: {
        result: [
          {
            title: 'terms.pdf',
            content: 'If wind of 5 Beaufort or more is forecast, guests may cancel until the start.',
            metadata: { score: 0.82, page: 3 },
          },
          {
            title: 'terms.pdf',
            content: 'Cancellations until 18:00 of the day before are free.',
            metadata: { score: 0.61, page: 3 },
          },
        ],
      },
    },
    38,
  ),
  ...step(
    'found',
    'if-else',
    'Anything found?',
    { outputs: { result: true, selected_case_id: 'true' }, handle: 'true' },
    1,
  ),
  { afterMs: 0, event: { type: 'node_skipped', nodeId: 'sorry' } },
  {
    afterMs: 0,
    event: { type: 'node_started', nodeType: 'llm', title: 'Write the answer', ...ref('writer') },
  },
]

const chunks: readonly TimedEvent[] = (ANSWER.match(/.{1,9}/g) ?? []).map((text) => ({
  afterMs: 4,
  event: { type: 'text_chunk', selector: ['writer', 'text'], text, isFinal: false, ...ref('writer') },
}))

/** A run that succeeds. */
export const goodRun: readonly TimedEvent[] = [
  ...beginning,
  ...chunks,
  {
    afterMs: 0,
    event: {
      type: 'node_succeeded',
      inputs: { context: '[1] If wind of 5 Beaufort …' },
      process: {
        prompt: [
          { role: 'system', text: 'Answer in English from the passages only.' },
          { role: 'user', text: 'Can I cancel because of the weather?' },
        ],
      },
      outputs: { text: ANSWER, finish_reason: 'stop' },
      usage: { totalTokens: 312, isEstimate: true },
      handle: 'source',
      durationMs: 1240,
      ...ref('writer'),
    },
  },
  { afterMs: 0, event: { type: 'node_skipped', nodeId: 'failed' } },
  ...step('answer', 'answer', 'Answer', { outputs: { answer: ANSWER } }, 1),
  {
    afterMs: 0,
    event: {
      type: 'run_succeeded',
      outputs: { answer: ANSWER },
      durationMs: 1290,
      usage: { totalTokens: 312, isEstimate: true },
    },
  },
]

/** A run that stays in the middle of its answer. */
export const runningRun: readonly TimedEvent[] = [...beginning, ...chunks.slice(0, 5)]

const error = {
  code: 'MODEL_NETWORK',
  message: 'The model did not answer. Check the connection and try again.',
  data: {},
} as const

/** A run whose model fails. */
export const failedRun: readonly TimedEvent[] = [
  ...beginning,
  { afterMs: 5, event: { type: 'node_retry', attempt: 1, error, ...ref('writer') } },
  {
    afterMs: 5,
    event: { type: 'node_failed', error, inputs: { context: '…' }, durationMs: 20_300, ...ref('writer') },
  },
  { afterMs: 0, event: { type: 'run_failed', error, nodeId: 'writer', durationMs: 20_400 } },
]
