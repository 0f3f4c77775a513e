import type { HttpPort, HttpRequest, HttpResponse } from '@skep/engine'
import { SkepError } from '@skep/schema'
import type { HostFunction } from '../host-functions.ts'
import type { HostLink } from '../host-link.ts'
import { readLimited, tooLarge } from './read-limited.ts'

/**
 * Sends requests of http nodes for Skep, best through a server of the host's: there no rule of browsers holds. It gets
 * the request with its keys, and must itself decide which addresses may be reached. What it throws with a code keeps it.
 * @example
 * createSkep({
 *   http: ({ url, method, headers, body }, { signal }) =>
 *     fetch('/relay', { method: 'POST', headers: { 'x-url': url, 'x-method': method, 'x-headers': JSON.stringify(headers) }, body, signal }),
 * })
 * @public
 */
export type HttpRelay = (
  request: HttpRequest,
  options: { readonly signal: AbortSignal },
) => Promise<Response | HttpResponse>

/** The name of the page's relay among its functions. @internal */
export const HTTP_RELAY = 'http'

/** The relay as the worker calls it: a stream of one answer, since only streams can be stopped. @internal */
export function relayFunction(relay: HttpRelay): HostFunction {
  return {
    async *stream([given], signal) {
      const request = given as HttpRequest // sent by our own worker
      const maxBytes = request.maxBytes ?? Number.POSITIVE_INFINITY
      const answer = await relay(request, { signal })
      if (answer instanceof Response) {
        const body = await readLimited(answer, maxBytes)
        yield { status: answer.status, headers: Object.fromEntries(answer.headers), body }
        return
      }
      if (answer.body.byteLength > maxBytes) throw tooLarge(maxBytes)
      const { status, headers, body, url } = answer
      // The address of a relay's own Response would be that of the relay.
      yield { status, headers, body, ...(url === undefined ? {} : { url }) }
    },
  }
}

function isAnswer(value: unknown): value is HttpResponse {
  return (
    typeof value === 'object' &&
    value !== null &&
    'status' in value &&
    typeof value.status === 'number' &&
    'headers' in value &&
    typeof value.headers === 'object' &&
    value.headers !== null &&
    'body' in value &&
    value.body instanceof Uint8Array
  )
}

/** Requests through the page's relay, with the node's own time limit around it. @internal */
export function createRelayHttp(host: Pick<HostLink, 'stream'>): HttpPort {
  return {
    async fetch(request, { signal }) {
      const { connectMs = 10_000, readMs = 600_000, writeMs = 600_000 } = request.timeouts ?? {}
      const limitMs = connectMs + readMs + (request.body ? writeMs : 0)
      const timer = new AbortController()
      const timeout = setTimeout(() => timer.abort(), limitMs)
      try {
        for await (const answer of host.stream(
          HTTP_RELAY,
          [request],
          AbortSignal.any([signal, timer.signal]),
        )) {
          if (isAnswer(answer)) return answer
          break
        }
        throw new SkepError(
          'HOST_FUNCTION_FAILED',
          'The relay of this page answered with something that is no HTTP answer. Return a Response, or status, headers and bytes.',
        )
      } catch (error) {
        if (!timer.signal.aborted || signal.aborted) throw error
        throw new SkepError(
          'HTTP_TIMEOUT',
          `The relay took longer than ${Math.round(limitMs / 1000)} seconds to answer. Raise the timeout of the node, or try again later.`,
          { timeoutMs: limitMs },
        )
      } finally {
        clearTimeout(timeout)
      }
    },
  }
}
