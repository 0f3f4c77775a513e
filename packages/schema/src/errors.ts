import type { JsonObject } from './json.ts'

/**
 * Every stable error code of Skep. Programs test `code`; the sentence beside it is for people.
 * A code is never renamed or reused; new causes get new codes.
 * @public
 */
export const ERROR_CODES = [
  // app and import
  'APP_INVALID',
  'APP_NOT_FOUND',
  'APP_CONFLICT',
  'APP_TOO_NEW',
  'DSL_SYNTAX',
  'DSL_TOO_LARGE',
  'DSL_NOT_AN_APP',
  'DSL_UNSUPPORTED',
  'DSL_EMPTY',
  'DSL_ROOT_NOT_MAPPING',
  'DSL_TOO_DEEP',
  'DSL_ALIAS_LIMIT',
  'DSL_TAG_NOT_ALLOWED',
  'DSL_VERSION',
  'DSL_MISSING_WORKFLOW',
  'DSL_MISSING_MODEL_CONFIG',
  'DSL_SCHEMA',
  // run
  'RUN_NOT_FOUND',
  'RUN_LIMIT_STEPS',
  'RUN_LIMIT_TIME',
  'RUN_LIMIT_OUTPUT',
  'RUN_LIMIT_DEPTH',
  'RUN_ABORTED',
  'RUN_NOT_RESUMABLE',
  'RUN_NOT_REPLAYABLE',
  'FORM_NOT_FOUND',
  'INPUT_INVALID',
  'FILE_NOT_ALLOWED',
  'VARIABLE_NOT_FOUND',
  'VARIABLE_TYPE',
  'NODE_TYPE_UNKNOWN',
  'NODE_CONFIG_INVALID',
  'NODE_FAILED',
  'NODE_INTERRUPTED',
  'NODE_NEEDS_SERVER',
  'TEMPLATE_FAILED',
  'PROMPT_EMPTY',
  'PORT_MISSING',
  // http requests
  'HTTP_URL_INVALID',
  'HTTP_REQUEST_INVALID',
  'HTTP_AUTH_INVALID',
  'HTTP_METHOD_FORBIDDEN',
  'HTTP_HEADER_FORBIDDEN',
  'HTTP_OPTION_UNAVAILABLE',
  'HTTP_NETWORK_OR_CORS',
  'HTTP_MIXED_CONTENT',
  'HTTP_PRIVATE_ADDRESS',
  'HTTP_TIMEOUT',
  'HTTP_TOO_LARGE',
  'HTTP_STATUS',
  // tools and agents
  'TOOL_NOT_FOUND',
  'TOOL_PARAMETER_INVALID',
  'TOOL_FAILED',
  'AGENT_STRATEGY_UNKNOWN',
  // code node
  'CODE_FAILED',
  'CODE_TIMEOUT',
  'CODE_MEMORY',
  'CODE_OUTPUT_INVALID',
  'CODE_LANGUAGE_UNAVAILABLE',
  // models
  'MODEL_NOT_FOUND',
  'MODEL_PROVIDER_NOT_FOUND',
  'MODEL_NETWORK',
  'MODEL_AUTH',
  'MODEL_RATE_LIMIT',
  'MODEL_BAD_REQUEST',
  'MODEL_SERVER',
  'MODEL_TIMEOUT',
  'MODEL_STREAM_INTERRUPTED',
  'MODEL_CAPABILITY',
  'MODEL_OUTPUT_INVALID',
  'MODEL_LOAD_FAILED',
  'MODEL_BUDGET',
  'MODEL_NO_CHOICE',
  // knowledge
  'KNOWLEDGE_NOT_FOUND',
  'KNOWLEDGE_TOO_LARGE',
  'DOCUMENT_NOT_FOUND',
  'DOCUMENT_EMPTY',
  'DOCUMENT_TOO_LARGE',
  'DOCUMENT_TYPE_UNSUPPORTED',
  'DOCUMENT_TYPE_MISMATCH',
  'DOCUMENT_ENCRYPTED',
  'DOCUMENT_DAMAGED',
  'DOCUMENT_NO_TEXT',
  'DOCUMENT_DUPLICATE',
  'CHUNK_COLUMN_MISSING',
  'CHUNK_EMPTY',
  'CHUNK_TOO_LARGE',
  'CHUNK_KEYWORDS',
  'EMBEDDING_FAILED',
  // sources of documents
  'SOURCE_NOT_ALLOWED',
  'SOURCE_FAILED',
  'EXTERNAL_KNOWLEDGE_AUTH',
  'EXTERNAL_KNOWLEDGE_FAILED',
  // storage
  'STORAGE_QUOTA',
  'STORAGE_UNAVAILABLE',
  'STORAGE_VERSION',
  'STORAGE_FAILED',
  'FILE_NOT_FOUND',
  'ANNOTATION_NOT_FOUND',
  'SECRET_NOT_FOUND',
  'CONVERSATION_NOT_FOUND',
  // worker and host
  'WORKER_LOST',
  'WORKER_UNAVAILABLE',
  'CALL_INVALID',
  'CALL_TIMEOUT',
  'CALL_ABORTED',
  'HOST_FUNCTION_FAILED',
  'ASSET_UNAVAILABLE',
  'CLIENT_CLOSED',
  'INTERNAL',
] as const

/** @public */
export type ErrorCode = (typeof ERROR_CODES)[number]

/** An error as data: what crosses workers, stores and the network. Holds no secret and no document text. @public */
export interface ErrorData {
  readonly code: ErrorCode
  /** One sentence for people that says what happened and what to do. */
  readonly message: string
  readonly data: JsonObject
}

/** The one error class of Skep. Check `code`, never `instanceof`: classes do not survive workers. @public */
export class SkepError extends Error {
  override name = 'SkepError'
  readonly code: ErrorCode
  readonly data: JsonObject

  constructor(code: ErrorCode, message: string, data: JsonObject = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.data = data
  }

  toData(): ErrorData {
    return { code: this.code, message: this.message, data: this.data }
  }
}

const codes: ReadonlySet<string> = new Set(ERROR_CODES)

/** Whether a caught value carries one of our codes, whichever realm or copy of the package made it. @public */
export function hasErrorCode(value: unknown): value is SkepError {
  return value instanceof Error && 'code' in value && typeof value.code === 'string' && codes.has(value.code)
}

/** Turns whatever was thrown into error data. Foreign errors become `fallback`; their stack stays behind. @public */
export function toErrorData(value: unknown, fallback: ErrorCode = 'INTERNAL'): ErrorData {
  if (hasErrorCode(value)) return { code: value.code, message: value.message, data: value.data ?? {} }
  if (value instanceof Error && value.name === 'AbortError') {
    return { code: 'CALL_ABORTED', message: 'The call was stopped.', data: {} }
  }
  return { code: fallback, message: value instanceof Error ? value.message : String(value), data: {} }
}

/** The error that `data` describes, to be thrown again on this side of a wall. @public */
export function fromErrorData(data: ErrorData): SkepError {
  return new SkepError(data.code, data.message, data.data)
}

/** An expected failure is returned, not thrown. @public */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ErrorData }
