import {
  type AppNode,
  type ErrorData,
  type FileValue,
  httpRequestNode,
  type JsonObject,
  SkepError,
} from '@skep/schema'
import { describe, expect, it } from 'vitest'
import type { HttpPort, HttpRequest, HttpResponse } from '../ports/http.ts'
import type { EnginePorts } from '../ports/ports.ts'
import {
  createFakeClock,
  createTestPorts,
  edges,
  makeApp,
  mustPlan,
  node,
  runToEnd,
} from '../test-support.ts'

const DEFAULTS: JsonObject = { ...httpRequestNode.defaults, url: 'https://api.example.org/items' }

interface Sent extends Omit<HttpRequest, 'body'> {
  readonly body?: string
}

/** A transport that keeps what was sent and answers as told. */
function transport(answer: Partial<HttpResponse> & { readonly text?: string } = {}): HttpPort & {
  readonly sent: Sent[]
} {
  const sent: Sent[] = []
  return {
    sent,
    async fetch({ body, ...request }) {
      sent.push({ ...request, ...(body ? { body: new TextDecoder().decode(body) } : {}) })
      return {
        status: 200,
        headers: { 'content-type': 'text/plain' },
        body: new TextEncoder().encode(answer.text ?? ''),
        ...answer,
      }
    },
  }
}

interface Options {
  readonly values?: JsonObject
  readonly ports?: Partial<EnginePorts>
  readonly node?: Partial<AppNode>
  readonly secrets?: Readonly<Record<string, string>>
}

async function send(config: JsonObject, http: HttpPort, options: Options = {}) {
  const { values = {}, secrets = {} } = options
  const app = makeApp(
    [
      node('start', 'start', { variables: [] }),
      node('n', 'http-request', { ...DEFAULTS, ...config }, options.node),
    ],
    edges('start -> n'),
    {
      mode: 'workflow',
      environmentVariables: Object.keys(secrets).map((name) => ({
        id: name,
        name,
        type: 'secret',
        value: '',
        secretName: name,
      })),
    },
  )
  const clock = createFakeClock()
  const events = await runToEnd({
    plan: mustPlan(app),
    ports: createTestPorts({
      clock: { ...clock, sleep: (ms, signal) => (ms > 60_000 ? clock.sleep(ms, signal) : Promise.resolve()) },
      http,
      secrets: { resolve: async (name) => secrets[name] ?? '' },
      ...options.ports,
    }),
    conversationVariables: values,
  })
  return {
    events,
    done: events.find((event) => event.type === 'node_succeeded' && event.nodeId === 'n'),
    error: events.flatMap((event): readonly ErrorData[] =>
      event.type === 'node_failed' ? [event.error] : [],
    )[0],
  }
}

const v = (name: string): string => `{{#conversation.${name}#}}`

/** A file store of one file. */
function fileStore(file: FileValue, text: string) {
  const kept = new Map<string, Uint8Array>([[file.id, new TextEncoder().encode(text)]])
  const put: FileValue[] = []
  return {
    put,
    kept,
    port: {
      get: async () => file,
      read: async (id: string) => {
        const bytes = kept.get(id)
        if (!bytes) throw new SkepError('FILE_NOT_FOUND', 'gone')
        return bytes
      },
      put: async (value: FileValue, bytes: Uint8Array) => {
        put.push(value)
        kept.set(value.id, bytes)
      },
    },
  }
}

const note: FileValue & JsonObject = {
  kind: 'file',
  id: 'f1',
  name: 'no"te.txt',
  sizeBytes: 5,
  mimeType: 'text/plain',
  extension: '.txt',
  type: 'document',
  transferMethod: 'local_file',
}

