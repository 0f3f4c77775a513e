import type { ModelRecord } from '@mlc-ai/web-llm'
import type { ModelInfo, ProviderConfig } from '@skep/client'
import { type JsonObject, type JsonValue, SkepError } from '@skep/schema'

/** @internal */
export interface WebLlmSettings {
  readonly models: ReadonlyMap<string, { readonly info: ModelInfo; readonly record: ModelRecord }>
  readonly cacheBackend: 'cache' | 'indexeddb' | 'opfs'
}

const BACKENDS = ['cache', 'indexeddb', 'opfs'] as const

/** @throws `CALL_INVALID` naming the setting. @internal */
export function readSettings({ id, settings }: ProviderConfig): WebLlmSettings {
  const entries = Array.isArray(settings.models) ? settings.models : []
  const models = entries.map((entry) => readModel(entry, id))
  const backend = BACKENDS.find((one) => one === (settings.cacheBackend ?? 'cache'))
  if (!backend) throw invalid('cacheBackend', id, `It must be one of ${BACKENDS.join(', ')}.`)
  return { models: new Map(models.map((model) => [model.info.model, model])), cacheBackend: backend }
}

function readModel(entry: JsonValue, provider: string): { info: ModelInfo; record: ModelRecord } {
  const given: JsonObject = isObject(entry) ? entry : { model: entry }
  const model = text(given.model)
  if (!model) throw invalid('models', provider, 'Each model needs a name in "model".')
  const overrides: JsonValue | undefined = given.overrides
  const required = Array.isArray(given.requiredFeatures) ? given.requiredFeatures : []
  return {
    info: {
      provider,
      model,
      label: text(given.label) ?? model,
      kind: 'chat',
      location: 'local',
      isLanguageModel: true,
      description:
        text(given.description) ??
        'Runs on the graphics card of this device. The texts do not leave it; the model is downloaded once.',
      ...(typeof given.contextTokens === 'number' ? { contextTokens: given.contextTokens } : {}),
      ...(typeof given.downloadBytes === 'number' ? { downloadBytes: given.downloadBytes } : {}),
      // Tools are asked for by prompt, which the runtime does: the library knows them for a few models only, and then
      // refuses a system prompt.
      capabilities: ['json', 'json-schema', 'seed', 'penalties', 'stop'],
    },
    record: {
      model: address(given.url, 'url', provider),
      model_id: model,
      model_lib: address(given.libUrl, 'libUrl', provider),
      ...(required.length > 0 ? { required_features: required.map(String) } : {}),
      ...(typeof given.vramMb === 'number' ? { vram_required_MB: given.vramMb } : {}),
      overrides: {
        ...(overrides !== undefined && isObject(overrides) ? overrides : {}),
        ...(typeof given.contextTokens === 'number' ? { context_window_size: given.contextTokens } : {}),
      },
    },
  }
}

/** Nothing is taken from the library's own lists, which point to other companies' servers. */
function address(value: JsonValue | undefined, name: string, provider: string): string {
  const given = text(value)
  const url = given !== undefined && URL.canParse(given) ? new URL(given) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw invalid(name, provider, 'It must be a full address such as https://example.com/models/my-model/.')
  return url.href
}

function invalid(setting: string, provider: string, hint: string): SkepError {
  const message = `The setting "${setting}" of the connection "${provider}" is wrong. ${hint}`
  return new SkepError('CALL_INVALID', message, { provider, setting })
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
