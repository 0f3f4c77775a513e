import { type JsonObject, SkepError } from '@skep/schema'
import { interruptedError } from '../sse/sse-decoder.ts'
import { field } from './chat-reader.ts'

interface Call {
  readonly provider: string
  readonly baseUrl: string
}

/** Whether no answer came, as far as one can tell: every runtime has words of its own. @internal */
export function isConnectionFailure(cause: unknown): boolean {
  for (let error = cause, depth = 0; error && depth < 5; error = field(error, 'cause'), depth++) {
    if (error instanceof TypeError || typeof field(error, 'code') === 'string') return true
    if (field(error, 'name') === 'APIConnectionError' || field(error, 'message') === 'Connection error.')
      return true
  }
  return false
}

/** An answer came, and it was not what it should be. @internal */
export function unreadableError(call: Call, cause: unknown): SkepError {
  if (cause instanceof Error && cause.name === 'AbortError') return interruptedError(cause)
  return new SkepError(
    'MODEL_SERVER',
    `The server of "${call.provider}" sent an answer that cannot be read. Try again, or check its address.`,
    { provider: call.provider, cause: 'server' },
    { cause },
  )
}

/**
 * The browser does not tell why a request failed: a server that is off, a missing CORS header and a blocked mixed
 * request look the same. The hint names what can be told from the two addresses; Node tells more.
 * @internal
 */
export function networkError(call: Call, cause?: unknown): SkepError {
  const { origin, protocol, hostname } = new URL(call.baseUrl)
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  const page = typeof location === 'undefined' ? undefined : location
  if (page?.protocol === 'https:' && protocol === 'http:' && !isLoopback) {
    return make(
      'mixed-content',
      'A page on https may not call an http address (mixed content): give the server https.',
    )
  }
  const code = systemCode(cause)
  if (code !== undefined && /CERT|TLS|SSL|SELF_SIGNED|EPROTO/.test(code)) {
    return make('tls', 'Its certificate or its encryption was refused: check https and the certificate.', {
      systemCode: code,
    })
  }
  return page === undefined
    ? make(
        'address',
        'Check that the server is running and that the address is right.',
        code ? { systemCode: code } : {},
      )
    : make('cors', 'Check that the server is running and that it allows this page to call it (CORS).')

  function make(why: string, hint: string, more: JsonObject = {}): SkepError {
    return new SkepError('MODEL_NETWORK', `Could not reach ${origin}. ${hint}`, {
      provider: call.provider,
      origin,
      cause: why,
      hint,
      ...more,
    })
  }
}

/** The innermost code, such as `ECONNREFUSED`. */
function systemCode(cause: unknown): string | undefined {
  let found: string | undefined
  for (let error = cause, depth = 0; error && depth < 5; error = field(error, 'cause'), depth++) {
    const code = field(error, 'code')
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code)) found = code
  }
  return found
}

/**
 * Whether a server is there, whatever it lets pages read: a request without CORS, without a key and without a readable
 * answer. It tells a missing CORS header from a server that is off.
 * @internal
 */
export async function refineNetworkError(
  error: SkepError,
  call: Call & {
    readonly corsHint: string | undefined
    readonly fetch: typeof fetch
    readonly signal: AbortSignal
  },
): Promise<SkepError> {
  if (error.code !== 'MODEL_NETWORK' || error.data.cause !== 'cors') return error
  const { origin, protocol } = new URL(call.baseUrl)
  const isThere = await call
    .fetch(call.baseUrl, { mode: 'no-cors', credentials: 'omit', signal: call.signal })
    .then(() => true)
    .catch(() => false)
  const [cause, hint] = isThere
    ? [
        'cors',
        `The server is there but does not let this page read its answers (CORS). ${call.corsHint ?? 'Let it send Access-Control-Allow-Origin for this page.'}`,
      ]
    : [
        'address',
        protocol === 'https:'
          ? `Nothing can be reached there: the server is off, its certificate is refused, or the rules of this page (CSP) forbid it. Open ${origin} in a tab of its own to see.`
          : 'Nothing can be reached there: the server is off, the address is wrong, or the rules of this page (CSP) forbid it.',
      ]
  return new SkepError(
    'MODEL_NETWORK',
    `Could not reach ${origin}. ${hint}`,
    { ...error.data, cause, hint },
    { cause: error.cause },
  )
}
