import type { HttpPort, HttpRequest } from '@skep/engine'
import { type ErrorCode, type JsonObject, SkepError } from '@skep/schema'
import { isForbiddenHeader, isForbiddenMethod } from './forbidden.ts'
import { isPrivateHost } from './private-address.ts'
import { readLimited } from './read-limited.ts'

/** Where requests leave from. @internal */
export interface FetchPlace {
  readonly fetch: typeof fetch
  /** The page's own address; absent outside of browsers, where no rule of browsers holds. */
  readonly pageUrl: string | undefined
}

const RELAY = 'Pass `http` to createSkep to send requests through a server of your own.'
const DEFAULT_TIMEOUTS = { connectMs: 10_000, readMs: 600_000, writeMs: 600_000 }

/** The place that this code runs in. @internal */
export function currentPlace(): FetchPlace {
  const { location } = globalThis
  const isWeb = typeof location === 'object' && /^(?:https?|blob|file):/.test(location.href)
  return {
    fetch: (...args) => globalThis.fetch(...args),
    pageUrl: isWeb ? pageUrlOf(location.href) : undefined,
  }
}

/** A worker of a blob has the origin of its page. */
function pageUrlOf(href: string): string {
  return href.replace(/^blob:/, '')
}

function refuse(code: ErrorCode, message: string, data: JsonObject = {}): SkepError {
  return new SkepError(code, `${message} ${RELAY}`, data)
}

function checkRequest(
  { method, url, headers, body, verifyCertificate }: HttpRequest,
  place: FetchPlace,
): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (address?.protocol !== 'http:' && address?.protocol !== 'https:') {
    throw new SkepError('HTTP_URL_INVALID', 'Requests go to http and https addresses only. Correct the URL.')
  }
  if (isForbiddenMethod(method)) {
    throw refuse('HTTP_METHOD_FORBIDDEN', `The method ${method} cannot be sent from here.`, { method })
  }
  if (verifyCertificate === false) {
    throw refuse(
      'HTTP_OPTION_UNAVAILABLE',
      'The check of certificates cannot be switched off here. Switch it on again, or use a relay.',
      { option: 'verifyCertificate' },
    )
  }
  if (body && /^(?:GET|HEAD)$/i.test(method)) {
    throw refuse(
      'HTTP_OPTION_UNAVAILABLE',
      `A ${method} request cannot have a body here. Use POST, or a relay.`,
      {
        option: 'body',
      },
    )
  }
  if (address.username !== '' || address.password !== '') {
    throw new SkepError(
      'HTTP_URL_INVALID',
      'A user and password in the URL cannot be sent. Put them into the authorization of the node.',
    )
  }
  if (place.pageUrl !== undefined) {
    const forbidden = Object.entries(headers).find(([name, value]) => isForbiddenHeader(name, value))
    if (forbidden) {
      throw refuse(
        'HTTP_HEADER_FORBIDDEN',
        `A browser does not send the header ${forbidden[0]} of a page. Remove it, or use a relay.`,
        { header: forbidden[0] },
      )
    }
  }
  return address
}

/** fetch() tells nobody why it failed: what can be known is known from the address alone. */
function networkError(address: URL, { pageUrl }: FetchPlace, cause: unknown): SkepError {
  const { protocol, hostname, host } = address
  const data = { host }
  if (pageUrl === undefined) {
    const reason = causeCode(cause)
    return new SkepError(
      'HTTP_NETWORK_OR_CORS',
      `The server ${host} cannot be reached${reason}. Check the address and that the server runs.`,
      data,
      { cause },
    )
  }
  const page = new URL(pageUrl)
  if (page.protocol === 'https:' && protocol === 'http:' && !isPrivateHost(hostname)) {
    return refuse(
      'HTTP_MIXED_CONTENT',
      `A page on https may not ask ${host} over plain http. Use https, or a relay.`,
      data,
    )
  }
  if (isPrivateHost(hostname) && !isPrivateHost(page.hostname)) {
    return refuse(
      'HTTP_PRIVATE_ADDRESS',
      `${host} is in a private network, where a public page may not reach it. Use a relay inside that network.`,
      data,
    )
  }
  return refuse(
    'HTTP_NETWORK_OR_CORS',
    `${host} cannot be reached, or it does not allow this page to read its answer (CORS). Check the address, let the server allow ${page.origin}, or use a relay.`,
    data,
  )
}

/** Node puts the reason (`ECONNREFUSED`) into the cause of a cause. */
function causeCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return ''
  return typeof cause.code === 'string' ? ` (${cause.code})` : ''
}

function timeoutError(ms: number, what: string): SkepError {
  return new SkepError(
    'HTTP_TIMEOUT',
    `The server took longer than ${Math.round(ms / 100) / 10} seconds ${what}. Raise the timeout of the node, or try again later.`,
    { timeoutMs: ms },
  )
}

function abortedError(): SkepError {
  return new SkepError('CALL_ABORTED', 'The call was stopped.')
}

/**
 * Requests by `fetch`, as far as the place allows. No cookies go along and nothing is taken from a cache; redirects are
 * followed. fetch() cannot tell connecting, writing and waiting apart, so their times are added up until the answer
 * begins.
 * @internal
 */
export function createFetchHttp(place: FetchPlace = currentPlace()): HttpPort {
  return {
    async fetch(request, { signal }) {
      const address = checkRequest(request, place)
      const { connectMs, readMs, writeMs } = request.timeouts ?? DEFAULT_TIMEOUTS
      const beginMs = connectMs + readMs + (request.body ? writeMs : 0)
      const controller = new AbortController()
      let timedOut: SkepError | undefined
      let timer: ReturnType<typeof setTimeout> | undefined
      const arm = (ms: number, what: string): void => {
        clearTimeout(timer)
        timer = setTimeout(() => {
          timedOut = timeoutError(ms, what)
          controller.abort()
        }, ms)
      }
      const stop = (): void => controller.abort()
      signal.addEventListener('abort', stop, { once: true })
      try {
        if (signal.aborted) throw abortedError()
        arm(beginMs, 'to answer')
        const response = await place.fetch(address.href, {
          method: request.method,
          headers: request.headers,
          // Never the view itself: it may lie over a buffer that holds more.
          ...(request.body ? { body: new Uint8Array(request.body) } : {}),
          redirect: 'follow',
          credentials: 'omit',
          cache: 'no-store',
          referrerPolicy: 'no-referrer',
          signal: controller.signal,
        })
        arm(readMs, 'to go on with its answer')
        const body = await readLimited(response, request.maxBytes ?? Number.POSITIVE_INFINITY, () =>
          arm(readMs, 'to go on with its answer'),
        )
        return {
          status: response.status,
          headers: Object.fromEntries(response.headers),
          body,
          ...(response.url ? { url: response.url } : {}),
        }
      } catch (error) {
        if (timedOut) throw timedOut
        if (signal.aborted) throw abortedError()
        if (error instanceof SkepError) throw error
        throw networkError(address, place, error)
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', stop)
      }
    },
  }
}
