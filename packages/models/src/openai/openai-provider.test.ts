import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LLMock } from '@copilotkit/aimock'
import type { ProviderConfig } from '@skep/client'
import type { ModelPart, ModelRequest } from '@skep/engine'
import type { ErrorData, JsonObject } from '@skep/schema'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createModelRuntime, type ModelRuntime } from '../runtime/model-runtime.ts'
import { openAiProvider } from './openai-provider.ts'

// A key with a shape of its own, so that a leak shows wherever it turns up.
const KEY = 'sk-test-NEVER-SHOW-THIS-0123456789'
const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent', auth: { apiKeys: [KEY] } })
const open = { signal: new AbortController().signal }

beforeAll(async () => {
  await mock.start()
})
afterAll(() => mock.stop())
beforeEach(() => void mock.reset())

function connect(
  settings: JsonObject = {},
  more: { key?: string | undefined; retries?: number } = {},
): ModelRuntime {
  const config: ProviderConfig = {
    id: 'ours',
    type: 'openai',
    settings: { baseUrl: `${mock.url}/v1`, models: ['small'], ...settings },
    secretName: 'ours_key',
  }
  return createModelRuntime({
    providers: [config],
    factories: [openAiProvider()],
    secrets: async (name) => (name === 'ours_key' ? ('key' in more ? more.key : KEY) : undefined),
    retries: more.retries ?? 0,
  })
}

function request(content: string, more: Partial<ModelRequest> = {}): ModelRequest {
  return { provider: 'ours', model: 'small', messages: [{ role: 'user', content }], ...more }
}

async function collect(parts: AsyncIterable<ModelPart>): Promise<ModelPart[]> {
  const all: ModelPart[] = []
  for await (const part of parts) all.push(part)
  return all
}

/** The parts up to the failure, and the failure. */
async function untilError(
  parts: AsyncIterable<ModelPart>,
): Promise<{ text: string; error: ErrorData | undefined }> {
  let text = ''
  try {
    for await (const part of parts) if (part.type === 'text') text += part.text
  } catch (error) {
    return { text, error: error as ErrorData } // every error of the runtime has code, message and data
  }
  return { text, error: undefined }
}

function textOf(parts: readonly ModelPart[]): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

