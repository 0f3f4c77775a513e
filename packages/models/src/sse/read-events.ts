import { SseDecoder, type SseEvent } from './sse-decoder.ts'

/**
 * The events of a response, in the groups in which the network brought them. Leaving the loop early ends the request.
 * @throws `MODEL_STREAM_INTERRUPTED` for damaged bytes; whatever the body throws
 * @internal
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<readonly SseEvent[], void, void> {
  const reader = body.getReader()
  const decoder = new SseDecoder()
  let isDone = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      isDone = done
      const events = done ? decoder.end() : decoder.push(value)
      if (events.length > 0) yield events
      if (done) return
    }
  } finally {
    // Not awaited: a body that cannot be cancelled must not hold the answer.
    if (!isDone) reader.cancel().catch(() => undefined)
  }
}
