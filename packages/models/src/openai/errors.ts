import { type ErrorCode, hasErrorCode, type JsonObject, SkepError } from '@skep/schema'
import { abortedError } from '../errors.ts'
import { field, wrongPathError } from './chat-reader.ts'
import { isConnectionFailure, networkError, unreadableError } from './network-error.ts'
import { scrubDetail } from './scrub.ts'

/** @internal */
export interface CallContext {
  readonly provider: string
  readonly model?: string
  readonly baseUrl: string
  readonly key: string | undefined
  /** Everything of the user's that was sent, so that no error repeats it. */
  readonly sent: string
  readonly knownModels: readonly string[]
  readonly signal: AbortSignal
  /** Now, for dates in Retry-After. */
  readonly nowMs: number
}

/** Turns what the `openai` package throws into our errors. Class names are minified in bundles: the status decides. @internal */
export function mapError(cause: unknown, call: CallContext): SkepError {
  if (call.signal.aborted) return abortedError()
  if (hasErrorCode(cause)) return cause
  const { status, detail, code, headers } = readFailure(cause)
  if (status === undefined)
    return isConnectionFailure(cause) ? networkError(call, cause) : unreadableError(call, cause)
  const clean = scrubDetail(detail, call)
  if (status === 404 && isPage(cause)) return wrongPathError(call.provider)
  const said = clean ? ` The server said: ${clean}` : ''
  const data: JsonObject = {
    provider: call.provider,
    ...(call.model === undefined ? {} : { model: call.model }),
    status,
    ...(clean === undefined ? {} : { detail: clean }),
  }
  const make = (errorCode: ErrorCode, message: string, more: JsonObject = {}): SkepError =>
    new SkepError(errorCode, message, { ...data, ...more })
  // Gemini answers 400 to a wrong key.
  const isKeyRefused = status === 400 && /api[ _]key[^.]*(invalid|not valid|expired)/i.test(detail ?? '')
  if (status === 401 || status === 403 || isKeyRefused) {
    const what = call.key ? 'refused the key' : 'asks for a key'
    return make(
      'MODEL_AUTH',
      `The server of "${call.provider}" ${what}. Check the key in the model settings.`,
      { cause: call.key ? 'key-refused' : 'key-missing' },
    )
  }
  if (status === 404) return notFound(make, call, said)
  if (status === 429) {
    // A used-up quota comes back as 429 too, and no waiting helps.
    if (code === 'insufficient_quota' || /insufficient_quota|billing/i.test(detail ?? '')) {
      const message = `The quota of the key for "${call.provider}" is used up. Add credit or use another key.`
      return make('MODEL_RATE_LIMIT', message, { isFinal: true, cause: 'quota' })
    }
    const retryAfterMs = readRetryAfter(headers, call.nowMs)
    const message = `The server of "${call.provider}" gets too many requests. Wait a moment and try again.`
    return make('MODEL_RATE_LIMIT', message, {
      cause: 'rate-limit',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    })
  }
  if (status === 402) {
    const message = `The credit of the key for "${call.provider}" is used up. Add credit or use another key.`
    return make('MODEL_RATE_LIMIT', message, { isFinal: true, cause: 'quota' })
  }
  if (status >= 500) {
    const retryAfterMs = readRetryAfter(headers, call.nowMs)
    const message = `The server of "${call.provider}" failed (status ${status}). Try again in a moment.`
    return make('MODEL_SERVER', message, {
      cause: 'server',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    })
  }
  return make(
    'MODEL_BAD_REQUEST',
    `The server of "${call.provider}" did not accept the request (status ${status}). Check the model and its settings.${said}`,
  )
}

/** Milliseconds that a server asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date. @internal */
export function readRetryAfter(headers: Headers | undefined, nowMs: number): number | undefined {
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(ms) && ms >= 0) return ms
  const value = headers?.get('retry-after')
  if (!value) return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined
  const dateMs = Date.parse(value)
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs)
}

function notFound(
  make: (code: ErrorCode, message: string, more?: JsonObject) => SkepError,
  call: CallContext,
  said: string,
): SkepError {
  if (call.model === undefined) {
    return make(
      'MODEL_NOT_FOUND',
      `There is nothing at the address of "${call.provider}". Check that it ends in /v1.`,
      { cause: 'path', hint: 'Check the address: it usually ends in /v1.' },
    )
  }
  const there = call.knownModels.length > 0 ? ` Known models: ${call.knownModels.join(', ')}.` : ''
  return make(
    'MODEL_NOT_FOUND',
    `The server of "${call.provider}" has no model "${call.model}", or its address is wrong.${there}${said}`,
    { known: call.knownModels, cause: 'model-unknown' },
  )
}

interface Failure {
  readonly status: number | undefined
  readonly detail: string | undefined
  readonly code: string | undefined
  readonly headers: Headers | undefined
}

function readFailure(cause: unknown): Failure {
  const error = typeof cause === 'object' && cause !== null ? cause : {}
  const get = (name: string): unknown => Reflect.get(error, name)
  const status = get('status')
  const body = get('error')
  // Gemini wraps its error in a list; others send a plain text, or `message` without `error`.
  const wrapped = Array.isArray(body) ? (field(body[0], 'error') ?? body[0]) : body
  const inner = typeof wrapped === 'string' ? wrapped : field(wrapped, 'message')
  const code = get('code')
  const headers = get('headers')
  return {
    status: typeof status === 'number' ? status : undefined,
    detail: typeof inner === 'string' ? inner : undefined,
    code: typeof code === 'string' ? code : undefined,
    headers: headers instanceof Headers ? headers : undefined,
  }
}

/** A server of another kind answers with its own page for what it does not know. */
function isPage(cause: unknown): boolean {
  const headers = field(cause, 'headers')
  return headers instanceof Headers && (headers.get('content-type') ?? '').includes('text/html')
}
