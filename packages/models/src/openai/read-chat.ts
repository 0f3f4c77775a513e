import type { ModelPart } from '@skep/client'
import { abortedError } from '../errors.ts'
import { readEvents } from '../sse/read-events.ts'
import { interruptedError } from '../sse/sse-decoder.ts'
import { ChatReader, wrongPathError } from './chat-reader.ts'

/**
 * The answer of a chat as our parts, `finish` last. Servers that do not stream although they were asked to are read too.
 * @throws `MODEL_STREAM_INTERRUPTED` when it ends before its finish reason; `MODEL_NOT_FOUND` for a web page
 * @internal
 */
export async function* readChat(
  response: Response,
  context: { readonly provider: string; readonly signal: AbortSignal },
): AsyncGenerator<ModelPart, void, void> {
  const type = response.headers.get('content-type') ?? ''
  if (type.includes('text/html')) {
    response.body?.cancel().catch(() => undefined) // the page is of no use
    throw wrongPathError(context.provider)
  }
  const reader = new ChatReader()
  const parts: ModelPart[] = []
  if (type.includes('application/json')) reader.readChunk(await response.json(), parts)
  else if (response.body === null) throw interruptedError()
  yield* parts
  parts.length = 0
  if (!type.includes('application/json') && response.body !== null) {
    try {
      for await (const events of readEvents(response.body)) {
        for (const event of events) {
          reader.read(event, parts)
          // `for...of` with an inner yield, not `yield*`: delegation costs several steps for each part.
          for (const part of parts) {
            if (context.signal.aborted) throw abortedError()
            yield part
          }
          parts.length = 0
        }
        if (reader.isDone) break
      }
    } catch (error) {
      // The answer was whole; only the goodbye (usage, [DONE]) was lost.
      if (context.signal.aborted || !reader.isWhole) throw error
    }
  }
  yield reader.finish()
}
