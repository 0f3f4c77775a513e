import { type DownloadFile, FileDownloads, type FileStore } from '@skep/models/in-browser'
import type { WebLlmSettings } from './settings.ts'

const CONFIG = 'mlc-chat-config.json'
const TENSORS = 'tensor-cache.json'

/**
 * Downloads into the caches that the library reads from. None for its other backends, whose format is its own: there a
 * model is loaded with the first question.
 * @internal
 */
export function createDownloads(
  { cacheBackend, models }: WebLlmSettings,
  fetcher: typeof fetch,
): FileDownloads | undefined {
  if (cacheBackend !== 'cache' || typeof caches === 'undefined') return undefined
  const libraries = new Set([...models.values()].map(({ record }) => record.model_lib))
  return new FileDownloads({
    models: [...models.values()].map(({ info: { model, label, downloadBytes }, record }) => ({
      model,
      label,
      files: (read) => filesOf(folderOf(record.model), record.model_lib, read),
      ...(downloadBytes === undefined ? {} : { totalBytes: downloadBytes }),
    })),
    store: async () => inCaches(libraries),
    fetch: fetcher,
  })
}

/** As the library reads a model: its settings, its list of weights, one of two tokenizers, the compiled library. */
async function filesOf(
  folder: string,
  library: string,
  read: (url: string) => Promise<Response>,
): Promise<readonly DownloadFile[]> {
  const at = (name: string): string => new URL(name, folder).href
  const [config, tensors]: readonly unknown[] = await Promise.all(
    [CONFIG, TENSORS].map(async (name) => (await read(at(name))).json()),
  )
  const tokenizers = listOf(config, 'tokenizer_files')
  const tokenizer = tokenizers.includes('tokenizer.json') ? 'tokenizer.json' : 'tokenizer.model'
  const weights = listOf(tensors, 'records').flatMap((record) => {
    const [path, bytes] = [fieldOf(record, 'dataPath'), fieldOf(record, 'nbytes')]
    if (typeof path !== 'string') return []
    return typeof bytes === 'number' ? [{ url: at(path), sizeBytes: bytes }] : [{ url: at(path) }]
  })
  return [
    ...[CONFIG, TENSORS, tokenizer].map((name) => ({ url: at(name) })),
    // The library keeps none that comes from this machine.
    ...(library.includes('localhost') ? [] : [{ url: library }]),
    ...weights,
  ]
}

/** The library's own way from the address of a model to its files. */
function folderOf(model: string): string {
  const folder = model.endsWith('/') ? model : `${model}/`
  return /.+\/resolve\/.+\//.test(folder) ? folder : `${folder}resolve/main/`
}

/** Its three caches as one store. */
function inCaches(libraries: ReadonlySet<string>): FileStore {
  const cacheOf = (url: string): Promise<Cache> =>
    caches.open(
      libraries.has(url) ? 'webllm/wasm' : url.endsWith(`/${CONFIG}`) ? 'webllm/config' : 'webllm/model',
    )
  return {
    match: async (url) => (await cacheOf(url)).match(url),
    put: async (url, response) => (await cacheOf(url)).put(url, response),
    delete: async (url) => (await cacheOf(url)).delete(url),
  }
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const list = fieldOf(value, name)
  return Array.isArray(list) ? list : []
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
