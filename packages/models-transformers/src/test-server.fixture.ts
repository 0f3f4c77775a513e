import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, extname, join } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
}

/** A plain static server on loopback for tests. @internal */
export interface TestServer {
  readonly origin: string
  /** Method and path of every request. */
  readonly requests: string[]
  close(): Promise<void>
}

/** Serves folders under path prefixes; the first that has the file wins. @internal */
export async function serveFolders(
  folders: readonly (readonly [prefix: string, folder: string])[],
  options: {
    readonly headers?: Readonly<Record<string, string>>
    /** Answers what is missing with a page, as single-page apps do. */
    readonly hasFallback?: boolean
    readonly delayMs?: number
    readonly redirectTo?: string
  } = {},
): Promise<TestServer> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    requests.push(`${request.method} ${path}`)
    for (const [name, value] of Object.entries(options.headers ?? {})) response.setHeader(name, value)
    if (options.redirectTo) {
      response.writeHead(302, { location: options.redirectTo + path }).end()
      return
    }
    const file = folders
      .filter(([prefix]) => path.startsWith(prefix))
      .map(([prefix, folder]) => join(folder, path.slice(prefix.length) || 'index.html'))
      .find((one) => existsSync(one) && statSync(one).isFile())
    setTimeout(() => {
      if (file) {
        const type = TYPES[extname(file)] ?? 'application/octet-stream'
        response.writeHead(200, { 'content-type': type, 'content-length': statSync(file).size })
        if (request.method === 'HEAD') response.end()
        else createReadStream(file).pipe(response)
      } else if (options.hasFallback) {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>app</title>')
      } else {
        response.writeHead(404).end('not here')
      }
    }, options.delayMs ?? 0)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server's address
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The folder of the ONNX Runtime files that the library was built with. @internal */
export function ortFolder(): string {
  const library = createRequire(import.meta.url).resolve('@huggingface/transformers')
  return dirname(createRequire(library).resolve('onnxruntime-web'))
}
