import * as z from 'zod/mini'
import { defineNode, type NodeDefinition, type NodeProblem, type VariableUse } from '../define-node.ts'
import { parseTemplate, type Selector } from '../selectors.ts'
import type { OutputField } from '../values.ts'
import { FILE_FIELDS, selectorField, usesInText } from './fields.ts'

/** @public */
export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

/** @public */
export type HttpMethod = (typeof HTTP_METHODS)[number]

/** A header, a parameter, a field of a form. Both sides may hold references. @public */
export type HttpField = { readonly key: string; readonly value: string }

/** A part of a multipart form: a text, or one or more files of a variable. @public */
export type HttpFormField =
  | { readonly id?: string; readonly key: string; readonly type: 'text'; readonly value: string }
  | { readonly id?: string; readonly key: string; readonly type: 'file'; readonly file: Selector }

/** @public */
export type HttpBody =
  | { readonly type: 'none' }
  | { readonly type: 'form-data'; readonly fields: readonly HttpFormField[] }
  | { readonly type: 'x-www-form-urlencoded'; readonly fields: readonly HttpField[] }
  | { readonly type: 'raw-text' | 'json'; readonly text: string }
  | { readonly type: 'binary'; readonly file: Selector }

/** @public */
export const HTTP_BODY_TYPES: readonly HttpBody['type'][] = [
  'none',
  'form-data',
  'x-www-form-urlencoded',
  'raw-text',
  'json',
  'binary',
]

/**
 * How a request proves who asks. `apiKey` should be a reference to a secret variable: `basic` sends it as
 * `user:password` in Base64, `bearer` after the word Bearer, `custom` as it is. `header` is `Authorization` when empty.
 * @public
 */
export type HttpAuthorization =
  | { readonly type: 'none' }
  | { readonly type: 'basic' | 'bearer' | 'custom'; readonly apiKey: string; readonly header: string }

/** Seconds to wait; absent or 0 means the longest allowed: 10 to connect, 600 to read or write. @public */
export type HttpTimeout = {
  readonly connectSeconds?: number
  readonly readSeconds?: number
  readonly writeSeconds?: number
}

/** @public */
export type HttpRequestConfig = {
  /** One of `HTTP_METHODS`; anything else came with a file and fails. */
  readonly method: string
  readonly url: string
  readonly headers: readonly HttpField[]
  readonly params: readonly HttpField[]
  readonly authorization: HttpAuthorization
  readonly body: HttpBody
  readonly timeout: HttpTimeout
  /** False: certificates are not checked, which only a relay can do. */
  readonly sslVerify: boolean
}

const field = z.object({ key: z.string(), value: z.string() })

const formField: z.ZodMiniType<HttpFormField> = z.union([
  z.object({
    id: z.exactOptional(z.string()),
    key: z.string(),
    type: z.literal('text'),
    value: z.string(),
  }),
  z.object({
    id: z.exactOptional(z.string()),
    key: z.string(),
    type: z.literal('file'),
    file: selectorField,
  }),
])

const body: z.ZodMiniType<HttpBody> = z.union([
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('form-data'), fields: z.array(formField) }),
  z.object({ type: z.literal('x-www-form-urlencoded'), fields: z.array(field) }),
  z.object({ type: z.enum(['raw-text', 'json']), text: z.string() }),
  z.object({ type: z.literal('binary'), file: selectorField }),
])

const authorization: z.ZodMiniType<HttpAuthorization> = z.union([
  z.object({ type: z.literal('none') }),
  z.object({ type: z.enum(['basic', 'bearer', 'custom']), apiKey: z.string(), header: z.string() }),
])

const seconds = z.exactOptional(z.number().check(z.minimum(0)))

type Path = readonly (string | number)[]

function usesInFields(fields: readonly HttpField[], path: Path): readonly VariableUse[] {
  return fields.flatMap(({ key, value }, index) => [
    ...usesInText(key, [...path, index, 'key']),
    ...usesInText(value, [...path, index, 'value']),
  ])
}

