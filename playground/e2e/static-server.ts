import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.pdf': 'application/pdf',
  '.md': 'text/markdown; charset=utf-8',
  '.woff2': 'font/woff2',
}

export interface StaticServer {
  readonly url: string
  /** Reports that browsers sent because of the policy. */
  readonly violations: string[]
  readonly requests: string[]
  close(): Promise<void>
}

/** The policy of the design, with the model endpoints that a page talks to. */
export function strictPolicy(connect: readonly string[] = []): string {
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    'report-uri /csp-report',
  ].join('; ')
}

/** Serves folders on a free port of this machine; `mounts` are tried in order. */
export async function serveFolders(
  mounts: readonly (readonly [prefix: string, folder: string])[],
  options: {
    readonly policy?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly middleware?: (request: IncomingMessage, response: ServerResponse, next: () => void) => void
  } = {},
): Promise<StaticServer> {
  const violations: string[] = []
  const requests: string[] = []

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/')
    requests.push(path)
    if (path === '/csp-report') {
      const parts: Uint8Array[] = []
      for await (const part of request) parts.push(part)
      violations.push(Buffer.concat(parts).toString('utf8'))
      response.writeHead(204).end()
      return
    }
    for (const [prefix, folder] of mounts) {
      if (!path.startsWith(prefix)) continue
      const inside = normalize(path.slice(prefix.length)).replace(/^(\.\.[\\/])+/, '')
      const file = join(
        folder,
        inside.endsWith('/') || inside === '.' || inside === '' ? join(inside, 'index.html') : inside,
      )
      const found = await stat(file).catch(() => undefined)
      if (!found?.isFile()) continue
      response.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-length': found.size,
        'cache-control': 'no-store',
        ...(options.policy ? { 'content-security-policy': options.policy } : {}),
        ...options.headers,
      })
      createReadStream(file).pipe(response)
      return
    }
    response.writeHead(404, options.headers).end()
  }

  const server = createServer((request, response) => {
    const next = (): void => void answer(request, response)
    if (options.middleware) options.middleware(request, response, next)
    else next()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listening on a port
  return {
    url: `http://127.0.0.1:${port}`,
    violations,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
