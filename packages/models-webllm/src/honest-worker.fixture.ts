import {
  type ChatCompletionRequestBase,
  type InitProgressCallback,
  WebWorkerMLCEngineHandler,
} from '@mlc-ai/web-llm'
import type { WebLlmWorker } from './engine.ts'

/** Everything but the graphics card: what the innermost engine of the handler is asked and answers. */
export class ScriptedEngine {
  readonly log: string[] = []
  readonly requests: ChatCompletionRequestBase[] = []
  words: readonly string[] = ['hello ', 'from ', 'the ', 'card']
  finish: 'stop' | 'length' = 'stop'
  loadError: string | undefined
  chatError: string | undefined
  loading: Promise<void> = Promise.resolve()
  isEndless = false
  /** After so many words the engine fails. */
  breaksAfter: number | undefined
  #stopped = false
  #progress: InitProgressCallback | undefined

  setInitProgressCallback(callback: InitProgressCallback): void {
    this.#progress = callback
  }
  getInitProgressCallback(): InitProgressCallback | undefined {
    return this.#progress
  }
  setAppConfig(): void {}
  setLogLevel(): void {}
  async reload(ids: readonly string[]): Promise<void> {
    this.log.push(`load ${ids.join()}`)
    await this.loading
    if (this.loadError) throw new Error(this.loadError)
    this.#progress?.({ progress: 1, timeElapsed: 0, text: 'Finish loading' })
  }
  async chatCompletion(request: ChatCompletionRequestBase): Promise<AsyncGenerator<object>> {
    this.#stopped = false
    this.requests.push(request)
    if (this.chatError) throw new Error(this.chatError)
    return this.#answer()
  }
  async *#answer(): AsyncGenerator<object> {
    const chunk = (content: string, reason: string | null): object => ({
      id: 'c',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'm',
      choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: reason }],
    })
    this.log.push('answer')
    for (let index = 0; this.isEndless || index < this.words.length; index += 1) {
      if (this.#stopped) {
        this.log.push('interrupted')
        yield chunk('', 'abort')
        return
      }
      if (index === this.breaksAfter) throw new Error('The device was lost.')
      yield chunk(this.words[index % this.words.length] ?? '', null)
    }
    yield chunk('', this.finish)
    yield {
      ...chunk('', null),
      choices: [],
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    }
  }
  interruptGenerate(): void {
    this.#stopped = true
  }
  async unload(): Promise<void> {}
}

/** A worker with the real handler of the library, without a thread: both ends copy their messages through a channel. */
export function honestWorker(engine: ScriptedEngine): WebLlmWorker & { fail(message: string): void } {
  const { port1, port2 } = new MessageChannel()
  const handler = new WebWorkerMLCEngineHandler()
  Reflect.set(handler, 'engine', engine)
  handler.postMessage = (message) => port2.postMessage(message)
  engine.setInitProgressCallback((report) =>
    handler.postMessage({ kind: 'initProgressCallback', uuid: '', content: report }),
  )
  port2.onmessage = (event) => handler.onmessage(event)
  let listener: ((event: MessageEvent) => void) | null = null
  port1.onmessage = (event) => listener?.(event)
  return {
    onerror: null,
    get onmessage() {
      return listener
    },
    set onmessage(next) {
      listener = next
    },
    postMessage: (message) => port1.postMessage(message),
    terminate() {
      engine.log.push('terminate')
      port1.close()
    },
    fail(message) {
      this.onerror?.({ message } as ErrorEvent) // Node has no ErrorEvent; only its message is read
    },
  }
}
