import type { JsonObject, JsonValue } from '../../json.ts'
import {
  HTTP_BODY_TYPES,
  HTTP_METHODS,
  type HttpAuthorization,
  type HttpBody,
  type HttpFormField,
  type HttpRequestConfig,
  type HttpTimeout,
} from '../../nodes/http-request.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined, type Reader } from '../reader.ts'
import { readLines, writeLines } from './http-lines.ts'

function readMethod(data: Reader): string {
  const method = (data.text('method') || 'GET').toUpperCase()
  if (!HTTP_METHODS.some((each) => each === method)) {
    data.approximate('method has a value that is not known here')
  }
  return method
}

function readAuthorization(data: Reader): HttpAuthorization {
  const authorization = data.inner('authorization')
  if (authorization?.choice('type', ['no-auth', 'api-key']) !== 'api-key') {
    return { type: 'none' }
  }
  const config = authorization.inner('config')
  return {
    type: config?.choice('type', ['basic', 'bearer', 'custom']) ?? 'bearer',
    apiKey: config?.text('api_key') ?? '',
    header: config?.text('header') ?? '',
  }
}

function writeAuthorization(authorization: HttpAuthorization): JsonObject {
  if (authorization.type === 'none') return { type: 'no-auth', config: null }
  const { type, apiKey, header } = authorization
  return { type: 'api-key', config: { type, api_key: apiKey, header } }
}

function readFormField(item: Reader): HttpFormField {
  const id = item.text('id')
  const head = { ...(id === undefined ? {} : { id }), key: item.text('key') ?? '' }
  return item.choice('type', ['text', 'file']) === 'file'
    ? { ...head, type: 'file', file: item.selector('file') }
    : { ...head, type: 'text', value: item.text('value') ?? '' }
}

function readBody(data: Reader): HttpBody {
  const body = data.inner('body')
  const type = body?.choice('type', HTTP_BODY_TYPES) ?? 'none'
  if (!body || type === 'none') return { type: 'none' }
  // Until 2024 the whole body was one text.
  const old = body.json('data')
  const text = typeof old === 'string' ? old : undefined
  const items = text === undefined ? body.items('data') : []
  switch (type) {
    case 'form-data':
      return {
        type,
        fields: text === undefined ? items.map(readFormField) : readLines(text).map(toTextField),
      }
    case 'x-www-form-urlencoded':
      return {
        type,
        fields:
          text === undefined
            ? items.map((item) => ({ key: item.text('key') ?? '', value: item.text('value') ?? '' }))
            : readLines(text),
      }
    case 'raw-text':
    case 'json':
      return { type, text: text ?? items[0]?.text('value') ?? '' }
    case 'binary':
      return { type, file: items[0]?.selector('file') ?? [] }
    default:
      return type satisfies never
  }
}

function toTextField({ key, value }: { readonly key: string; readonly value: string }): HttpFormField {
  return { key, type: 'text', value }
}

function writeBodyData(body: HttpBody): readonly JsonValue[] {
  switch (body.type) {
    case 'none':
      return []
    case 'form-data':
      return body.fields.map((field) =>
        defined<JsonObject>({
          id: field.id,
          key: field.key,
          type: field.type,
          value: field.type === 'text' ? field.value : undefined,
          file: field.type === 'file' ? field.file : undefined,
        }),
      )
    case 'x-www-form-urlencoded':
      return body.fields.map(({ key, value }) => ({ key, type: 'text', value }))
    case 'raw-text':
    case 'json':
      return [{ type: 'text', value: body.text }]
    case 'binary':
      return [{ type: 'file', file: body.file }]
    default:
      return body satisfies never
  }
}

function readTimeout(data: Reader): HttpTimeout {
  const timeout = data.inner('timeout')
  return defined<HttpTimeout>({
    connectSeconds: timeout?.count('connect'),
    readSeconds: timeout?.count('read'),
    writeSeconds: timeout?.count('write'),
  })
}

function writeTimeout({ connectSeconds, readSeconds, writeSeconds }: HttpTimeout): JsonObject {
  return defined<JsonObject>({ connect: connectSeconds, read: readSeconds, write: writeSeconds })
}

/** @internal */
export const httpRequestMapper: DifyMapper<HttpRequestConfig> = {
  type: 'http-request',
  difyTypes: ['http-request'],
  read: (data) => ({
    method: readMethod(data),
    url: data.text('url') ?? '',
    headers: readLines(data.text('headers') ?? ''),
    params: readLines(data.text('params') ?? ''),
    authorization: readAuthorization(data),
    body: readBody(data),
    timeout: readTimeout(data),
    sslVerify: data.boolean('ssl_verify') ?? true,
  }),
  write: ({ method, url, headers, params, authorization, body, timeout, sslVerify }) => ({
    method: method.toLowerCase(),
    url,
    headers: writeLines(headers),
    params: writeLines(params),
    authorization: writeAuthorization(authorization),
    body: { type: body.type, data: writeBodyData(body) },
    timeout: writeTimeout(timeout),
    ssl_verify: sslVerify,
  }),
}