describe('a chat against a third-party server', () => {
  it('streams text in pieces and ends with reason, counted tokens and latency', async () => {
    const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 }
    mock.on(
      { userMessage: 'hello' },
      { content: 'Hello there, nice to meet you today.', usage },
      { chunkSize: 6 },
    )
    const parts = await collect(connect().chat(request('hello'), open))
    expect(parts.filter(({ type }) => type === 'text').length).toBeGreaterThan(3)
    expect(textOf(parts)).toBe('Hello there, nice to meet you today.')
    expect(parts.at(-1)).toMatchObject({
      type: 'finish',
      reason: 'stop',
      usage: { inputTokens: 11, outputTokens: 7, totalTokens: 18, latencyMs: expect.any(Number) },
    })
  })

  it('sends the messages and options as they are, only the headers it needs, and never the passages', async () => {
    mock.on({}, { content: 'ok' })
    await collect(
      connect().chat(
        request('x', {
          messages: [
            { role: 'system', content: 'Be brief.' },
            {
              role: 'user',
              content: [
                { type: 'text', text: 'What is this?' },
                { type: 'image', url: 'data:image/png;base64,AA==', detail: 'low' },
                {
                  type: 'file',
                  name: 'a.pdf',
                  mimeType: 'application/pdf',
                  url: 'data:application/pdf;base64,AA==',
                },
                { type: 'file', name: 'a.wav', mimeType: 'audio/wav', url: 'data:audio/wav;base64,UklGRg==' },
              ],
            },
            {
              role: 'assistant',
              content: '',
              toolCalls: [{ id: 'c1', name: 'look', arguments: '{"at":1}' }],
            },
            { role: 'tool', content: 'a cat', toolCallId: 'c1' },
            { role: 'user', content: [{ type: 'text', text: 'Thanks.' }] },
          ],
          temperature: 0.2,
          topP: 0.9,
          maxTokens: 50,
          stop: ['END'],
          seed: 7,
          presencePenalty: 0.1,
          frequencyPenalty: 0.3,
          extra: { top_k: 5, model: 'not-this' },
          context: { query: 'x', passages: [{ number: 1, title: 'secret plan', text: 'secret plan' }] },
        }),
        open,
      ),
    )
    const sent = mock.getLastRequest()
    const body: Record<string, unknown> = { ...sent?.body }
    expect(body).toEqual({
      _endpointType: 'chat', // written by aimock
      model: 'small',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==', detail: 'low' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' } },
            { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
          ],
        },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
        },
        { role: 'tool', content: 'a cat', tool_call_id: 'c1' },
        { role: 'user', content: 'Thanks.' },
      ],
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0.2,
      top_p: 0.9,
      max_tokens: 50,
      stop: ['END'],
      seed: 7,
      presence_penalty: 0.1,
      frequency_penalty: 0.3,
      top_k: 5,
    })
    const names = Object.keys(sent?.headers ?? {})
    // aimock itself writes x-request-id into its journal.
    expect(names.filter((name) => name.startsWith('x-'))).toEqual(['x-request-id'])
    expect(names).toEqual(expect.arrayContaining(['accept', 'authorization', 'content-type']))
  })

  it('keeps environment variables of the machine away from the server', async () => {
    mock.on({}, { content: 'ok' })
    process.env.OPENAI_CUSTOM_HEADERS = 'x-machine: secret'
    process.env.OPENAI_ORG_ID = 'org-of-the-machine'
    try {
      await collect(connect().chat(request('hi'), open))
    } finally {
      delete process.env.OPENAI_CUSTOM_HEADERS
      delete process.env.OPENAI_ORG_ID
    }
    expect(JSON.stringify(mock.getLastRequest()?.headers)).not.toMatch(/machine/)
  })

  it('tells reasoning from text', async () => {
    mock.on({}, { content: 'Four.', reasoning: 'Two and two.' })
    const parts = await collect(connect().chat(request('2+2'), open))
    expect(parts.map((part) => (part.type === 'reasoning' ? part.text : '')).join('')).toBe('Two and two.')
    expect(textOf(parts)).toBe('Four.')
  })

  it('streams tool calls whose arguments join to the whole', async () => {
    mock.on(
      {},
      {
        toolCalls: [
          { name: 'weather', arguments: '{"city":"Berlin","days":3}', id: 'call_1' },
          { name: 'time', arguments: '{"zone":"CET"}', id: 'call_2' },
        ],
      },
    )
    const tools = [{ name: 'weather', description: 'Weather.', parameters: { type: 'object' } }]
    const parts = await collect(connect().chat(request('weather?', { tools }), open))
    const calls = new Map<number, { id?: string; name?: string; text: string }>()
    for (const part of parts) {
      if (part.type !== 'tool-call') continue
      const call = calls.get(part.index) ?? { text: '' }
      calls.set(part.index, {
        ...call,
        ...(part.id ? { id: part.id } : {}),
        ...(part.name ? { name: part.name } : {}),
        text: call.text + part.argumentsDelta,
      })
    }
    expect([...calls.values()]).toEqual([
      { id: 'call_1', name: 'weather', text: '{"city":"Berlin","days":3}' },
      { id: 'call_2', name: 'time', text: '{"zone":"CET"}' },
    ])
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'tool-calls' })
    expect(mock.getLastRequest()?.body).toMatchObject({
      tools: [
        {
          type: 'function',
          function: { name: 'weather', description: 'Weather.', parameters: { type: 'object' } },
        },
      ],
    })
  })

  it('asks for answers in a JSON schema', async () => {
    mock.on({ responseFormat: 'json_schema' }, { content: '{"name":"Paris"}' })
    const schema = { type: 'object', properties: { name: { type: 'string' } } }
    const parts = await collect(
      connect().chat(
        request('which city', { responseFormat: { type: 'json-schema', name: 'city', schema } }),
        open,
      ),
    )
    expect(JSON.parse(textOf(parts))).toEqual({ name: 'Paris' })
    expect(mock.getLastRequest()?.body).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { name: 'city', schema } },
    })
  })

  it.each([
    ['length', 'length'],
    ['content_filter', 'content-filter'],
  ])('reads the finish reason %s', async (finishReason, reason) => {
    mock.on({}, { content: 'Cut', finishReason })
    expect((await collect(connect().chat(request('x'), open))).at(-1)).toMatchObject({
      type: 'finish',
      reason,
    })
  })

  it('estimates tokens for a server that sends no usage, and says so', async () => {
    mock.on({}, { content: 'Twelve chars' })
    const parts = await collect(connect({ streamUsage: false }).chat(request('eight ch'), open))
    expect(parts.at(-1)).toMatchObject({
      usage: { inputTokens: 2, outputTokens: 3, totalTokens: 5, isEstimate: true },
    })
  })
})

