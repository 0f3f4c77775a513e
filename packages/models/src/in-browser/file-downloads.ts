import type { ModelDownload } from '@skep/client'
import { SkepError, toErrorData } from '@skep/schema'
import type { ProviderDownloads } from '../provider.ts'

type Download = Omit<ModelDownload, 'provider'>

/** @public */
export interface DownloadFile {
  readonly url: string
  readonly isOptional?: boolean
  /** Where a list of the model says it; else the server is asked. */
  readonly sizeBytes?: number
}

/** A model and the files that it cannot do without. @public */
export interface DownloadableModel {
  readonly model: string
  readonly label: string
  /** Known before, or named by files of the model itself, which `read` takes from the store or else from the server. */
  readonly files:
    | readonly DownloadFile[]
    | ((read: (url: string) => Promise<Response>) => Promise<readonly DownloadFile[]>)
  /** What is told while the files are not known. */
  readonly totalBytes?: number
}

/** Where whole files are kept; `Cache` is one. @public */
export interface FileStore {
  match(url: string): Promise<Response | undefined>
  put(url: string, response: Response): Promise<void>
  delete(url: string): Promise<boolean>
}

/**
 * Downloads of models file by file: the size is asked for before, bytes are told as they come, and what has come is kept.
 * A pause keeps the whole files and, while this object lives, the beginning of the current one, which goes on by a range
 * request where the server knows them.
 * @public
 */
export class FileDownloads implements ProviderDownloads {
  readonly #models: readonly DownloadableModel[]
  readonly #store: () => Promise<FileStore>
  readonly #fetch: typeof fetch
  readonly #listeners = new Set<(download: Download) => void>()
  readonly #running = new Map<string, AbortController>()
  readonly #known = new Map<string, Download>()
  readonly #parts = new Map<string, Uint8Array<ArrayBuffer>[]>()

  constructor(options: {
    readonly models: readonly DownloadableModel[]
    readonly store: () => Promise<FileStore>
    readonly fetch: typeof fetch
  }) {
    this.#models = options.models
    this.#store = options.store
    this.#fetch = options.fetch
  }

