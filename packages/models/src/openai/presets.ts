import type { ProviderPreset } from '@skep/client'
import { OPENAI_DIALECT, type OpenAiDialect, UNKNOWN_DIALECT } from './dialect.ts'

/** A server that is known by name: what to fill into the settings of a connection. @public */
export interface OpenAiPreset {
  /** For `settings.preset`. */
  readonly id: string
  readonly label: string
  /** With `{resource}` where the user's own name belongs (Azure). */
  readonly baseUrl: string
  readonly key: 'needed' | 'optional' | 'none'
  /** `own`: on the user's own machine or network; `hosted`: text goes to that company. */
  readonly place: 'hosted' | 'own'
  /** What makes calls from a page work, or why they do not. */
  readonly corsHint: string
  /** What is known to be missing or different. */
  readonly gaps: readonly string[]
  readonly dialect: OpenAiDialect
}

/** Servers beside OpenAI keep the older name of the limit. */
const BASE: OpenAiDialect = { ...OPENAI_DIALECT, maxTokensField: 'max_tokens', files: false, kinds: [] }
const HOSTED_HINT =
  'Where the browser blocks the call, use the remote connection: your own server calls on behalf of the page.'

// Sources: the compatibility pages of each server; /models of those that document it.
/** In the order in which a picker shows them. @public */
export const OPENAI_PRESETS: readonly OpenAiPreset[] = [
  {
    id: 'openai',
    label: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    key: 'needed',
    place: 'hosted',
    corsHint: HOSTED_HINT,
    gaps: [],
    dialect: OPENAI_DIALECT,
  },
  {
    id: 'azure',
    label: 'Azure OpenAI',
    baseUrl: 'https://{resource}.openai.azure.com',
    key: 'needed',
    place: 'hosted',
    corsHint: HOSTED_HINT,
    gaps: ['Models are named by their deployment.', 'The deployments cannot be listed with the key.'],
    dialect: {
      ...OPENAI_DIALECT,
      auth: 'azure',
      listsModels: false,
      kinds: ['embedding', 'speech-to-text', 'text-to-speech'],
    },
  },
  {
    id: 'anthropic',
    label: 'Anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    key: 'needed',
    place: 'hosted',
    corsHint: HOSTED_HINT,
    gaps: [
      'Answers are not held to a JSON schema.',
      'Seed and penalties are ignored.',
      'Temperature ends at 1.',
      'System messages are moved to the start.',
      'For trying out, by the words of its maker.',
    ],
    dialect: {
      ...BASE,
      jsonSchema: false,
      drops: ['seed', 'presencePenalty', 'frequencyPenalty', 'responseFormat'],
      highestTemperature: 1,
    },
  },
  {
    id: 'gemini',
    label: 'Google Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    key: 'needed',
    place: 'hosted',
    corsHint: HOSTED_HINT,
    gaps: ['Beta.', 'Seed and penalties are not documented and not sent.'],
    dialect: {
      ...BASE,
      drops: ['seed', 'presencePenalty', 'frequencyPenalty'],
      kinds: ['embedding'],
    },
  },
  {
    id: 'mistral',
    label: 'Mistral',
    baseUrl: 'https://api.mistral.ai/v1',
    key: 'needed',
    place: 'hosted',
    corsHint: HOSTED_HINT,
    gaps: ['It counts the tokens of streams unasked.'],
    dialect: {
      ...BASE,
      streamUsage: false,
      seedField: 'random_seed',
      highestTemperature: 1.5,
      kinds: ['embedding', 'moderation', 'speech-to-text'],
    },
  },
  {
    id: 'groq',
    label: 'Groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    key: 'needed',
    place: 'hosted',
    corsHint: HOSTED_HINT,
    gaps: ['No embeddings.', 'Log probabilities and names in messages are refused.'],
    dialect: {
      ...BASE,
      maxTokensField: 'max_completion_tokens',
      kinds: ['speech-to-text', 'text-to-speech'],
    },
  },
  {
    id: 'deepseek',
    label: 'DeepSeek',
    baseUrl: 'https://api.deepseek.com/v1',
    key: 'needed',
    place: 'hosted',
    corsHint: HOSTED_HINT,
    gaps: ['JSON, but not by a schema; no images, no embeddings.', 'No seed.'],
    dialect: {
      ...BASE,
      jsonSchema: false,
      images: false,
      drops: ['seed'],
    },
  },
  {
    id: 'openrouter',
    label: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    key: 'needed',
    place: 'hosted',
    corsHint: HOSTED_HINT,
    gaps: ['What a model can do depends on who runs it.'],
    dialect: { ...BASE, files: true, kinds: ['embedding'] },
  },
  {
    id: 'together',
    label: 'Together AI',
    baseUrl: 'https://api.together.xyz/v1',
    key: 'needed',
    place: 'hosted',
    corsHint: HOSTED_HINT,
    gaps: [],
    dialect: { ...BASE, kinds: ['embedding', 'rerank', 'text-to-speech', 'speech-to-text'] },
  },
  {
    id: 'ollama',
    label: 'Ollama',
    baseUrl: 'http://localhost:11434/v1',
    key: 'none',
    place: 'own',
    corsHint: 'Start it with OLLAMA_ORIGINS set to the address of this page.',
    gaps: ['A key is ignored.', 'Only part of the fields count.'],
    dialect: { ...BASE, kinds: ['embedding'] },
  },
  {
    id: 'lm-studio',
    label: 'LM Studio',
    baseUrl: 'http://localhost:1234/v1',
    key: 'none',
    place: 'own',
    corsHint: 'Switch CORS on in its server settings, or start it with: lms server start --cors',
    gaps: [],
    dialect: { ...BASE, kinds: ['embedding'] },
  },
  {
    id: 'vllm',
    label: 'vLLM',
    baseUrl: 'http://localhost:8000/v1',
    key: 'optional',
    place: 'own',
    corsHint: 'It lets every page in unless it was started with --allowed-origins.',
    gaps: ['Tools need --enable-auto-tool-choice and --tool-call-parser.'],
    dialect: { ...BASE, kinds: ['embedding', 'rerank', 'speech-to-text'] },
  },
  {
    id: 'llama-cpp',
    label: 'llama.cpp',
    baseUrl: 'http://localhost:8080/v1',
    key: 'optional',
    place: 'own',
    corsHint: 'Its server lets pages in; check that it is running.',
    gaps: ['Tools need --jinja.', 'Embeddings need --embeddings, ranking needs --reranking.'],
    dialect: { ...BASE, kinds: ['embedding', 'rerank'] },
  },
]

