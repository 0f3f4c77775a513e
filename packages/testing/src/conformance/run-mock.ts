import type { ClockPort, ExecutorContext, ExecutorEvent, ExecutorResult } from '@skep/engine'
import { type JsonObject, SkepError } from '@skep/schema'
import type { NodeMock } from './case-file.ts'
import { isEqual } from './equal.ts'

/** Timers may fire a little early by the clock; a delay of a case is a lower bound. */
async function wait(clock: ClockPort, ms: number, signal: AbortSignal): Promise<void> {
  const until = clock.now() + ms
  for (let left = ms; left > 0; left = until - clock.now()) await clock.sleep(left, signal)
}

function outputsOf(mock: NodeMock, { read }: ExecutorContext<unknown>): JsonObject {
  if (!mock.by_variable) return mock.outputs ?? {}
  const value = read(mock.by_variable.selector)
  const match = mock.by_variable.outputs.find((each) => isEqual(each.value, value))
  if (!match) throw new SkepError('NODE_FAILED', 'The case mocks no result for this value of its variable.')
  return match.outputs
}

/** The output by which a branch says which way it took. */
const CHOSEN_BY: Readonly<Record<string, string>> = {
  'if-else': 'selected_case_id',
  'question-classifier': 'class_id',
  'human-input': '__action_id',
}

/** Plays the mock of a node: chunks, then its outputs or its error. @internal */
export async function* runMock(
  mock: NodeMock,
  context: ExecutorContext<unknown>,
): AsyncGenerator<ExecutorEvent, ExecutorResult, void> {
  const { ports, signal } = context
  const chunks = mock.chunks ?? []
  for (const [index, text] of chunks.entries()) {
    await wait(ports.clock, mock.chunk_delay_ms ?? 0, signal)
    yield { type: 'chunk', output: 'text', text, isFinal: index === chunks.length - 1 }
  }
  await wait(ports.clock, mock.delay_ms ?? 0, signal)
  if (mock.error !== undefined) {
    throw new SkepError('NODE_FAILED', mock.error, {
      ...(mock.error_type === undefined ? {} : { errorType: mock.error_type }),
    })
  }
  const outputs = outputsOf(mock, context)
  const handle = outputs[CHOSEN_BY[context.node.type] ?? '']
  return { outputs, ...(typeof handle === 'string' ? { handle } : {}) }
}
