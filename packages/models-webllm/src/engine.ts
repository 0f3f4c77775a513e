import type { InitProgressReport, WebWorkerMLCEngine } from '@mlc-ai/web-llm'
import { SkepError } from '@skep/schema'
import { abortedError, toModelError } from './errors.ts'
import type { WebLlmSettings } from './settings.ts'

/** What we need of a `Worker`. @public */
export interface WebLlmWorker {
  onmessage: ((event: MessageEvent) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
  postMessage(message: unknown): void
  terminate(): void
}

interface Running {
  readonly worker: WebLlmWorker
  readonly client: WebWorkerMLCEngine
  /** Rejects when the worker dies: the library would wait for ever. */
  readonly lost: Promise<never>
  model: string | undefined
}

/**
 * The one engine of a connection: a graphics card has room for one model, and the library's `interruptGenerate` stops
 * whatever runs. So callers take turns, and another model takes the place of the one before.
 * @internal
 */
export class Engine {
  readonly #settings: WebLlmSettings
  readonly #createWorker: () => WebLlmWorker
  #running: Running | undefined
  #turn: Promise<void> = Promise.resolve()

  constructor(settings: WebLlmSettings, createWorker: () => WebLlmWorker) {
    this.#settings = settings
    this.#createWorker = createWorker
  }

  /** Waits for its turn, then for the model; `release` must be called. @throws `MODEL_*`, `CALL_ABORTED` */
  async take(
    model: string,
    signal: AbortSignal,
    onProgress?: (report: InitProgressReport) => void,
  ): Promise<{
    readonly client: WebWorkerMLCEngine
    readonly lost: Promise<never>
    readonly release: () => void
  }> {
    const before = this.#turn
    let release = (): void => undefined
    const own = new Promise<void>((resolve) => {
      release = resolve
    })
    this.#turn = before.then(() => own)
    try {
      await stoppable(before, signal)
      const running = await this.#load(model, signal, onProgress)
      return { client: running.client, lost: running.lost, release }
    } catch (cause) {
      release()
      throw signal.aborted ? abortedError() : toModelError(cause, model, true)
    }
  }

  /** Ends the worker, which frees the graphics card and stops a load. What was downloaded stays. */
  stop(): void {
    const running = this.#running
    this.#running = undefined
    running?.worker.terminate()
  }

  async #load(
    model: string,
    signal: AbortSignal,
    onProgress?: (report: InitProgressReport) => void,
  ): Promise<Running> {
    const running = this.#running ?? (await this.#start())
    if (running.model === model) return running
    running.model = undefined
    running.client.setInitProgressCallback(onProgress ?? (() => undefined))
    try {
      await stoppable(Promise.race([running.client.reload(model), running.lost]), signal)
    } catch (cause) {
      // A load cannot be stopped otherwise, and a failed one leaves half a model behind.
      this.stop()
      throw cause
    }
    running.model = model
    return running
  }

  async #start(): Promise<Running> {
    const library = await import('@mlc-ai/web-llm').catch((cause: unknown) => {
      const message = 'Part of this site could not be loaded. Check the connection and try again.'
      throw new SkepError('ASSET_UNAVAILABLE', message, { part: 'web-llm' }, { cause })
    })
    const worker = this.#createWorker()
    const client = new library.WebWorkerMLCEngine(worker, {
      appConfig: {
        model_list: [...this.#settings.models.values()].map(({ record }) => record),
        cacheBackend: this.#settings.cacheBackend,
      },
      logLevel: 'ERROR',
    })
    const lost = new Promise<never>((_, reject) => {
      worker.onerror = (event) => {
        if (this.#running?.worker === worker) this.stop()
        const message = 'The part of this page that runs the model broke off. Try again.'
        reject(new SkepError('MODEL_SERVER', message, {}, { cause: event.message }))
      }
    })
    lost.catch(() => undefined) // told to whoever waits
    this.#running = { worker, client, lost, model: undefined }
    return this.#running
  }
}

/** @internal */
export async function stoppable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw abortedError()
  let stop = (): void => undefined
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(abortedError())
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, stopped])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
