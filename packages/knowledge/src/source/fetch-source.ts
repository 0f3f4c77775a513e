import type { HttpPort, HttpResponse } from '@skep/engine'
import { SkepError } from '@skep/schema'
import { readAddress } from './address.ts'
import { throwIfStopped } from './source-error.ts'

const MEBIBYTE = 1024 * 1024

/** Largest page or file of a source. */
export const DEFAULT_MAX_BYTES: number = 20 * MEBIBYTE

/** What came from an address. */
export interface Fetched {
  /** After redirects. */
  readonly url: URL
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: Uint8Array
}

export interface FetchSourceOptions {
  readonly http: HttpPort
  readonly signal: AbortSignal
  readonly maxBytes?: number
  readonly accept?: string
}

/**
 * Fetches by the host's fetcher. A status is no error here.
 * @throws codes `HTTP_*`, `CALL_ABORTED`
 */
export async function fetchSource(url: URL, options: FetchSourceOptions): Promise<Fetched> {
  const { http, signal, maxBytes = DEFAULT_MAX_BYTES, accept = '*/*' } = options
  throwIfStopped(signal)
  const response = await http.fetch(
    { method: 'GET', url: url.href, headers: { accept }, maxBytes },
    { signal },
  )
  throwIfStopped(signal)
  if (response.body.byteLength > maxBytes) {
    throw new SkepError(
      'HTTP_TOO_LARGE',
      `The server sent more than ${Math.round(maxBytes / MEBIBYTE)} MiB. Raise the limit or leave this address out.`,
      { maxBytes },
    )
  }
  return {
    url: readAddress(response.url ?? url.href) ?? url,
    status: response.status,
    headers: headersOf(response),
    body: response.body,
  }
}

function headersOf({ headers }: HttpResponse): ReadonlyMap<string, string> {
  return new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** @throws `HTTP_STATUS` unless the answer is one of success. */
export function requireSuccess({ status, url }: Fetched): void {
  if (status >= 200 && status < 300) return
  const why =
    status === 404 || status === 410
      ? 'There is no page at this address.'
      : status === 401 || status === 403
        ? 'This page may not be read without signing in.'
        : `The server answered with status ${status}.`
  throw new SkepError('HTTP_STATUS', `${why} Check the address, or try again later.`, {
    status,
    host: url.host,
  })
}
