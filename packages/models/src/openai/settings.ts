import type { ModelInfo, ProviderConfig } from '@skep/client'
import { type JsonObject, type JsonValue, SkepError } from '@skep/schema'

/** The settings of an `openai` connection, read once and checked. @internal */
export interface OpenAiSettings {
  readonly baseUrl: string
  readonly models: readonly ModelInfo[]
  /** Models whose entry lists capabilities: what is not listed is refused before the request. */
  readonly strictModels: ReadonlySet<string>
  readonly headers: Readonly<Record<string, string>>
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens'
  /** False for servers that refuse `stream_options`. */
  readonly asksForUsage: boolean
  /** `list()` asks the server too. */
  readonly listsFromServer: boolean
  readonly embeddingBatch: number
}

const OPENAI_URL = 'https://api.openai.com/v1'
const CAPABILITIES = ['tools', 'json-schema', 'vision', 'reasoning'] as const

/** @internal */
export function readSettings(config: ProviderConfig): OpenAiSettings {
  const { settings } = config
  const baseUrl = checkedUrl(text(settings.baseUrl) ?? OPENAI_URL, config.id)
  const entries = Array.isArray(settings.models) ? settings.models : []
  const field = text(settings.maxTokensField)
  return {
    baseUrl,
    models: entries.flatMap((entry) => modelInfo(config.id, entry)),
    strictModels: new Set(
      entries.flatMap((entry) =>
        isObject(entry) && Array.isArray(entry.capabilities) ? [String(entry.model)] : [],
      ),
    ),
    headers: isObject(settings.headers)
      ? Object.fromEntries(
          Object.entries(settings.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
        )
      : {},
    maxTokensField:
      field === 'max_tokens' || field === 'max_completion_tokens'
        ? field
        : new URL(baseUrl).hostname === 'api.openai.com'
          ? 'max_completion_tokens'
          : 'max_tokens',
    asksForUsage: settings.streamUsage !== false,
    listsFromServer: settings.listFromServer === true,
    embeddingBatch: typeof settings.embeddingBatch === 'number' ? Math.max(1, settings.embeddingBatch) : 64,
  }
}

/** What is known of a model from its name alone. @internal */
export function modelInfo(provider: string, entry: JsonValue): readonly ModelInfo[] {
  const given: JsonObject = isObject(entry) ? entry : { model: entry }
  const model = text(given.model)
  if (model === undefined) return []
  const kind =
    given.kind === 'embedding' || given.kind === 'chat' || given.kind === 'rerank'
      ? given.kind
      : /embed|bge-|e5-|minilm/i.test(model)
        ? 'embedding'
        : 'chat'
  const listed = given.capabilities
  const description = text(given.description)
  return [
    {
      provider,
      model,
      label: text(given.label) ?? model,
      kind,
      location: 'remote',
      isLanguageModel: kind === 'chat',
      ...(description === undefined ? {} : { description }),
      ...(typeof given.contextTokens === 'number' ? { contextTokens: given.contextTokens } : {}),
      capabilities: Array.isArray(listed)
        ? CAPABILITIES.filter((capability) => listed.includes(capability))
        : kind === 'chat'
          ? ['tools', 'json-schema', 'vision']
          : [],
    },
  ]
}

function checkedUrl(value: string, provider: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return value.replace(/\/+$/, '')
  throw new SkepError(
    'CALL_INVALID',
    `The address of the connection "${provider}" is not a web address. It should look like https://example.com/v1.`,
    { provider },
  )
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
