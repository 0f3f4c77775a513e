import type { ModelInfo, ProviderConfig } from '@skep/client'
import { type JsonObject, type JsonValue, SkepError } from '@skep/schema'

const DTYPES = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'] as const
const POOLINGS = ['mean', 'cls', 'last_token'] as const

/** @internal */
export type Dtype = (typeof DTYPES)[number]

const KINDS = ['embedding', 'chat', 'rerank'] as const

/** One model of a connection. Pooling and prefixes are for embeddings, `maxTokens` is for chat. @internal */
export interface LocalModel {
  readonly info: ModelInfo
  readonly dtype: Dtype
  readonly pooling: (typeof POOLINGS)[number]
  readonly queryPrefix: string
  readonly passagePrefix: string
  /** How much a chat model writes at most when the request does not say. */
  readonly maxTokens: number
}

/** @internal */
export interface TransformersSettings {
  /** Where the model folders are: `<modelsUrl><model>/config.json`. Ends with a slash. */
  readonly modelsUrl: URL
  /** Folder of the ONNX Runtime files; without it the files that the bundler emitted are used. */
  readonly wasmUrl: URL | undefined
  readonly device: 'auto' | 'wasm' | 'webgpu'
  readonly batchSize: number
  /** How many workers help to embed. */
  readonly workers: 'auto' | number
  /** Keep model files in the browser's Cache storage. */
  readonly isCached: boolean
  readonly models: ReadonlyMap<string, LocalModel>
}

/** @throws `CALL_INVALID` naming the setting. @internal */
export function readSettings({ id, settings }: ProviderConfig): TransformersSettings {
  const entries = Array.isArray(settings.models) ? settings.models : []
  return {
    modelsUrl: folderUrl(settings.modelsUrl, 'modelsUrl', id),
    wasmUrl: settings.wasmUrl === undefined ? undefined : folderUrl(settings.wasmUrl, 'wasmUrl', id),
    device: settings.device === 'wasm' || settings.device === 'webgpu' ? settings.device : 'auto',
    batchSize: typeof settings.batchSize === 'number' ? Math.max(1, Math.floor(settings.batchSize)) : 16,
    workers: typeof settings.workers === 'number' ? countOf(settings.workers) : 'auto',
    isCached: settings.cache !== false,
    models: new Map(
      entries.map((entry) => readModel(entry, settings, id)).map((model) => [model.info.model, model]),
    ),
  }
}

function readModel(entry: JsonValue, settings: JsonObject, provider: string): LocalModel {
  const given: JsonObject = isObject(entry) ? entry : { model: entry }
  const model = text(given.model) ?? ''
  // The name becomes a path: nothing that climbs out of the folder.
  if (!/^[\w.-]+(?:\/[\w.-]+)*$/.test(model) || model.split('/').some((part) => /^\.+$/.test(part))) {
    throw invalid('models', provider, 'Each model needs a name such as "Xenova/all-MiniLM-L6-v2".')
  }
  const kind = oneOf(KINDS, given.kind, 'embedding', 'kind', provider)
  const pick = (name: string): JsonValue | undefined => given[name] ?? settings[name]
  return {
    info: {
      provider,
      model,
      label: text(given.label) ?? model,
      kind,
      location: 'local',
      isLanguageModel: kind === 'chat',
      description:
        text(given.description) ??
        'Runs on this device. The texts do not leave it; the model is downloaded once.',
      ...(typeof given.contextTokens === 'number' ? { contextTokens: given.contextTokens } : {}),
      // Tools and JSON are asked for by prompt, which the runtime does.
      capabilities: kind === 'chat' ? ['seed', 'penalties', 'stop'] : [],
    },
    // One fixed default on every device: vectors of different precision are not the same vectors.
    dtype: oneOf(DTYPES, pick('dtype'), 'q8', 'dtype', provider),
    pooling: oneOf(POOLINGS, pick('pooling'), 'mean', 'pooling', provider),
    queryPrefix: text(pick('queryPrefix')) ?? '',
    passagePrefix: text(pick('passagePrefix')) ?? '',
    maxTokens: positive(pick('maxTokens')) ?? 1024,
  }
}

function folderUrl(value: JsonValue | undefined, name: string, provider: string): URL {
  const given = text(value)
  // An absolute path is a folder of this machine (Node).
  const asUrl = given?.startsWith('/') && isNode() ? `file://${encodeURI(given)}` : given
  const url = asUrl !== undefined && URL.canParse(asUrl) ? new URL(asUrl) : undefined
  const isAllowed = url && (/^https?:$/.test(url.protocol) || (url.protocol === 'file:' && isNode()))
  if (!url || !isAllowed)
    throw invalid(name, provider, 'It must be a full address such as https://example.com/models/.')
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

/** @internal */
export function isNode(): boolean {
  return typeof process !== 'undefined' && process.release?.name === 'node'
}

function oneOf<T extends string>(
  all: readonly T[],
  value: JsonValue | undefined,
  fallback: T,
  name: string,
  provider: string,
): T {
  if (value === undefined) return fallback
  const found = all.find((one) => one === value)
  if (found === undefined) throw invalid(name, provider, `It must be one of ${all.join(', ')}.`)
  return found
}

function invalid(setting: string, provider: string, hint: string): SkepError {
  const message = `The setting "${setting}" of the connection "${provider}" is wrong. ${hint}`
  return new SkepError('CALL_INVALID', message, { provider, setting })
}

const MOST_WORKERS = 16

function countOf(workers: number): number {
  return Math.min(MOST_WORKERS, Math.max(0, Math.floor(workers) || 0))
}

function positive(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && value >= 1 ? Math.floor(value) : undefined
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
