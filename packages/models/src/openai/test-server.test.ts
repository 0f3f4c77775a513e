import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JsonObject } from '@skep/schema'
import { SkepError } from '@skep/schema'
import { afterEach, expect, it, vi } from 'vitest'
import { refineNetworkError } from './network-error.ts'
import { openAiProvider } from './openai-provider.ts'

const servers: Server[] = []
afterEach(async () => {
  vi.unstubAllGlobals()
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server's address
}

/** Answers by path; everything else is 404. */
const answering =
  (answers: Readonly<Record<string, readonly [number, JsonObject | string]>>): RequestListener =>
  (request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    const [status, body] = answers[path] ?? [404, { error: { message: 'Not found' } }]
    const isPage = typeof body === 'string'
    response.writeHead(status, { 'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json' })
    response.end(isPage ? body : JSON.stringify(body))
  }

async function tested(
  baseUrl: string,
  settings: JsonObject = {},
  key: string | undefined = 'sk-some-key-12345',
): Promise<unknown> {
  const provider = openAiProvider().create(
    { id: 'ours', type: 'openai', settings: { baseUrl, ...settings } },
    { key: async () => key, fetch: globalThis.fetch },
  )
  return provider.test?.({ signal: AbortSignal.timeout(30_000) }).then(
    (models) => ({ models }),
    (error: SkepError) => ({ code: error.code, cause: error.data.cause }),
  )
}

const LIST: JsonObject = { data: [{ id: 'small' }, { id: 'models/gemini' }, { id: 'llama3:latest' }] }
const DONE: JsonObject = { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] }

it.each([
  ['a list', { '/v1/models': [200, LIST] }, { models: ['small', 'models/gemini', 'llama3:latest'] }],
  ['a refused key', { '/v1/models': [401, {}] }, { code: 'MODEL_AUTH', cause: 'key-refused' }],
  [
    'a key that Gemini refuses',
    { '/v1/models': [400, { error: { message: 'API key not valid. Please pass a valid API key.' } }] },
    { code: 'MODEL_AUTH', cause: 'key-refused' },
  ],
  ['too many requests', { '/v1/models': [429, {}] }, { code: 'MODEL_RATE_LIMIT', cause: 'rate-limit' }],
  [
    'a used-up quota',
    { '/v1/models': [429, { error: { message: 'No credit', code: 'insufficient_quota' } }] },
    { code: 'MODEL_RATE_LIMIT', cause: 'quota' },
  ],
  ['a failing server', { '/v1/models': [503, {}] }, { code: 'MODEL_SERVER', cause: 'server' }],
  ['a web page', { '/v1/models': [200, '<html>'] }, { code: 'MODEL_NOT_FOUND', cause: 'path' }],
  ['a web page for 404', { '/v1/models': [404, '<html>'] }, { code: 'MODEL_NOT_FOUND', cause: 'path' }],
  ['nothing at that path', {}, { code: 'MODEL_NOT_FOUND', cause: 'path' }],
] as [string, Parameters<typeof answering>[0], unknown][])('tells %s', async (_what, answers, expected) => {
  expect(await tested(`${await serve(answering(answers))}/v1`)).toEqual(expected)
})

it('tells a missing key from a refused one', async () => {
  const url = await serve(answering({ '/v1/models': [401, {}] }))
  expect(await tested(`${url}/v1`, {}, '')).toEqual({ code: 'MODEL_AUTH', cause: 'key-missing' })
})

it('finds models by the names that servers list them with', async () => {
  const url = await serve(answering({ '/v1/models': [200, LIST] }))
  expect(await tested(`${url}/v1`, { models: ['gemini', 'llama3', 'small'] })).toMatchObject({
    models: expect.any(Array),
  })
})

it('asks a model that is not listed for an answer, and tells it from one that is not there', async () => {
  const url = await serve(answering({ '/v1/models': [200, LIST] }))
  expect(await tested(`${url}/v1`, { models: ['huge'] })).toEqual({
    code: 'MODEL_NOT_FOUND',
    cause: 'model-unknown',
  })
  const willing = await serve(answering({ '/v1/models': [200, LIST], '/v1/chat/completions': [200, DONE] }))
  expect(await tested(`${willing}/v1`, { models: ['huge'] })).toMatchObject({ models: expect.any(Array) })
})

it('takes a server that has chat and no list, and Azure, which has none', async () => {
  const url = await serve(answering({ '/v1/chat/completions': [200, DONE] }))
  expect(await tested(`${url}/v1`, { models: ['mine'] })).toEqual({ models: ['mine'] })
  const azure = await serve(answering({ '/openai/deployments/mine/chat/completions': [200, DONE] }))
  expect(await tested(azure, { preset: 'azure', models: ['mine'] })).toEqual({ models: ['mine'] })
})

it('tells a server that is off from one without proper encryption', async () => {
  const url = await serve(answering({}))
  await new Promise((resolve) => servers.pop()?.close(resolve))
  expect(await tested(`${url}/v1`)).toEqual({ code: 'MODEL_NETWORK', cause: 'address' })
  const plain = await serve(answering({}))
  expect(await tested(`${plain.replace('http:', 'https:')}/v1`)).toEqual({
    code: 'MODEL_NETWORK',
    cause: 'tls',
  })
})

it('tells mixed content by the addresses of page and server', async () => {
  vi.stubGlobal('location', { protocol: 'https:' })
  const refusing: typeof fetch = async () => {
    throw new TypeError('Failed to fetch')
  }
  const provider = openAiProvider().create(
    { id: 'ours', type: 'openai', settings: { baseUrl: 'http://models.example/v1' } },
    { key: async () => undefined, fetch: refusing },
  )
  await expect(provider.test?.({ signal: new AbortController().signal })).rejects.toMatchObject({
    code: 'MODEL_NETWORK',
    data: { cause: 'mixed-content' },
  })
})

it.each([
  ['answers without letting the page read it', true, 'cors'],
  ['is off', false, 'address'],
])('a page learns that the server %s', async (_what, isThere, cause) => {
  const asked: RequestInit[] = []
  const error = new SkepError('MODEL_NETWORK', 'Could not reach it.', { cause: 'cors' })
  const refined = await refineNetworkError(error, {
    provider: 'ours',
    baseUrl: 'http://localhost:11434/v1',
    corsHint: 'Start it with OLLAMA_ORIGINS.',
    signal: new AbortController().signal,
    fetch: async (_address, init) => {
      asked.push({ ...init })
      if (!isThere) throw new TypeError('Failed to fetch')
      return Response.error()
    },
  })
  expect(refined.data.cause).toBe(cause)
  expect(String(refined.data.hint).includes('OLLAMA_ORIGINS')).toBe(isThere)
  expect(asked).toEqual([{ mode: 'no-cors', credentials: 'omit', signal: expect.any(AbortSignal) }])
})
