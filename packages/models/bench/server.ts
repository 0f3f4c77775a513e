// A local server in a process of its own: an answer of 2,000 tokens at /v1/chat/completions, and the files of a folder.
//   node server.ts FOLDER
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { TOKENS } from './ways.ts'

const [folder = ''] = process.argv.slice(2)

const chunk = (choice: object): string =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, ...choice }] })}\n\n`
const tokens: readonly string[] = Array.from({ length: TOKENS }, (_, at) =>
  chunk({ delta: { content: ` word${at % 97}` }, finish_reason: null }),
)
const usage = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 3, completion_tokens: TOKENS, total_tokens: TOKENS + 3 } })}\n\n`

/** Eight tokens in a piece, as a quick server's packets bring them. */
function answer(response: ServerResponse, at = 0): void {
  if (at >= TOKENS) {
    response.end(`${chunk({ delta: {}, finish_reason: 'stop' })}${usage}data: [DONE]\n\n`)
    return
  }
  response.write(tokens.slice(at, at + 8).join(''))
  setImmediate(() => answer(response, at + 8))
}

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://server')
  request.resume()
  if (pathname === '/v1/chat/completions') {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    answer(response)
  } else if (pathname.endsWith('.js')) {
    response.writeHead(200, { 'content-type': 'text/javascript' })
    response.end(readFileSync(join(folder, pathname)))
  } else {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end('<!doctype html><title>Models</title>')
  }
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port)) // a TCP server's address