function fileUse(selector: Selector, path: Path): VariableUse {
  return { selector, path, types: ['file', 'array[file]'] }
}

function usesInBody(config: HttpBody): readonly VariableUse[] {
  switch (config.type) {
    case 'none':
      return []
    case 'form-data':
      return config.fields.flatMap((part, index) => [
        ...usesInText(part.key, ['body', 'fields', index, 'key']),
        ...(part.type === 'file'
          ? [fileUse(part.file, ['body', 'fields', index, 'file'])]
          : usesInText(part.value, ['body', 'fields', index, 'value'])),
      ])
    case 'x-www-form-urlencoded':
      return usesInFields(config.fields, ['body', 'fields'])
    case 'raw-text':
    case 'json':
      return usesInText(config.text, ['body', 'text'])
    case 'binary':
      return [fileUse(config.file, ['body', 'file'])]
    default:
      return config satisfies never
  }
}

/** A key that is not a reference stands in the app for everybody to read. */
function hasPlainKey(text: string): boolean {
  const parts = parseTemplate(text)
  return text.trim() !== '' && parts.every((part) => part.type === 'text')
}

function checkAuthorization(auth: HttpAuthorization): readonly NodeProblem[] {
  if (auth.type === 'none') return []
  const path = ['authorization', 'apiKey']
  if (auth.apiKey.trim() === '') return [{ code: 'FIELD_REQUIRED', path }]
  return hasPlainKey(auth.apiKey) ? [{ code: 'SECRET_EXPOSED', severity: 'warning', path }] : []
}

function checkUrl(url: string): readonly NodeProblem[] {
  if (url.trim() === '') return [{ code: 'FIELD_REQUIRED', path: ['url'] }]
  // A reference at the beginning may hold the whole address.
  const [first] = parseTemplate(url.trim())
  const isOpen = first?.type === 'variable'
  return isOpen || /^https?:\/\/./i.test(url.trim()) ? [] : [{ code: 'FIELD_INVALID', path: ['url'] }]
}

function check(config: HttpRequestConfig): readonly NodeProblem[] {
  const isKnown = HTTP_METHODS.some((method) => method === config.method)
  return [
    ...(isKnown
      ? []
      : [{ code: 'FIELD_INVALID' as const, path: ['method'], params: { method: config.method } }]),
    ...checkUrl(config.url),
    ...checkAuthorization(config.authorization),
  ]
}

const OUTPUTS: readonly OutputField[] = [
  { name: 'status_code', type: 'number' },
  { name: 'body', type: 'string' },
  { name: 'headers', type: 'object' },
  { name: 'files', type: 'array[file]', fields: FILE_FIELDS },
]

/** Sends a request to a web address and keeps the answer. @public */
export const httpRequestNode: NodeDefinition<HttpRequestConfig> = defineNode<HttpRequestConfig>({
  type: 'http-request',
  version: 1,
  category: 'tool',
  supportsErrorStrategy: true,
  config: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.array(field),
    params: z.array(field),
    authorization,
    body,
    timeout: z.object({ connectSeconds: seconds, readSeconds: seconds, writeSeconds: seconds }),
    sslVerify: z.boolean(),
  }),
  defaults: {
    method: 'GET',
    url: '',
    headers: [],
    params: [],
    authorization: { type: 'none' },
    body: { type: 'none' },
    timeout: {},
    sslVerify: true,
  },
  defaultRetry: { enabled: true, maxRetries: 3, intervalMs: 100 },
  outputs: () => OUTPUTS,
  uses: (config) => [
    ...usesInText(config.url, ['url']),
    ...usesInFields(config.headers, ['headers']),
    ...usesInFields(config.params, ['params']),
    ...(config.authorization.type === 'none'
      ? []
      : [
          ...usesInText(config.authorization.apiKey, ['authorization', 'apiKey']),
          ...usesInText(config.authorization.header, ['authorization', 'header']),
        ]),
    ...usesInBody(config.body),
  ],
  check,
})
