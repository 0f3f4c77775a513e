import type { ModelCapability, ModelInfo, ModelKind, ProviderConfig } from '@skep/client'
import { type JsonObject, type JsonValue, SkepError } from '@skep/schema'
import type { OpenAiDialect } from './dialect.ts'
import { dialectOf, findOpenAiPreset, type OpenAiPreset } from './presets.ts'

/** The settings of an `openai` connection, read once and checked. @internal */
export interface OpenAiSettings {
  readonly baseUrl: string
  readonly models: readonly ModelInfo[]
  /** Models whose entry lists capabilities: what is not listed is refused before the request. */
  readonly strictModels: ReadonlySet<string>
  readonly headers: Readonly<Record<string, string>>
  /** What the server takes: of its preset, changed by the settings. */
  readonly dialect: OpenAiDialect
  readonly preset: OpenAiPreset | undefined
  /** Parameters of every address: `api-version` of Azure. */
  readonly query: Readonly<Record<string, string>>
  /** `list()` asks the server too. */
  readonly listsFromServer: boolean
  readonly embeddingBatch: number
}

const OPENAI_URL = 'https://api.openai.com/v1'
const AZURE_VERSION = '2024-10-21'
const CAPABILITIES: readonly ModelCapability[] = [
  'tools',
  'json',
  'json-schema',
  'vision',
  'files',
  'audio',
  'reasoning',
  'reasoning-effort',
  'seed',
  'penalties',
  'stop',
]
const KINDS: readonly ModelKind[] = [
  'chat',
  'embedding',
  'rerank',
  'moderation',
  'speech-to-text',
  'text-to-speech',
]
/** Kinds that names give away, the first that fits. */
const KIND_NAMES: readonly (readonly [RegExp, ModelKind])[] = [
  [/rerank/i, 'rerank'],
  [/embed|bge-|e5-|minilm/i, 'embedding'],
  [/moderation/i, 'moderation'],
  [/whisper|transcribe|voxtral/i, 'speech-to-text'],
  [/(^|[-/])tts|speech/i, 'text-to-speech'],
]

/** @internal */
export function readSettings(config: ProviderConfig): OpenAiSettings {
  const { settings } = config
  const given = text(settings.baseUrl)
  const preset = findOpenAiPreset(text(config.preset) ?? text(settings.preset), given)
  const dialect = changedDialect(dialectOf(preset), settings)
  const checked = checkedUrl(given ?? preset?.baseUrl ?? OPENAI_URL, config.id)
  const baseUrl = dialect.auth === 'azure' ? checked.replace(/\/openai$/, '') : checked
  const entries = Array.isArray(settings.models) ? settings.models : []
  return {
    baseUrl,
    preset,
    dialect,
    query: dialect.auth === 'azure' ? { 'api-version': text(settings.apiVersion) ?? AZURE_VERSION } : {},
    models: entries.flatMap((entry) => modelInfo(config.id, entry, { dialect, preset })),
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
    listsFromServer: settings.listFromServer === true,
    embeddingBatch: typeof settings.embeddingBatch === 'number' ? Math.max(1, settings.embeddingBatch) : 64,
  }
}

/** `maxTokensField`, `streamUsage`, `rerankPath` and `dialect` (any of its fields) of the settings win. */
function changedDialect(dialect: OpenAiDialect, settings: JsonObject): OpenAiDialect {
  const field = text(settings.maxTokensField)
  const rerankPath = text(settings.rerankPath)
  return {
    ...dialect,
    ...(isObject(settings.dialect) ? settings.dialect : {}),
    ...(field === 'max_tokens' || field === 'max_completion_tokens' ? { maxTokensField: field } : {}),
    ...(typeof settings.streamUsage === 'boolean' ? { streamUsage: settings.streamUsage } : {}),
    ...(rerankPath === undefined ? {} : { rerankPath: `/${rerankPath.replace(/^\/+/, '')}` }),
  }
}

/** What is known of a model from its name and its server alone. @internal */
export function modelInfo(
  provider: string,
  entry: JsonValue,
  { dialect, preset }: Pick<OpenAiSettings, 'dialect' | 'preset'>,
): readonly ModelInfo[] {
  const given: JsonObject = isObject(entry) ? entry : { model: entry }
  const model = text(given.model)
  if (model === undefined) return []
  const kind =
    KINDS.find((each) => each === given.kind) ??
    KIND_NAMES.find(([pattern]) => pattern.test(model))?.[1] ??
    'chat'
  const listed = given.capabilities
  const description = text(given.description)
  return [
    {
      provider,
      model,
      label: text(given.label) ?? model,
      kind,
      location: preset?.place === 'own' ? 'local' : 'remote',
      isLanguageModel: kind === 'chat',
      ...(description === undefined ? {} : { description }),
      ...(typeof given.contextTokens === 'number' ? { contextTokens: given.contextTokens } : {}),
      ...(typeof given.maxOutputTokens === 'number' ? { maxOutputTokens: given.maxOutputTokens } : {}),
      capabilities: Array.isArray(listed)
        ? CAPABILITIES.filter((capability) => listed.includes(capability))
        : kind === 'chat'
          ? serverCapabilities(dialect)
          : [],
    },
  ]
}

/** What models of a server can do as far as the server lets them. @internal */
export function serverCapabilities(dialect: OpenAiDialect): readonly ModelCapability[] {
  const drops = new Set(dialect.drops)
  const has: Partial<Record<ModelCapability, boolean>> = {
    tools: dialect.tools,
    json: !drops.has('responseFormat'),
    'json-schema': dialect.jsonSchema,
    vision: dialect.images,
    files: dialect.files,
    seed: !drops.has('seed'),
    penalties: !drops.has('presencePenalty'),
    stop: !drops.has('stop'),
  }
  return CAPABILITIES.filter((capability) => has[capability] === true)
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
