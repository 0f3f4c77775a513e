import {
  type FileValue,
  HTTP_METHODS,
  type HttpRequestConfig,
  type HttpTimeout,
  hasErrorCode,
  httpRequestNode,
  type JsonObject,
} from '@skep/schema'
import { defineExecutor, type Executor, type ExecutorContext } from '../define-executor.ts'
import { authorizationHeader } from '../http/authorize.ts'
import { type BuiltBody, buildBody } from '../http/build-body.ts'
import { buildHeaders, findHeader, renderFields } from '../http/build-headers.ts'
import { buildUrl, type Pair } from '../http/build-url.ts'
import { httpError } from '../http/http-errors.ts'
import { decodeText, fileOfResponse, isFileResponse } from '../http/read-response.ts'
import type { HttpRequest, HttpResponse, HttpTimeouts } from '../ports/http.ts'
import { requirePort } from '../ports/require-port.ts'

/** Dify's limits. */
const MAX_TEXT_BYTES = 1024 * 1024
const MAX_FILE_BYTES = 10 * 1024 * 1024
const MAX_SECONDS = { connect: 10, read: 600, write: 600 } as const
/** What the trace keeps of a body. */
const TRACE_CHARS = 10_000

type Context = ExecutorContext<HttpRequestConfig>

function toMs(seconds: number | undefined, max: number): number {
  return Math.round((seconds ? Math.min(seconds, max) : max) * 1000)
}

function timeouts({ connectSeconds, readSeconds, writeSeconds }: HttpTimeout): HttpTimeouts {
  return {
    connectMs: toMs(connectSeconds, MAX_SECONDS.connect),
    readMs: toMs(readSeconds, MAX_SECONDS.read),
    writeMs: toMs(writeSeconds, MAX_SECONDS.write),
  }
}

/** The bytes of a file of the app; one that is only an address is fetched. */
async function readFile(file: FileValue, { ports, signal }: Context): Promise<Uint8Array> {
  try {
    return await requirePort(ports, 'files').read(file.id)
  } catch (error) {
    const isElsewhere =
      hasErrorCode(error) && error.code === 'FILE_NOT_FOUND' && file.transferMethod === 'remote_url'
    if (!isElsewhere || file.url === undefined) throw error
  }
  const answer = await requirePort(ports, 'http').fetch(
    {
      method: 'GET',
      url: buildUrl(file.url, []),
      headers: {},
      timeouts: timeouts({}),
      maxBytes: MAX_FILE_BYTES,
    },
    { signal },
  )
  if (answer.status >= 200 && answer.status < 300) return answer.body
  throw httpError(
    'FILE_NOT_FOUND',
    `The file ${file.name} could not be fetched: its server answered ${answer.status}. Upload it instead.`,
    { status: answer.status },
  )
}

function contentTypeOf(body: BuiltBody, own: string | undefined): Pair | undefined {
  // A form needs its boundary in the header, whatever was written there.
  const isForm = body.contentType.startsWith('multipart/')
  return own === undefined || isForm ? ['Content-Type', body.contentType] : undefined
}

interface Built {
  readonly request: HttpRequest
  readonly trace: JsonObject
}

async function buildRequest(context: Context): Promise<Built> {
  const { config, read, renderText, ports, conceal } = context
  const method = config.method.trim().toUpperCase()
  if (!HTTP_METHODS.some((each) => each === method)) {
    throw httpError(
      'HTTP_METHOD_FORBIDDEN',
      `${method || 'An empty text'} is no method. Choose one of the list.`,
      {
        method,
      },
    )
  }
  const render = (text: string): string => renderText(text)
  const auth = authorizationHeader(config.authorization, render)
  // What the server echoes of it must not be seen either.
  if (auth && config.authorization.type === 'basic') conceal(auth[1].slice('Basic '.length))
  const url = buildUrl(render(config.url), renderFields(config.params, render))
  const given = renderFields(config.headers, render)
  const body = await buildBody(config.body, {
    read,
    renderText: render,
    readFile: (file) => readFile(file, context),
    boundary: `skep-${ports.random.id().replaceAll(/[^A-Za-z0-9-]/g, '')}`,
  })
  const contentType = body && contentTypeOf(body, findHeader(Object.fromEntries(given), 'content-type'))
  const headers = buildHeaders([...given, ...(contentType ? [contentType] : []), ...(auth ? [auth] : [])])
  const shown = auth ? { ...headers, ...buildHeaders([[auth[0], '***']]) } : headers
  return {
    request: {
      method,
      url,
      headers,
      ...(body ? { body: body.bytes } : {}),
      timeouts: timeouts(config.timeout),
      maxBytes: MAX_FILE_BYTES,
      ...(config.sslVerify ? {} : { verifyCertificate: false }),
    },
    trace: {
      method,
      url,
      headers: shown,
      ...(body?.text === undefined ? {} : { body: body.text.slice(0, TRACE_CHARS) }),
    },
  }
}

function tooLarge(kind: string, bytes: number, maxBytes: number): Error {
  return httpError(
    'HTTP_TOO_LARGE',
    `The ${kind} that the server sent is larger than ${maxBytes / 1024 / 1024} MiB. Ask the server for less.`,
    { bytes, maxBytes },
  )
}

/** @throws `HTTP_TOO_LARGE` */
async function readAnswer(answer: HttpResponse, url: string, context: Context): Promise<JsonObject> {
  const { status, headers, body } = answer
  const isFile = isFileResponse(headers, body)
  const maxBytes = isFile ? MAX_FILE_BYTES : MAX_TEXT_BYTES
  if (body.byteLength > maxBytes) throw tooLarge(isFile ? 'file' : 'text', body.byteLength, maxBytes)
  const common = { status_code: status, headers: { ...headers } }
  if (!isFile) return { ...common, body: decodeText(headers, body), files: [] }
  const file = fileOfResponse(context.ports.random.id(), url, headers, body)
  const files = requirePort(context.ports, 'files')
  if (!files.put) {
    throw httpError('HTTP_OPTION_UNAVAILABLE', 'The answer is a file, and files cannot be kept here.')
  }
  await files.put(file, body)
  return { ...common, body: '', files: [{ ...file }] }
}

/**
 * Sends the request. An answer of any status is an output; where retries or an error strategy wait for failures, a
 * status other than 2xx is one (as in Dify).
 * @public
 */
export const httpRequestExecutor: Executor = defineExecutor(
  httpRequestNode,
  async function* (context) {
    const { ports, node, signal } = context
    const { request, trace } = await buildRequest(context)
    yield { type: 'inputs', inputs: { request: trace } }
    const answer = await requirePort(ports, 'http').fetch(request, { signal })
    const outputs = await readAnswer(answer, request.url, context)
    const isSuccess = answer.status >= 200 && answer.status < 300
    if (!isSuccess && node.expectsFailure) {
      throw httpError('HTTP_STATUS', `The server answered with status ${answer.status}.`, {
        status: answer.status,
      })
    }
    return { outputs, process: { request: trace } }
  },
  { hasSideEffects: ({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method.toUpperCase()) },
)
