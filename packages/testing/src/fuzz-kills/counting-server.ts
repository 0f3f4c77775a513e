import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that counts what is sent to it, for pages of any origin. @internal */
export interface CountingServer {
  /** `/count/RUN/KEY` counts any request but the browser's own questions; `/counts/RUN` tells. */
  readonly url: string
  close(): Promise<void>
}

/** So that a worker may die before, while and after a request is answered. */
const ANSWER_MS = 8

/** @internal */
export async function startCountingServer(): Promise<CountingServer> {
  const counts = new Map<string, Record<string, number>>()
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', '*')
    response.setHeader('access-control-allow-methods', 'GET, POST')
    const [, what = '', run = '', key = ''] = (request.url ?? '').split('/').map(decodeURIComponent)
    request.resume()
    if (request.method === 'OPTIONS') response.writeHead(204).end()
    else if (what === 'counts') response.end(JSON.stringify(counts.get(run) ?? {}))
    else {
      const known = counts.get(run) ?? {}
      counts.set(run, known)
      known[key] = (known[key] ?? 0) + 1
      setTimeout(() => response.setHeader('content-type', 'text/plain').end(`counted ${key}`), ANSWER_MS)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