  list(): Promise<readonly Download[]> {
    return Promise.all(this.#models.map((model) => this.#look(model)))
  }

  /** Resolves once it is under way. @throws `MODEL_NOT_FOUND` */
  async start(name: string): Promise<void> {
    const model = this.#find(name)
    if (this.#running.has(name)) return
    const controller = new AbortController()
    this.#running.set(name, controller)
    this.#load(model, controller.signal)
      .then(
        () => this.#tell(model, { state: 'ready' }),
        (cause: unknown) => {
          if (!controller.signal.aborted) this.#tell(model, { state: 'failed', error: toErrorData(cause) })
        },
      )
      .finally(() => {
        if (this.#running.get(name) === controller) this.#running.delete(name)
      })
  }

  async pause(name: string): Promise<void> {
    const model = this.#find(name)
    const running = this.#running.get(name)
    if (!running) return
    running.abort()
    this.#running.delete(name)
    this.#tell(model, { state: 'paused' })
  }

  /** Stops and deletes what was loaded. */
  async cancel(name: string): Promise<void> {
    const model = this.#find(name)
    this.#running.get(name)?.abort()
    this.#running.delete(name)
    const store = await this.#store()
    // Unknown files are of a model of which nothing is here.
    for (const { url } of (await this.#files(model, store).catch(() => undefined)) ?? []) {
      this.#parts.delete(url)
      await store.delete(url)
    }
    this.#tell(model, { state: 'absent', loadedBytes: 0 })
  }

  remove(name: string): Promise<void> {
    return this.cancel(name)
  }

  watch(listener: (download: Download) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #find(name: string): DownloadableModel {
    const model = this.#models.find((one) => one.model === name)
    if (model) return model
    throw new SkepError('MODEL_NOT_FOUND', `There is no model "${name}" to download. Choose another model.`, {
      model: name,
    })
  }

  #tell(model: DownloadableModel, change: Partial<Download>): void {
    const { model: name, label } = model
    const { error: _, ...before } = this.#known.get(name) ?? {
      ...{ model: name, label, state: 'absent', loadedBytes: 0, canResume: true },
    }
    const download: Download = { ...before, ...change }
    this.#known.set(name, download)
    for (const listener of this.#listeners) listener(download)
  }

  async #look(model: DownloadableModel): Promise<Download> {
    const { model: name, label } = model
    const known = this.#known.get(name)
    if (known && known.state !== 'absent') return known
    const store = await this.#store()
    const files = await this.#files(model, store).catch(() => undefined) // told by `start`
    if (!files) {
      const { totalBytes } = model
      const unknown = { model: name, label, state: 'absent', loadedBytes: 0, canResume: true } as const
      return totalBytes === undefined ? unknown : { ...unknown, totalBytes }
    }
    const kept = await Promise.all(files.map(({ url }) => store.match(url)))
    const isWhole = files.every((file, index) => file.isOptional || kept[index])
    const loadedBytes = kept.reduce((sum, response) => sum + lengthOf(response), 0)
    const sizes = await Promise.all(files.map((file, index) => lengthOf(kept[index]) || this.#size(file)))
    const totalBytes = isWhole ? loadedBytes : sizes.reduce((sum, size) => sum + size, 0)
    const state = isWhole ? 'ready' : loadedBytes > 0 ? 'paused' : 'absent'
    const found = { ...{ model: name, label, loadedBytes, canResume: true }, state } as const
    return totalBytes > 0 ? { ...found, totalBytes } : found
  }

  async #files(model: DownloadableModel, store: FileStore): Promise<readonly DownloadFile[]> {
    if (typeof model.files !== 'function') return model.files
    return model.files(async (url) => {
      const kept = await store.match(url)
      if (kept) return kept
      const response = await this.#fetch(url, { redirect: 'error' })
      if (!isFile(response)) throw missingError(url, response)
      return response
    })
  }

  async #size({ url, sizeBytes }: DownloadFile): Promise<number> {
    if (sizeBytes !== undefined) return sizeBytes
    const response = await this.#fetch(url, { method: 'HEAD' }).catch(() => undefined)
    return response?.ok ? lengthOf(response) : 0
  }

  async #load(model: DownloadableModel, signal: AbortSignal): Promise<void> {
    const store = await this.#store()
    const files = await this.#files(model, store)
    const sizes = await Promise.all(
      files.map(async (file) => lengthOf(await store.match(file.url)) || this.#size(file)),
    )
    signal.throwIfAborted()
    const total = sizes.reduce((sum, size) => sum + size, 0)
    let done = 0
    const report = (loaded: number): void => {
      if (signal.aborted) return
      const loadedBytes = done + loaded
      this.#tell(model, { state: 'running', loadedBytes, totalBytes: Math.max(total, loadedBytes) })
    }
    report(0)
    for (const { url, isOptional } of files) {
      const kept = await store.match(url)
      const bytes = kept ? lengthOf(kept) : await this.#file(url, isOptional === true, store, signal, report)
      done += bytes
      report(0)
    }
  }

  async #file(
    url: string,
    isOptional: boolean,
    store: FileStore,
    signal: AbortSignal,
    report: (loaded: number) => void,
  ): Promise<number> {
    let parts = this.#parts.get(url) ?? []
    const had = sizeOf(parts)
    const headers = had > 0 ? { range: `bytes=${had}-` } : {}
    const response = await this.#fetch(url, { headers, signal, redirect: 'error' })
    if (!isFile(response)) {
      if (isOptional) return 0
      throw missingError(url, response)
    }
    // 200: the server knows no ranges, so it begins anew.
    if (response.status !== 206) parts = []
    this.#parts.set(url, parts)
    const expected = lengthOf(response) === 0 ? undefined : sizeOf(parts) + lengthOf(response)
    const reader = response.body?.getReader()
    for (;;) {
      const step = await reader?.read()
      signal.throwIfAborted()
      if (!step || step.done) break
      parts.push(step.value)
      report(sizeOf(parts))
    }
    const size = sizeOf(parts)
    if (expected !== undefined && size !== expected && !response.headers.has('content-encoding')) {
      const message = 'The download broke off. Start it again: it goes on where it was.'
      throw new SkepError('MODEL_NETWORK', message, { loadedBytes: size, totalBytes: expected })
    }
    const type = response.headers.get('content-type') ?? 'application/octet-stream'
    const whole = new Response(new Blob(parts), {
      headers: { 'content-type': type, 'content-length': String(size) },
    })
    this.#parts.delete(url)
    await store.put(url, whole).catch((cause: unknown) => {
      const isFull = cause instanceof Error && cause.name === 'QuotaExceededError'
      const message = isFull
        ? 'The browser has no room left for the model. Delete other models or free space on the disk.'
        : 'The browser could not keep the model. Allow this site to store data, then try again.'
      throw new SkepError(isFull ? 'STORAGE_QUOTA' : 'STORAGE_FAILED', message, {}, { cause })
    })
    return size
  }
}

function isFile(response: Response): boolean {
  return response.ok && !/\bhtml\b/i.test(response.headers.get('content-type') ?? '')
}

function missingError(url: string, { status }: Response): SkepError {
  const { pathname } = new URL(url)
  const message = `There is no ${pathname}. Put the files of the model there.`
  return new SkepError('MODEL_LOAD_FAILED', message, { path: pathname, status })
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { byteLength }) => sum + byteLength, 0)
}

function lengthOf(response: Response | undefined): number {
  return Number(response?.headers.get('content-length') ?? 0)
}
