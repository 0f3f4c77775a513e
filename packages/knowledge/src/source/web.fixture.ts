import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ClockPort, HttpPort } from '@skep/engine'

/** What a server of a test answers. */
export interface Answer {
  readonly status?: number
  readonly type?: string
  readonly body?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

export interface TestServer {
  readonly url: string
  /** Paths in the order they were asked for. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

/** A real server on this machine that answers each path. A number is a status. */
export async function serve(
  answer: (path: string, request: IncomingMessage) => Answer | number | Promise<Answer | number>,
): Promise<TestServer> {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const given = await answer(path, request)
    const {
      status = 200,
      type = 'text/html',
      body = '',
      headers = {},
    } = typeof given === 'number' ? { status: given } : given
    response.writeHead(status, { 'content-type': type, ...headers })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // listens on a port
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Requests by Node's own fetch. */
export const nodeHttp: HttpPort = {
  async fetch({ method, url, headers, body }, { signal }) {
    const response = await fetch(url, {
      method,
      headers,
      signal,
      ...(body ? { body: new Uint8Array(body) } : {}),
    })
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
      url: response.url,
    }
  },
}

/** A clock that waits for nothing and notes for how long it was asked to. */
export function createTestClock(): Pick<ClockPort, 'sleep'> & { readonly slept: readonly number[] } {
  const slept: number[] = []
  return {
    slept,
    async sleep(ms) {
      slept.push(ms)
    },
  }
}
