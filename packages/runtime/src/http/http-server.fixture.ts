import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EXTERNAL_KEY } from './external-key.fixture.ts'

/** A server to send requests to. `/cors/…` lets every page read its answers; all else lets none. */
export interface HttpTestServer {
  readonly url: string
  close(): Promise<void>
}

const ALLOW = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*, authorization',
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS',
  'access-control-expose-headers': '*',
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer) // a request without an encoding gives buffers
  return Buffer.concat(pieces).toString('utf8')
}

/**
 * Programs that answer for an external knowledge base, by Dify's contract or against it. They say the key that they were
 * given wherever they can: whoever hands on their words gives it away.
 */
function answerExternal(
  path: string,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
): void {
  const send = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
  const key = request.headers.authorization ?? ''
  const refuse = (status: number, code: number): void =>
    send(status, { error_code: code, error_msg: `Refused with ${key}` })
  const { knowledge_id, query, retrieval_setting, metadata_condition } = JSON.parse(body)
  if (path === '/external/silent/retrieval') return
  if (path === '/external/broken/retrieval') refuse(500, 500)
  else if (path === '/external/page/retrieval') {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<html>${key}</html>`)
  } else if (path === '/external/cut-off/retrieval') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"records": [{"content": "Half')
  } else if (path === '/external/no-list/retrieval') send(200, { records: key })
  else if (key !== `Bearer ${EXTERNAL_KEY}`) refuse(403, 1002)
  else if (knowledge_id !== 'handbook') refuse(404, 2001)
  else {
    const asked = JSON.stringify({ retrieval_setting, metadata_condition })
    send(200, {
      records: [
        { content: `Asked for ${query}.`, score: 0.9, title: 'asked.md', metadata: { asked } },
        { content: 'Use acid against scale.', score: 0.5, title: 'guide.pdf', metadata: { page: 2 } },
      ],
    })
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://server')
  const isOpen = url.pathname.startsWith('/cors/')
  const path = url.pathname.replace(/^\/cors/, '')
  for (const [name, value] of Object.entries(isOpen ? ALLOW : {})) response.setHeader(name, value)
  if (request.method === 'OPTIONS' && request.headers['access-control-request-method']) {
    response.writeHead(isOpen ? 204 : 403).end()
    return
  }
  const body = await bodyOf(request)
  if (path.startsWith('/external/')) return answerExternal(path, request, body, response)
  switch (path) {
    case '/echo':
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({ method: request.method, path: request.url, headers: request.headers, body }),
      )
      return
    case '/status':
      response
        .writeHead(Number(url.searchParams.get('code')), { 'content-type': 'text/plain' })
        .end('as asked')
      return
    case '/redirect':
      response.writeHead(302, { location: `${isOpen ? '/cors' : ''}/echo` }).end()
      return
    case '/picture':
      response.setHeader('content-type', 'image/png')
      response.end(Buffer.from([0x89, 0x50, 0x4e, 0x47]))
      return
    case '/endless': {
      // Without a length, until the reader leaves.
      const piece = Buffer.alloc(64 * 1024, 'x')
      const write = (): void => {
        while (!response.destroyed && response.write(piece));
      }
      response.on('drain', write)
      write()
      return
    }
    case '/stalls':
      response.write('first')
      return
    case '/silent':
      return
    case '/breaks':
      response.destroy()
      return
    default:
      response.writeHead(404).end()
  }
}

export async function startHttpServer(): Promise<HttpTestServer> {
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy())
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
