import type { JsonObject } from './json.ts'
import type { ModelChoice } from './nodes/model-fields.ts'

/** The kinds of files that a limit can name. `custom`: whatever has one of the named extensions. @public */
export const FILE_KINDS = ['image', 'document', 'audio', 'video', 'custom'] as const

/** @public */
export type FileKind = (typeof FILE_KINDS)[number]

/** How a file may come: from the visitor's device, or by an address. @public */
export const UPLOAD_METHODS = ['local_file', 'remote_url'] as const

/** @public */
export type UploadMethod = (typeof UPLOAD_METHODS)[number]

/** Questions that a model proposes after each answer. They never delay or fail the answer. @public */
export type FollowUpsFeature = {
  readonly enabled: boolean
  /** Absent: the model that the app talks with. */
  readonly model?: ModelChoice
  /** What to propose, in words; absent: three short questions that the visitor may ask next. */
  readonly prompt?: string
}

/** What judges a text. @public */
export type ModerationMethod =
  /** Flags a text that holds one of these, whatever the case and width of its letters. */
  | { readonly type: 'keywords'; readonly keywords: readonly string[] }
  /** Asks a model whether the text is safe. `rules`: in words; absent: common ones. */
  | { readonly type: 'model'; readonly model: ModelChoice; readonly rules?: string }
  /** Asks a function of the host. `name` is handed to it. */
  | { readonly type: 'host'; readonly name: string }

/** One side of moderation. @public */
export type ModerationStage = {
  readonly enabled: boolean
  /** What the visitor reads instead. */
  readonly presetReply: string
}

/** Keeps texts out of a conversation. @public */
export type ModerationFeature = {
  readonly enabled: boolean
  readonly method: ModerationMethod
  readonly inputs: ModerationStage
  readonly outputs: ModerationStage
  /** When the judge itself fails: let the text pass (the default), or reply as if it had been flagged. */
  readonly onFailure?: 'allow' | 'block'
}

/** Answers a question that was answered before with the stored answer, without a run of the graph. @public */
export type AnnotationReplyFeature = {
  readonly enabled: boolean
  /** How alike two questions must be, 0 to 1. */
  readonly scoreThreshold: number
  /** Absent: compared by their words and letters, without a model. */
  readonly embeddingModel?: { readonly provider: string; readonly name: string }
}

/** Which files a visitor may hand over with a question. @public */
export type FileUploadFeature = {
  readonly enabled: boolean
  readonly types: readonly FileKind[]
  /** For the kind `custom`. With or without a dot, in any case. */
  readonly extensions: readonly string[]
  readonly methods: readonly UploadMethod[]
  /** Files of one message. */
  readonly maxFiles: number
  /** Megabytes (1,048,576 bytes) by kind; a kind that is absent has the default of `DEFAULT_MAX_MEGABYTES`. */
  readonly maxMegabytes?: { readonly [Kind in FileKind]?: number }
  /** How closely a model looks at pictures. */
  readonly imageDetail?: 'high' | 'low'
}

/** @public */
export type SpeechToTextFeature = { readonly enabled: boolean }

/** @public */
export type TextToSpeechFeature = {
  readonly enabled: boolean
  readonly voice?: string
  /** A BCP 47 tag, e.g. `en-US`. */
  readonly language?: string
  /** Whether answers are read aloud as they come. Default false. */
  readonly autoPlay?: boolean
}

/** What a chat has around the graph. What is absent is off, but for citations. @public */
export interface AppFeatures {
  /** Markdown. `{{name}}` stands for a field of the form that starts the chat. */
  readonly openingStatement?: string
  readonly suggestedQuestions?: readonly string[]
  /** Whether answers show their sources. Default true. */
  readonly citations?: boolean
  readonly followUps?: FollowUpsFeature
  readonly moderation?: ModerationFeature
  readonly annotationReply?: AnnotationReplyFeature
  readonly fileUpload?: FileUploadFeature
  readonly speechToText?: SpeechToTextFeature
  readonly textToSpeech?: TextToSpeechFeature
  /** Features of an imported file that are not known here. Kept and exported, never read. */
  readonly foreign?: JsonObject
}

/** What a limit on size is where the app sets none; those of Dify. @public */
export const DEFAULT_MAX_MEGABYTES: Readonly<Record<FileKind, number>> = {
  image: 10,
  document: 15,
  audio: 50,
  video: 100,
  custom: 15,
}

/** File upload as it is when somebody first turns it on. @public */
export const DEFAULT_FILE_UPLOAD: FileUploadFeature = {
  enabled: true,
  types: ['image'],
  extensions: [],
  methods: ['local_file', 'remote_url'],
  maxFiles: 3,
}

/** Moderation as it is when somebody first turns it on. @public */
export const DEFAULT_MODERATION: ModerationFeature = {
  enabled: true,
  method: { type: 'keywords', keywords: [] },
  inputs: { enabled: true, presetReply: '' },
  outputs: { enabled: false, presetReply: '' },
}

/** How alike questions must be where the app says nothing. @public */
export const DEFAULT_ANNOTATION_THRESHOLD = 0.9

const OPENING_VARIABLE = /\{\{\s*([A-Za-z_][A-Za-z0-9_]{0,29})\s*\}\}/g

/** The fields of the form that an opening statement names, in order, with repeats. @public */
export function variablesInOpening(text: string): readonly string[] {
  return [...text.matchAll(OPENING_VARIABLE)].map((match) => match[1] ?? '')
}

/**
 * An opening statement with its `{{name}}` filled. `missing` stands for a field without a value, and for one whose value
 * is no text, number or truth.
 * @public
 */
export function renderOpening(text: string, inputs: JsonObject, missing = ''): string {
  return text.replace(OPENING_VARIABLE, (_, name: string) => {
    const value = Object.hasOwn(inputs, name) ? inputs[name] : undefined
    const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return isText && value !== '' ? String(value) : missing
  })
}