/**
 * The preset of a connection: the one it names, else the one whose server its address is, else none.
 * @public
 */
export function findOpenAiPreset(
  id: string | undefined,
  baseUrl: string | undefined,
): OpenAiPreset | undefined {
  if (id !== undefined) return OPENAI_PRESETS.find((preset) => preset.id === id)
  if (baseUrl === undefined) return OPENAI_PRESETS[0]
  if (!URL.canParse(baseUrl)) return undefined
  const { host } = new URL(baseUrl)
  if (host.endsWith('.openai.azure.com')) return OPENAI_PRESETS.find((preset) => preset.id === 'azure')
  return OPENAI_PRESETS.find(
    (preset) =>
      preset.place === 'hosted' && URL.canParse(preset.baseUrl) && new URL(preset.baseUrl).host === host,
  )
}

/** The same for `ModelsApi.presets`. @internal */
export const PROVIDER_PRESETS: readonly ProviderPreset[] = OPENAI_PRESETS.map((preset) => ({
  id: preset.id,
  label: preset.label,
  type: 'openai',
  settings: { baseUrl: preset.baseUrl, listFromServer: preset.dialect.listsModels },
  key: preset.key,
  location: preset.place === 'own' ? 'local' : 'remote',
  ...(preset.baseUrl.includes('{') ? { asks: ['baseUrl', 'models'] } : {}),
  hints: [preset.corsHint, ...preset.gaps],
}))

/** @internal */
export function dialectOf(preset: OpenAiPreset | undefined): OpenAiDialect {
  return preset?.dialect ?? UNKNOWN_DIALECT
}
