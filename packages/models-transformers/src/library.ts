import { probeWebGpu } from '@skep/models/in-browser'
import { SkepError } from '@skep/schema'
import type { ModelFiles } from './model-files.ts'
import { isNode } from './settings.ts'

/** @internal */
export type Library = typeof import('@huggingface/transformers')

/** `.invalid` never resolves: a request that got past the fence would go nowhere. */
const HOST = 'https://skep-models.invalid/'

let library: Promise<Library> | undefined
let loads = 0
/** Loads in progress by the model id that the library was given for each. */
const filesById = new Map<string, ModelFiles>()

/**
 * The library, with its one global `env` fenced: it asks for files under a made-up host, and the fence reads each from
 * where the connection of that load says. So any number of connections share it, and nothing else can be fetched.
 * @throws `ASSET_UNAVAILABLE`
 * @internal
 */
export function loadLibrary(): Promise<Library> {
  library ??= import('@huggingface/transformers').then(fence, (cause: unknown) => {
    library = undefined
    const message = 'Part of this site could not be loaded. Check the connection and try again.'
    throw new SkepError('ASSET_UNAVAILABLE', message, { part: 'transformers' }, { cause })
  })
  return library
}

/**
 * Gives `files` a model id of its own for one load. A new one each time: the library remembers for ever which files of
 * an id were missing.
 * @internal
 */
export async function withModelId<T>(files: ModelFiles, load: (modelId: string) => Promise<T>): Promise<T> {
  const modelId = `skep/load-${++loads}`
  filesById.set(modelId, files)
  try {
    return await load(modelId)
  } finally {
    filesById.delete(modelId)
  }
}

function fence(loaded: Library): Library {
  const { env } = loaded
  env.allowLocalModels = false
  env.allowRemoteModels = true
  env.remoteHost = HOST
  env.remotePathTemplate = '{model}/'
  env.useBrowserCache = false
  env.useFSCache = false
  // It would turn the runtime's script into a blob: address, which a strict CSP refuses.
  env.useWasmCache = false
  env.useCustomCache = true
  env.customCache = {
    match: async (key: string) => {
      const found = find(key)
      return found?.files.match(found.file)
    },
    put: async (key: string, response: Response) => {
      const found = find(key)
      await found?.files.put(found.file, response)
    },
  }
  env.fetch = async (input: string | URL, init?: RequestInit) => {
    const found = find(String(input))
    if (!found) throw new Error('Blocked: this address was not configured.')
    const headers = new Headers()
    const range = new Headers(init?.headers).get('range')
    if (range !== null) headers.set('range', range)
    return found.files.fetch(found.file, headers)
  }
  return loaded
}

function find(url: string): { readonly files: ModelFiles; readonly file: string } | undefined {
  if (!url.startsWith(HOST)) return undefined
  const [scope, name, ...path] = url.slice(HOST.length).split('/')
  const files = filesById.get(`${scope}/${name}`)
  return files && { files, file: path.join('/') }
}

/** ONNX Runtime starts once per realm: the first connection decides its files. */
let started: { readonly variant: 'plain' | 'asyncify' } | undefined

/**
 * Chooses the device and points ONNX Runtime at its files, before the first session.
 * @throws `MODEL_LOAD_FAILED` when the files are not at `wasmUrl`.
 * @internal
 */
export async function prepareDevice(
  { env }: Library,
  options: {
    readonly device: 'auto' | 'wasm' | 'webgpu'
    readonly wasmUrl: URL | undefined
    readonly fetch: typeof fetch
    readonly signal: AbortSignal
  },
): Promise<'cpu' | 'wasm' | 'webgpu'> {
  if (isNode()) return 'cpu'
  const wanted =
    options.device !== 'wasm' && (await hasAdapter(options.device === 'webgpu')) ? 'webgpu' : 'wasm'
  if (started) return wanted === 'webgpu' && started.variant === 'asyncify' ? 'webgpu' : 'wasm'
  // The plain build is half the size and faster to start; WebGPU needs the other.
  const variant = wanted === 'webgpu' || !options.wasmUrl ? 'asyncify' : 'plain'
  const { wasm } = env.backends.onnx
  if (wasm) {
    const name = `ort-wasm-simd-threaded${variant === 'asyncify' ? '.asyncify' : ''}`
    if (options.wasmUrl) {
      const paths = {
        mjs: new URL(`${name}.mjs`, options.wasmUrl),
        wasm: new URL(`${name}.wasm`, options.wasmUrl),
      }
      // A failed start cannot be repeated in this realm, so the files are looked for first.
      for (const url of Object.values(paths)) await checkFile(url, options)
      wasm.wasmPaths = { mjs: paths.mjs.href, wasm: paths.wasm.href }
    } else {
      // The library's own default is a CDN; unset, the runtime takes the files beside its script, as bundlers emit them.
      Reflect.deleteProperty(wasm, 'wasmPaths')
    }
    // Threads need SharedArrayBuffer, which only isolated pages have.
    wasm.numThreads = globalThis.crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency || 1) : 1
  }
  started = { variant }
  return wanted
}

/** Software adapters are slower than WASM: only taken when asked for. */
async function hasAdapter(allowsSoftware: boolean): Promise<boolean> {
  return (await probeWebGpu({ allowsSoftware })).isUsable
}

async function checkFile(
  url: URL,
  options: { readonly fetch: typeof fetch; readonly signal: AbortSignal },
): Promise<void> {
  const response = await options
    .fetch(url, { method: 'HEAD', signal: options.signal, redirect: 'error' })
    .catch(() => undefined)
  if (options.signal.aborted) throw new SkepError('CALL_ABORTED', 'The call was stopped.')
  const isHtml = /\bhtml\b/i.test(response?.headers.get('content-type') ?? '')
  // Some servers know no HEAD; then the load itself tells.
  if (response && !isHtml && (response.ok || response.status === 405 || response.status === 501)) return
  throw new SkepError(
    'MODEL_LOAD_FAILED',
    `The files that run models are not at ${url.pathname}. Copy them from onnxruntime-web/dist to the address in "wasmUrl".`,
    {
      path: url.pathname,
      reason: isHtml ? 'html' : 'status',
      ...(response ? { status: response.status } : {}),
    },
  )
}
