import type { HttpPort } from '@skep/engine'
import { SkepError } from '@skep/schema'
import type { HttpMock } from './case-file.ts'

/** A request that a run made. @internal */
export interface HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

function withoutQuery(url: string): string {
  return url.split('?', 1)[0] ?? url
}

/** Whether a URL is that of a mock: `*` stands for any tail, and the query is not compared. @internal */
export function isUrlOf(url: string, pattern: string): boolean {
  const path = withoutQuery(url)
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === withoutQuery(pattern)
}

/** The transport of a case, and the requests that went over it. @internal */
export function mockHttp(mocks: readonly HttpMock[]): {
  readonly port: HttpPort
  readonly requests: HttpRequest[]
} {
  const requests: HttpRequest[] = []
  const port: HttpPort = {
    fetch: async ({ method, url, headers }) => {
      requests.push({ method, url, headers })
      const mock = mocks.find(
        (each) => each.method.toUpperCase() === method.toUpperCase() && isUrlOf(url, each.url),
      )
      if (!mock?.response) {
        throw new SkepError('NODE_FAILED', 'The server cannot be reached. Check the address and try again.')
      }
      const { status, headers: answered, body } = mock.response
      return { status, headers: answered ?? {}, body: new TextEncoder().encode(body ?? '') }
    },
  }
  return { port, requests }
}
