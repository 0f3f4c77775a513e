import { type ErrorCode, hasErrorCode, type JsonObject, SkepError } from '@skep/schema'
import { abortedError } from '../errors.ts'
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
  if (status === undefined) return networkError(call)
  const clean = scrubDetail(detail, call)
  const said = clean ? ` The server said: ${clean}` : ''
  const data: JsonObject = {
    provider: call.provider,
    ...(call.model === undefined ? {} : { model: call.model }),
    status,
    ...(clean === undefined ? {} : { detail: clean }),
  }
  const make = (errorCode: ErrorCode, message: string, more: JsonObject = {}): SkepError =>
    new SkepError(errorCode, message, { ...data, ...more })
  if (status === 401 || status === 403) {
    const what = call.key ? 'refused the key' : 'asks for a key'
    return make(
      'MODEL_AUTH',
      `The server of "${call.provider}" ${what}. Check the key in the model settings.`,
    )
  }
  if (status === 404) return notFound(make, call, said)
  if (status === 429) {
    // A used-up quota comes back as 429 too, and no waiting helps.
    if (code === 'insufficient_quota') {
      const message = `The quota of the key for "${call.provider}" is used up. Add credit or use another key.`
      return make('MODEL_RATE_LIMIT', message, { isFinal: true })
    }
    const retryAfterMs = readRetryAfter(headers, call.nowMs)
    const message = `The server of "${call.provider}" gets too many requests. Wait a moment and try again.`
    return make('MODEL_RATE_LIMIT', message, retryAfterMs === undefined ? {} : { retryAfterMs })
  }
  if (status >= 500) {
    const retryAfterMs = readRetryAfter(headers, call.nowMs)
    const message = `The server of "${call.provider}" failed (status ${status}). Try again in a moment.`
    return make('MODEL_SERVER', message, retryAfterMs === undefined ? {} : { retryAfterMs })
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
    )
  }
  const there = call.knownModels.length > 0 ? ` Known models: ${call.knownModels.join(', ')}.` : ''
  return make(
    'MODEL_NOT_FOUND',
    `The server of "${call.provider}" has no model "${call.model}", or its address is wrong.${there}${said}`,
    { known: call.knownModels },
  )
}

/**
 * The browser does not tell why a request failed: a server that is off, a missing CORS header and a blocked mixed
 * request look the same. The hint names what can be told from the two addresses.
 */
function networkError(call: CallContext): SkepError {
  const { origin, protocol, hostname } = new URL(call.baseUrl)
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  const page = typeof location === 'undefined' ? undefined : location
  const isMixed = page?.protocol === 'https:' && protocol === 'http:' && !isLoopback
  const hint = isMixed
    ? 'A page on https may not call an http address (mixed content): give the server https.'
    : page === undefined
      ? 'Check that the server is running and that the address is right.'
      : 'Check that the server is running and that it allows this page to call it (CORS).'
  return new SkepError('MODEL_NETWORK', `Could not reach ${origin}. ${hint}`, {
    provider: call.provider,
    origin,
    hint: isMixed ? 'mixed-content' : page === undefined ? 'unreachable' : 'cors',
  })
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
  const inner: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'message') : undefined
  const code = get('code')
  const headers = get('headers')
  return {
    status: typeof status === 'number' ? status : undefined,
    detail: typeof inner === 'string' ? inner : undefined,
    code: typeof code === 'string' ? code : undefined,
    headers: headers instanceof Headers ? headers : undefined,
  }
}