describe('when it goes wrong', () => {
  it('stops within the stream on abort, and the server sees the connection end', async () => {
    mock.on({}, { content: 'a '.repeat(400) }, { chunkSize: 2, streamingProfile: { ttft: 0, tps: 50 } })
    const controller = new AbortController()
    const started = performance.now()
    const { text, error } = await untilError(
      (async function* () {
        for await (const part of connect().chat(request('long'), { signal: controller.signal })) {
          yield part
          if (part.type === 'text') controller.abort()
        }
      })(),
    )
    expect(error).toMatchObject({ code: 'CALL_ABORTED' })
    expect(text.length).toBeLessThan(20)
    expect(performance.now() - started).toBeLessThan(30_000)
  })

  it.each([
    [401, 'MODEL_AUTH'],
    [403, 'MODEL_AUTH'],
    [404, 'MODEL_NOT_FOUND'],
    [429, 'MODEL_RATE_LIMIT'],
    [400, 'MODEL_BAD_REQUEST'],
    [422, 'MODEL_BAD_REQUEST'],
    [500, 'MODEL_SERVER'],
    [503, 'MODEL_SERVER'],
  ])('turns status %i into %s', async (status, code) => {
    mock.on({}, { error: { message: `It broke for key ${KEY}` }, status })
    const { error } = await untilError(connect().chat(request('x'), open))
    expect(error).toMatchObject({ code, data: { provider: 'ours', status } })
    expect(JSON.stringify([error?.message, error?.data])).not.toContain('NEVER-SHOW')
  })

  it('says that the key is wrong, without the key', async () => {
    mock.on({}, { content: 'never' })
    const { error } = await untilError(
      connect({}, { key: 'sk-wrong-key-abcdef123456' }).chat(request('x'), open),
    )
    expect(error).toMatchObject({
      code: 'MODEL_AUTH',
      message: 'The server of "ours" refused the key. Check the key in the model settings.',
    })
    expect(JSON.stringify([error?.message, error?.data])).not.toContain('abcdef')
  })

  it('sends no key when there is none', async () => {
    const { error } = await untilError(connect({}, { key: undefined }).chat(request('x'), open))
    expect(error?.message).toBe('The server of "ours" asks for a key. Check the key in the model settings.')
  })

  it('names the known models when the server has no such model', async () => {
    mock.on({}, { error: { message: 'The model does not exist' }, status: 404 })
    const { error } = await untilError(connect().chat(request('x', { model: 'huge' }), open))
    expect(error?.message).toBe(
      'The server of "ours" has no model "huge", or its address is wrong. Known models: small. The server said: The model does not exist',
    )
  })

  it('does not repeat what the user sent', async () => {
    mock.on({}, { error: { message: 'Bad input: my diagnosis is very private indeed' }, status: 400 })
    const { error } = await untilError(
      connect().chat(request('Hello. my diagnosis is very private indeed.'), open),
    )
    expect(error?.message).toBe(
      'The server of "ours" did not accept the request (status 400). Check the model and its settings.',
    )
  })

  it('tries again after 429 and 500, waiting as long as the server asks', async () => {
    mock.on({ sequenceIndex: 0 }, { error: { message: 'slow down' }, status: 429, retryAfter: 1 })
    mock.on({ sequenceIndex: 1 }, { content: 'now' })
    const started = performance.now()
    expect(textOf(await collect(connect({}, { retries: 2 }).chat(request('x'), open)))).toBe('now')
    expect(performance.now() - started).toBeGreaterThan(950)
  })

  it('gives up after two more tries', async () => {
    mock.on({}, { error: { message: 'no' }, status: 500 })
    const { error } = await untilError(connect({}, { retries: 2 }).chat(request('x'), open))
    expect(error?.code).toBe('MODEL_SERVER')
    expect(mock.getRequests()).toHaveLength(3)
  })

  it('does not retry what waiting cannot mend', async () => {
    mock.on({}, { error: { message: 'used up', code: 'insufficient_quota' }, status: 429 })
    const { error } = await untilError(connect({}, { retries: 2 }).chat(request('x'), open))
    expect(error?.message).toBe('The quota of the key for "ours" is used up. Add credit or use another key.')
    expect(mock.getRequests()).toHaveLength(1)
  })

  it('gives the text so far and then MODEL_STREAM_INTERRUPTED when the stream is cut', async () => {
    mock.on(
      {},
      { content: 'One two three four five six seven' },
      { chunkSize: 4, truncateAfterChunks: 4, streamingProfile: { ttft: 0, tps: 40 } },
    )
    const { text, error } = await untilError(connect({}, { retries: 2 }).chat(request('x'), open))
    expect('One two three four five six seven'.startsWith(text)).toBe(true)
    expect(text).not.toBe('')
    expect(error?.code).toBe('MODEL_STREAM_INTERRUPTED')
    expect(mock.getRequests()).toHaveLength(1)
  })

  it.each([
    ['drops every request', { dropRate: 1 }, 'MODEL_SERVER'],
    ['answers with broken JSON', { malformedRate: 1 }, undefined],
    ['hangs up', { disconnectRate: 1 }, undefined],
    ['limits every request', { rateLimitRate: 1 }, 'MODEL_RATE_LIMIT'],
  ])('ends with one of our errors when the server %s', async (_what, chaos, code) => {
    mock.on({}, { content: 'fine' })
    mock.setChaos(chaos)
    const { error } = await untilError(connect().chat(request('x'), open))
    mock.clearChaos()
    expect(error?.code).toMatch(code ?? /^MODEL_/)
  })

  it('says MODEL_TIMEOUT when no first token comes in time', async () => {
    mock.on({}, { content: 'late' }, { latency: 5000 })
    const { error } = await untilError(connect({ firstTokenTimeoutMs: 200 }).chat(request('x'), open))
    expect(error).toMatchObject({ code: 'MODEL_TIMEOUT', data: { limitMs: 200 } })
  })

  it('says MODEL_NETWORK with the origin and what to check when nobody listens', async () => {
    const free = await freePort()
    const runtime = connect({ baseUrl: `http://127.0.0.1:${free}/v1` })
    const { error } = await untilError(runtime.chat(request('x'), open))
    expect(error).toEqual(
      expect.objectContaining({
        code: 'MODEL_NETWORK',
        message: `Could not reach http://127.0.0.1:${free}. Check that the server is running and that the address is right.`,
        data: {
          provider: 'ours',
          origin: `http://127.0.0.1:${free}`,
          cause: 'address',
          hint: 'Check that the server is running and that the address is right.',
          systemCode: 'ECONNREFUSED',
        },
      }),
    )
  })
})

