import type { WebWorkerMLCEngineHandler } from '@mlc-ai/web-llm'

/**
 * Answers the page from a dedicated worker: `serveWebLlm()` is the whole of it. Messages that come while the library
 * loads are kept. `prepare` may change the handler first, e.g. register a logit processor.
 * @public
 */
export async function serveWebLlm(prepare?: (handler: WebWorkerMLCEngineHandler) => void): Promise<void> {
  const early: MessageEvent[] = []
  const keep = (event: MessageEvent): unknown => early.push(event)
  globalThis.addEventListener('message', keep)
  const { WebWorkerMLCEngineHandler } = await import('@mlc-ai/web-llm')
  const handler = new WebWorkerMLCEngineHandler()
  prepare?.(handler)
  globalThis.removeEventListener('message', keep)
  globalThis.addEventListener('message', (event) => handler.onmessage(event))
  for (const event of early) handler.onmessage(event)
}
