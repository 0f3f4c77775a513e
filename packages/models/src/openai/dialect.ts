/** What of a request a server can be sent. @public */
export type RequestOption =
  | 'temperature'
  | 'topP'
  | 'stop'
  | 'seed'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'responseFormat'
  | 'reasoningEffort'

/** What a server does beside chat. @public */
export type ServerKind = 'embedding' | 'rerank' | 'moderation' | 'speech-to-text' | 'text-to-speech'

/** How a server that speaks Chat Completions differs from the reference. @public */
export interface OpenAiDialect {
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens'
  /** It takes `stream_options` and counts tokens of streams. */
  readonly streamUsage: boolean
  /** It holds answers to a JSON schema. Where false the runtime asks by prompt and checks. */
  readonly jsonSchema: boolean
  readonly tools: boolean
  readonly images: boolean
  /** It takes documents inside messages (`file` parts). */
  readonly files: boolean
  /** Options it refuses or ignores: never sent. */
  readonly drops: readonly RequestOption[]
  readonly seedField: 'seed' | 'random_seed'
  readonly highestTemperature: number
  readonly kinds: readonly ServerKind[]
  /** `GET /models` names the models. */
  readonly listsModels: boolean
  /** `azure`: the key goes in `api-key`, the model is part of the path, `api-version` is a parameter. */
  readonly auth: 'bearer' | 'azure'
  /** Path of the rerank call below the base URL; Cohere and Jina style are read alike. */
  readonly rerankPath: string
}

/** The reference itself. @internal */
export const OPENAI_DIALECT: OpenAiDialect = {
  maxTokensField: 'max_completion_tokens',
  streamUsage: true,
  jsonSchema: true,
  tools: true,
  images: true,
  files: true,
  drops: [],
  seedField: 'seed',
  highestTemperature: 2,
  kinds: ['embedding', 'moderation', 'speech-to-text', 'text-to-speech'],
  listsModels: true,
  auth: 'bearer',
  rerankPath: '/rerank',
}

/** A server nobody described: it gets the plain wire format of old, and everything may be asked of it. @internal */
export const UNKNOWN_DIALECT: OpenAiDialect = {
  ...OPENAI_DIALECT,
  maxTokensField: 'max_tokens',
  kinds: ['embedding', 'rerank', 'moderation', 'speech-to-text', 'text-to-speech'],
}