describe('what is sent', () => {
  it('is the request with its variables filled in', async () => {
    const http = transport()
    await send(
      {
        method: 'POST',
        url: `https://${v('host')}/a?keep=1&page=0`,
        headers: [
          { key: 'Accept', value: 'text/plain' },
          { key: `X-${v('name')}`, value: `${v('n')} items` },
        ],
        params: [
          { key: 'page', value: v('n') },
          { key: 'q', value: 'a&b c/ü' },
        ],
        body: { type: 'raw-text', text: `Dear ${v('name')}` },
        timeout: { connectSeconds: 2, readSeconds: 5000 },
      },
      http,
      { values: { host: 'example.org', name: 'Ann', n: 7 } },
    )
    expect(http.sent).toEqual([
      {
        method: 'POST',
        url: 'https://example.org/a?keep=1&page=7&q=a%26b%20c%2F%C3%BC',
        headers: { Accept: 'text/plain', 'X-Ann': '7 items', 'Content-Type': 'text/plain;charset=utf-8' },
        body: 'Dear Ann',
        timeouts: { connectMs: 2000, readMs: 600_000, writeMs: 600_000 },
        maxBytes: 10 * 1024 * 1024,
      },
    ])
  })

  it('takes whole headers out of a variable, as Dify does, but never lets a value begin another one', async () => {
    const http = transport()
    await send({ headers: [{ key: v('lines'), value: '' }] }, http, { values: { lines: 'A: 1\nB:2:3' } })
    expect(http.sent[0]?.headers).toEqual({ A: '1', B: '2:3' })
    const { error } = await send({ headers: [{ key: 'A', value: v('evil') }] }, http, {
      values: { evil: '1\r\nCookie: x' },
    })
    expect(error).toMatchObject({ code: 'HTTP_REQUEST_INVALID', data: { header: 'A' } })
    expect(http.sent).toHaveLength(1)
  })

  it.each([
    ['basic', 'ann:pässword', '', 'Authorization', 'Basic YW5uOnDDpHNzd29yZA=='],
    ['basic', 'YW5uOnB3', '', 'Authorization', 'Basic YW5uOnB3'],
    ['basic', 'lonekey', '', 'Authorization', 'Basic bG9uZWtleQ=='],
    ['bearer', 'abc', '', 'Authorization', 'Bearer abc'],
    ['custom', 'abc', 'X-Api-Key', 'X-Api-Key', 'abc'],
    ['custom', 'abc', '', 'Authorization', 'abc'],
  ])('proves who asks by %s with %s %s', async (type, apiKey, header, name, value) => {
    const http = transport()
    await send(
      { authorization: { type, apiKey, header }, headers: [{ key: 'authorization', value: 'old' }] },
      http,
    )
    const { [name]: sent, ...others } = http.sent[0]?.headers ?? {}
    expect(sent).toBe(value)
    expect(others).toEqual(name === 'Authorization' ? {} : { authorization: 'old' })
  })

  it('has each kind of body with its type', async () => {
    const http = transport()
    const files = fileStore(note, 'hello')
    const options: Options = { values: { note, list: [note, note], x: 'a b' }, ports: { files: files.port } }
    const bodies: readonly JsonObject[] = [
      { type: 'none' },
      { type: 'raw-text', text: '' },
      { type: 'json', text: `{"x": "${v('x')}", "big": 12345678901234567890}` },
      { type: 'json', text: `{x: '${v('x')}',}` },
      {
        type: 'x-www-form-urlencoded',
        fields: [
          { key: 'x', value: `${v('x')}&` },
          { key: '', value: 'no' },
        ],
      },
      { type: 'binary', file: ['conversation', 'note'] },
    ]
    for (const body of bodies) await send({ method: 'PUT', body }, http, options)
    expect(http.sent.map(({ headers, body }) => [headers['Content-Type'], body])).toEqual([
      [undefined, undefined],
      ['text/plain;charset=utf-8', ''],
      ['application/json', '{"x": "a b", "big": 12345678901234567890}'],
      ['application/json', '{"x":"a b"}'],
      ['application/x-www-form-urlencoded', 'x=a+b%26'],
      ['text/plain', 'hello'],
    ])
  })

  it('is a form with texts and files in parts, whose names cannot break out', async () => {
    const http = transport()
    const fields = [
      { key: 'a"\r\nb', type: 'text', value: 'x\r\ny' },
      { key: 'f', type: 'file', file: ['conversation', 'list'] },
    ]
    await send(
      {
        method: 'POST',
        body: { type: 'form-data', fields },
        headers: [{ key: 'content-type', value: 'multipart/form-data' }],
      },
      http,
      { values: { list: [note, note] }, ports: { files: fileStore(note, 'hello').port } },
    )
    const [request] = http.sent
    const boundary = /^multipart\/form-data; boundary=(skep-[\w-]+)$/.exec(
      request?.headers['Content-Type'] ?? '',
    )?.[1]
    const file = `Content-Disposition: form-data; name="f"; filename="no%22te.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n`
    expect(request?.body).toBe(
      `--${boundary}\r\nContent-Disposition: form-data; name="a%22%0D%0Ab"\r\n\r\nx\r\ny\r\n--${boundary}\r\n${file}--${boundary}\r\n${file}--${boundary}--\r\n`,
    )
    expect(request?.headers).not.toHaveProperty('content-type')
  })

  it('fetches a file of a form that is only an address', async () => {
    const sent: string[] = []
    const http: HttpPort = {
      async fetch({ url, body }) {
        sent.push(body ? new TextDecoder().decode(body) : url)
        return { status: 200, headers: {}, body: new TextEncoder().encode('far') }
      },
    }
    const far = { ...note, id: 'far', transferMethod: 'remote_url', url: 'https://files.example.org/n.txt' }
    await send({ method: 'POST', body: { type: 'binary', file: ['conversation', 'far'] } }, http, {
      values: { far },
      ports: { files: fileStore(note, '').port },
    })
    expect(sent).toEqual(['https://files.example.org/n.txt', 'far'])
  })

  it('asks for no check of certificates where the node says so', async () => {
    const http = transport()
    await send({ sslVerify: false }, http)
    expect(http.sent[0]).toMatchObject({ verifyCertificate: false })
  })
})

