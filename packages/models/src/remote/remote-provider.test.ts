import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { LLMock } from '@copilotkit/aimock'
import type { ModelRequest } from '@skep/client'
import { toErrorData } from '@skep/schema'
import { modelProviderContract } from '@skep/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ModelProvider } from '../provider.ts'
import { steer } from '../steer-mock.fixture.ts'
import { remoteProvider } from './remote-provider.ts'

// The example backend as it is, in a process of its own, with a third-party server behind it.
const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' })
let backend: ChildProcess
let baseUrl = ''
beforeAll(async () => {
  await mock.start()
  const port = await freePort()
  backend = fork(join(import.meta.dirname, '../../examples/backend.mjs'), {
    env: {
      OPENAI_BASE_URL: `${mock.url}/v1`,
      OPENAI_API_KEY: 'sk-upstream',
      HOST_TOKEN: 'visitor',
      CHAT_MODEL: 'small',
      EMBEDDING_MODEL: 'embed-small',
      PORT: String(port),
    },
  })
  baseUrl = `http://127.0.0.1:${port}`
  await vi.waitFor(async () => expect((await fetch(baseUrl)).status).toBe(401), 20_000)
})
afterAll(async () => {
  backend.kill()
  await mock.stop()
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // of a TCP server
  server.close()
  await once(server, 'close')
  return port
}

function connect(token: string | undefined, fetched: typeof fetch = globalThis.fetch): ModelProvider {
  return remoteProvider({ token: () => token }).create(
    { id: 'ours', type: 'remote', settings: { baseUrl: baseUrl || 'http://backend.example' } },
    { key: async () => undefined, fetch: fetched },
  )
}

modelProviderContract({
  name: 'remote, the example backend before aimock',
  create: async () => connect('visitor'),
  request: { model: 'small' },
  answer: (wanted) => steer(mock, wanted),
  answers: ['text', 'tool', 'json', 'endless', 'cut', 'refusal'],
  countsTokens: true,
  embeddingModel: 'embed-small',
})

describe('the remote connection', () => {
  const open = { signal: new AbortController().signal }
  const request: ModelRequest = {
    provider: 'ours',
    model: 'small',
    messages: [{ role: 'user', content: 'x' }],
  }

  it('lists the models of the backend and is refused without its token', async () => {
    expect(await connect('visitor').test?.(open)).toEqual(['small', 'embed-small'])
    await expect(connect(undefined).test?.(open)).rejects.toMatchObject({
      code: 'MODEL_AUTH',
      message: 'Sign in again.',
    })
    await expect(
      connect('visitor').rerank?.({ provider: 'ours', model: 'm', query: 'q', documents: ['d'] }, open),
    ).rejects.toMatchObject({ code: 'MODEL_CAPABILITY' })
  })

  it('never repeats the token, whatever the server writes', async () => {
    const token = 'CANARY-token-never-shown'
    const event = `id: 1\nevent: error\ndata: {"code":"MODEL_SERVER","message":"Bad ${token}."}\n\n`
    for (const response of [
      () => Response.json({ error: { code: 'MODEL_AUTH', message: `No ${token}.` } }, { status: 401 }),
      () => new Response(event, { headers: { 'content-type': 'text/event-stream' } }),
    ]) {
      const provider = connect(token, async () => response())
      const failed = await (async () => {
        for await (const part of provider.chat?.(request, open) ?? []) expect(part).toBe(undefined)
      })().catch((error: unknown) => toErrorData(error))
      expect(failed).toMatchObject({ code: expect.stringMatching(/^MODEL_/) })
      expect(JSON.stringify(failed)).toContain('***')
      expect(JSON.stringify(failed)).not.toContain(token)
    }
  })

  const one = 'id: 1\ndata: {"type":"text","text":"ha"}\n\n'
  const two = 'id: 2\ndata: {"type":"text","text":"ha"}\n\n'
  const end = 'id: 3\ndata: {"type":"finish","reason":"stop","usage":{}}\n\n'
  it.each([
    ['whole', one + two + end, 'haha', undefined],
    ['with events that came twice', one + one + two + one + two + end + end, 'haha', undefined],
    ['with a gap', one + end, 'ha', 'MODEL_STREAM_INTERRUPTED'],
    ['that ends too soon', one + two, 'haha', 'MODEL_STREAM_INTERRUPTED'],
    ['with damaged JSON', `${one}id: 2\ndata: {"ty\n\n`, 'ha', 'MODEL_STREAM_INTERRUPTED'],
    [
      'with an error',
      `${one}id: 2\nevent: error\ndata: {"code":"MODEL_RATE_LIMIT","message":"Wait."}\n\n`,
      'ha',
      'MODEL_RATE_LIMIT',
    ],
  ])('reads a stream %s', async (_what, stream, text, code) => {
    const provider = connect(
      undefined,
      async () => new Response(stream, { headers: { 'content-type': 'text/event-stream' } }),
    )
    let got = ''
    const failed = await (async () => {
      for await (const part of provider.chat?.(request, open) ?? [])
        if (part.type === 'text') got += part.text
    })().then(
      () => undefined,
      (error: { code: string }) => error.code,
    )
    expect([got, failed]).toEqual([text, code])
  })
})