describe('models and embeddings', () => {
  it("lists the configured models, and the server's when asked to", async () => {
    mock.on({ model: 'server-model' }, { content: 'x' })
    const names = async (settings: JsonObject): Promise<string[]> =>
      (await connect(settings).list()).filter(({ provider }) => provider === 'ours').map(({ model }) => model)
    expect(await names({})).toEqual(['small'])
    expect(await names({ listFromServer: true })).toEqual(['small', 'server-model'])
  })

  it('tests a connection with a key that is not saved', async () => {
    mock.on({ model: 'server-model' }, { content: 'x' })
    const runtime = createModelRuntime({ factories: [openAiProvider()] })
    const config: ProviderConfig = { id: 'new', type: 'openai', settings: { baseUrl: `${mock.url}/v1` } }
    expect(await runtime.testConnection(config, KEY)).toMatchObject({ ok: true, models: ['server-model'] })
    expect(await runtime.testConnection(config, 'sk-other-key-1234')).toMatchObject({
      ok: false,
      error: { code: 'MODEL_AUTH' },
    })
    expect(await runtime.providers()).toEqual([])
  })

  it('embeds in batches, in order, as unit vectors', async () => {
    for (const [text, embedding] of [
      ['one', [3, 4]],
      ['two', [0, 2]],
      ['three', [5, 0]],
    ] as const) {
      mock.onEmbedding(text, { embedding: [...embedding] })
    }
    const runtime = connect({ embeddingBatch: 1 })
    const embedder = await runtime.embedder({ provider: 'ours', model: 'embed-small' })
    const vectors = await embedder.embed(['one', 'two', 'three'])
    expect(vectors.map((vector) => [...vector].map((value) => Math.round(value * 1e4) / 1e4))).toEqual([
      [0.6, 0.8],
      [0, 1],
      [1, 0],
    ])
    expect(mock.getRequests()).toHaveLength(3)
    expect(embedder.dimensions).toBe(2)
    expect(embedder.id).toBe(`openai:${mock.url}/v1:embed-small`)
  })

  it('passes errors of embeddings on, without the texts', async () => {
    const embedder = await connect({}, { key: 'sk-wrong-000000' }).embedder({
      provider: 'ours',
      model: 'embed-small',
    })
    await expect(embedder.embed(['private words'])).rejects.toMatchObject({ code: 'MODEL_AUTH' })
  })
})

async function freePort(): Promise<number> {
  const server: Server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server's address
  await new Promise((resolve) => server.close(resolve))
  return port
}