describe('what cannot be sent', () => {
  it.each([
    [{ url: '' }, 'HTTP_URL_INVALID', 'InvalidURLError'],
    [{ url: 'ftp://example.org' }, 'HTTP_URL_INVALID', 'InvalidURLError'],
    [{ url: 'javascript:alert(1)' }, 'HTTP_URL_INVALID', 'InvalidURLError'],
    [{ url: 'https://' }, 'HTTP_URL_INVALID', 'InvalidURLError'],
    [{ url: 'https:///path' }, 'HTTP_URL_INVALID', 'InvalidURLError'],
    [{ url: 'https://a b/' }, 'HTTP_URL_INVALID', 'InvalidURLError'],
    [{ method: 'TRACE' }, 'HTTP_METHOD_FORBIDDEN', 'InvalidHttpMethodError'],
    [
      { authorization: { type: 'bearer', apiKey: '{{#conversation.none#}}', header: '' } },
      'HTTP_AUTH_INVALID',
      'AuthorizationConfigError',
    ],
    [{ body: { type: 'json', text: 'hello' } }, 'HTTP_REQUEST_INVALID', 'RequestBodyError'],
    [{ body: { type: 'binary', file: ['conversation', 'none'] } }, 'FILE_NOT_FOUND', 'FileFetchError'],
    [{ headers: [{ key: 'a b', value: '1' }] }, 'HTTP_REQUEST_INVALID', 'RequestBodyError'],
  ])('%j ends in %s', async (config, code, errorType) => {
    const http = transport()
    const { error } = await send(config, http)
    expect(error).toMatchObject({ code, data: { errorType } })
    expect(http.sent).toEqual([])
  })

  it('needs a transport', async () => {
    const { error } = await send({}, transport(), { ports: { http: undefined } as never }) // as a host without one
    expect(error).toMatchObject({ code: 'PORT_MISSING', data: { port: 'http' } })
  })
})

describe('the answer', () => {
  it('is kept as text with its status and headers, whatever the status', async () => {
    const http = transport({ status: 404, text: 'no', headers: { 'content-type': 'text/plain', etag: 'x' } })
    const { done } = await send({}, http)
    expect(done).toMatchObject({
      outputs: {
        status_code: 404,
        body: 'no',
        headers: { 'content-type': 'text/plain', etag: 'x' },
        files: [],
      },
    })
  })

  it('is read in its own character set', async () => {
    const body = new Uint8Array([0xe4, 0xf6])
    const { done } = await send(
      {},
      transport({ headers: { 'Content-Type': 'text/html; charset=iso-8859-1' }, body }),
    )
    expect(done).toMatchObject({ outputs: { body: 'äö' } })
  })

  it.each([
    ['image/png', {}, 'response.png', 'image'],
    ['application/pdf', {}, 'response.pdf', 'document'],
    ['text/csv', {}, 'response.csv', 'document'],
    ['text/plain', { 'content-disposition': `attachment; filename="../a.txt"` }, 'a.txt', 'document'],
    ['text/plain', { 'content-disposition': `inline; filename*=UTF-8''%C3%BC.txt` }, 'ü.txt', 'document'],
  ])('of type %s %j becomes the file %s', async (type, headers, name, kind) => {
    const files = fileStore(note, '')
    const bytes = new Uint8Array([1, 2, 255])
    const { done } = await send(
      {},
      transport({ headers: { 'content-type': type, ...headers }, body: bytes }),
      {
        ports: { files: files.port },
      },
    )
    expect(done).toMatchObject({
      outputs: { body: '', files: [{ kind: 'file', name, sizeBytes: 3, mimeType: type, type: kind }] },
    })
    expect(files.kept.get(files.put[0]?.id ?? '')).toEqual(bytes)
  })

  it.each([
    ['application/json', '{"a": 1}'],
    ['application/problem+xml', '<a/>'],
    ['application/x-something', 'const a = 1'],
    ['', 'plain'],
  ])('of type %j with %s stays text', async (type, text) => {
    const { done } = await send({}, transport({ headers: type ? { 'content-type': type } : {}, text }))
    expect(done).toMatchObject({ outputs: { body: text, files: [] } })
  })

  it('is refused above 1 MiB of text or 10 MiB of file', async () => {
    const text = new Uint8Array(1024 * 1024 + 1).fill(97)
    const { error } = await send({}, transport({ body: text }))
    expect(error).toMatchObject({
      code: 'HTTP_TOO_LARGE',
      data: { errorType: 'ResponseSizeError', maxBytes: 1024 * 1024 },
    })
    const files = fileStore(note, '')
    const headers = { 'content-type': 'image/png' }
    const { done } = await send({}, transport({ body: text, headers }), { ports: { files: files.port } })
    expect(done).toBeDefined()
  })

  it('fails by its status once retries or an error strategy are set', async () => {
    const http = transport({ status: 500 })
    const { error, events } = await send({}, http, {
      node: { retry: { enabled: true, maxRetries: 2, intervalMs: 1 } },
    })
    expect(error).toMatchObject({
      code: 'HTTP_STATUS',
      data: { status: 500, errorType: 'HTTPResponseCodeError' },
    })
    expect(http.sent).toHaveLength(3)
    expect(events.filter(({ type }) => type === 'node_retry')).toHaveLength(2)
    const handled = await send({}, http, { node: { errorStrategy: { type: 'fail-branch' } } })
    expect(handled.events.find(({ type }) => type === 'node_exception')).toMatchObject({
      handle: 'fail-branch',
      outputs: {
        error_type: 'HTTPResponseCodeError',
        error_message: 'The server answered with status 500.',
      },
    })
  })
})

