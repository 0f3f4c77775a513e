import { isNode } from './settings.ts'

/** Why a file of a model could not be used. @internal */
export interface FileFailure {
  readonly path: string
  readonly reason: 'html' | 'status' | 'unreachable'
  readonly status?: number
}

/** @internal */
export interface ModelFilesOptions {
  readonly modelsUrl: URL
  readonly model: string
  readonly fetch: typeof fetch
  readonly signal: AbortSignal
  readonly isCached: boolean
  readonly onBytes: (loadedBytes: number, totalBytes: number) => void
}

const CACHE = 'skep-models'

/** The files of one model during one load: fetched from the configured place only, counted and kept. @internal */
export class ModelFiles {
  readonly failures: Map<string, FileFailure> = new Map()
  readonly #options: ModelFilesOptions
  /** Files by name, for the Node build of the library, which reads a model back from its cache. */
  readonly #memory = new Map<string, Uint8Array<ArrayBuffer>>()
  readonly #counts = new Map<string, { loaded: number; total: number }>()

  constructor(options: ModelFilesOptions) {
    this.#options = options
  }

  async fetch(file: string, headers: Headers): Promise<Response> {
    const url = this.#url(file)
    const response = await this.#read(url, headers)
    if (response.status === 404) {
      this.#fail(file, { path: url.pathname, reason: 'status', status: 404 })
      return response
    }
    if (!response.ok) {
      this.#fail(file, { path: url.pathname, reason: 'status', status: response.status })
      return response
    }
    // A server that answers every path with its start page: the file is not there.
    if (/\bhtml\b/i.test(response.headers.get('content-type') ?? '')) {
      this.#fail(file, { path: url.pathname, reason: 'html' })
      await response.body?.cancel()
      return new Response(null, { status: 404 })
    }
    this.failures.delete(file)
    return headers.has('range') ? response : this.#counted(file, response)
  }

  /** What the library's cache has under this name. */
  async match(file: string): Promise<Response | undefined> {
    const kept = this.#memory.get(file)
    if (kept) return new Response(kept, { headers: { 'content-length': String(kept.length) } })
    const found = await (await this.#cache())?.match(this.#url(file))
    const size = Number(found?.headers.get('content-length') ?? 0)
    if (found && size === 0) return this.#counted(file, found)
    if (found) this.#count(file, size, size)
    return found
  }

  async put(file: string, response: Response): Promise<void> {
    if (isNode()) {
      this.#memory.set(file, new Uint8Array(await response.arrayBuffer()))
      return
    }
    await (await this.#cache())?.put(this.#url(file), response)
  }

  #url(file: string): URL {
    return new URL(`${this.#options.model}/${file}`, this.#options.modelsUrl)
  }

  async #cache(): Promise<Cache | undefined> {
    const { isCached, modelsUrl } = this.#options
    if (!isCached || isNode() || typeof caches === 'undefined' || modelsUrl.protocol === 'file:')
      return undefined
    return caches.open(CACHE).catch(() => undefined) // a browser may forbid storage; the model is fetched each time then
  }

  async #read(url: URL, headers: Headers): Promise<Response> {
    const { signal } = this.#options
    if (url.protocol === 'file:') return readFile(url)
    try {
      // A redirect could lead anywhere: the promise is that only the configured place is asked.
      return await this.#options.fetch(url, {
        headers,
        signal,
        redirect: 'error',
        credentials: 'same-origin',
      })
    } catch (cause) {
      this.#fail(url.pathname, { path: url.pathname, reason: 'unreachable' })
      throw cause
    }
  }

  #fail(file: string, failure: FileFailure): void {
    this.failures.set(file, failure)
  }

  #count(file: string, loaded: number, total: number): void {
    this.#counts.set(file, { loaded, total: Math.max(loaded, total) })
    let loadedBytes = 0
    let totalBytes = 0
    for (const count of this.#counts.values()) {
      loadedBytes += count.loaded
      totalBytes += count.total
    }
    this.#options.onBytes(loadedBytes, totalBytes)
  }

  #counted(file: string, response: Response): Response {
    const total = Number(response.headers.get('content-length') ?? 0)
    let loaded = 0
    this.#count(file, 0, total)
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        loaded += chunk.byteLength
        this.#count(file, loaded, total)
        controller.enqueue(chunk)
      },
    })
    const { status, headers } = response
    return new Response(response.body?.pipeThrough(counter) ?? null, { status, headers })
  }
}

async function readFile(url: URL): Promise<Response> {
  // Not an import: bundlers for browsers would follow it.
  const files = process.getBuiltinModule('node:fs/promises')
  try {
    const bytes = new Uint8Array(await files.readFile(url))
    return new Response(bytes, { headers: { 'content-length': String(bytes.length) } })
  } catch {
    return new Response(null, { status: 404 }) // not there or not readable: the failure names the path
  }
}