describe('keys', () => {
  const canary = 'sk-canary/0123 "456+789='

  it('reach the server and nothing else, in whatever form the server gives them back', async () => {
    const echo: HttpPort = {
      async fetch(request) {
        const text = JSON.stringify({
          url: request.url,
          headers: request.headers,
          body: request.body ? new TextDecoder().decode(request.body) : '',
        })
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: new TextEncoder().encode(text),
        }
      },
    }
    const spy = transport()
    const config: JsonObject = {
      method: 'POST',
      authorization: { type: 'basic', apiKey: 'ann:{{#env.KEY#}}', header: '' },
      params: [{ key: 'key', value: '{{#env.KEY#}}' }],
      headers: [{ key: 'X-Key', value: '{{#env.KEY#}}' }],
      body: { type: 'x-www-form-urlencoded', fields: [{ key: 'k', value: '{{#env.KEY#}}' }] },
    }
    const secrets = { KEY: canary }
    await send(config, spy, { secrets })
    expect(spy.sent[0]).toMatchObject({
      url: `https://api.example.org/items?key=${encodeURIComponent(canary)}`,
      headers: { 'X-Key': canary, Authorization: `Basic ${btoa(`ann:${canary}`)}` },
    })
    const { events, done } = await send(config, echo, { secrets })
    expect(done).toBeDefined()
    const told = JSON.stringify(events)
    const forms = [
      canary,
      JSON.stringify(canary).slice(1, -1),
      encodeURIComponent(canary),
      new URLSearchParams([['', canary]]).toString().slice(1),
      btoa(canary),
      btoa(`ann:${canary}`),
    ]
    expect(forms.filter((form) => told.includes(form))).toEqual([])
    expect(told).not.toContain('canary')
  })

  it('are not in the error of a request that fails', async () => {
    const broken: HttpPort = {
      async fetch({ url, headers }) {
        throw new SkepError('HTTP_NETWORK_OR_CORS', `No way to ${url} with ${headers.Authorization}`, { url })
      },
    }
    const { events, error } = await send(
      {
        authorization: { type: 'bearer', apiKey: '{{#env.KEY#}}', header: '' },
        params: [{ key: 'key', value: '{{#env.KEY#}}' }],
      },
      broken,
      { secrets: { KEY: canary } },
    )
    expect(error).toMatchObject({ code: 'HTTP_NETWORK_OR_CORS' })
    expect(JSON.stringify(events)).not.toContain('canary')
  })

  it('are not in the trace even when they stand in the app as they are', async () => {
    const { events } = await send(
      { authorization: { type: 'bearer', apiKey: canary, header: '' } },
      transport(),
    )
    expect(JSON.stringify(events)).not.toContain('canary')
  })
})
