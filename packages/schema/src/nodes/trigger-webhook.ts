import * as z from 'zod/mini'
import { defineNode, type NodeDefinition, type NodeProblem } from '../define-node.ts'
import type { OutputField, ValueType } from '../values.ts'
import { FILE_FIELDS, isVariableName, valueTypeField } from './fields.ts'

/** @public */
export const WEBHOOK_METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head'] as const

/** @public */
export type WebhookMethod = (typeof WEBHOOK_METHODS)[number]

/** @public */
export const WEBHOOK_CONTENT_TYPES = [
  'application/json',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  'text/plain',
  'application/octet-stream',
] as const

/** @public */
export type WebhookContentType = (typeof WEBHOOK_CONTENT_TYPES)[number]

/** A part of the request that becomes a variable. @public */
export type WebhookField = { readonly name: string; readonly type: ValueType; readonly required: boolean }

/** What a call from outside must look like, and what it is answered. The server has the address. @public */
export type TriggerWebhookConfig = {
  readonly method: WebhookMethod
  readonly contentType: WebhookContentType
  readonly headers: readonly Omit<WebhookField, 'type'>[]
  readonly params: readonly WebhookField[]
  readonly body: readonly WebhookField[]
  /** Answer at once and run afterwards. */
  readonly asyncMode: boolean
  readonly statusCode: number
  readonly responseBody: string
  readonly timeoutSeconds: number
  readonly webhookUrl: string
  readonly webhookDebugUrl: string
}

const RAW_FIELDS: readonly OutputField[] = [
  { name: 'method', type: 'string' },
  { name: 'headers', type: 'object' },
  { name: 'query_params', type: 'object' },
  { name: 'body', type: 'object' },
]

/** The variable that a header becomes: names of variables have no hyphens. @public */
export function webhookVariableName(name: string): string {
  return name.replaceAll('-', '_')
}

/** Every declared field with the part of the request it comes from, in the order of the outputs. @public */
export function webhookFields(config: Pick<TriggerWebhookConfig, 'headers' | 'params' | 'body'>): readonly {
  readonly part: 'headers' | 'query_params' | 'body'
  readonly field: WebhookField
  readonly variable: string
}[] {
  const named = (part: 'headers' | 'query_params' | 'body') => (field: WebhookField) => ({
    part,
    field,
    variable: webhookVariableName(field.name),
  })
  return [
    ...config.headers.map((each) => ({ ...each, type: 'string' as const })).map(named('headers')),
    ...config.params.map(named('query_params')),
    ...config.body.map(named('body')),
  ]
}

function check(config: TriggerWebhookConfig): readonly NodeProblem[] {
  const seen = new Set<string>(['_webhook_raw'])
  const keys = { headers: 'headers', query_params: 'params', body: 'body' } as const
  const counts = { headers: 0, query_params: 0, body: 0 }
  const names = webhookFields(config).flatMap(({ part, variable, field }): NodeProblem[] => {
    const path = [keys[part], counts[part]++, 'name']
    const isTaken = seen.has(variable)
    seen.add(variable)
    if (field.name === '') return [{ code: 'FIELD_REQUIRED', path }]
    if (!isVariableName(variable)) return [{ code: 'NAME_INVALID', path, params: { name: field.name } }]
    return isTaken ? [{ code: 'NAME_DUPLICATE', path, params: { name: field.name } }] : []
  })
  const { statusCode } = config
  const isStatus = Number.isInteger(statusCode) && statusCode >= 200 && statusCode <= 399
  return [...names, ...(isStatus ? [] : [{ code: 'FIELD_INVALID' as const, path: ['statusCode'] }])]
}

const field = z.object({ name: z.string(), type: valueTypeField, required: z.boolean() })

/** Starts the app by a call from outside. @public */
export const triggerWebhookNode: NodeDefinition<TriggerWebhookConfig> = defineNode<TriggerWebhookConfig>({
  type: 'trigger-webhook',
  version: 1,
  category: 'input',
  modes: ['workflow'],
  isRoot: true,
  config: z.object({
    method: z.enum(WEBHOOK_METHODS),
    contentType: z.enum(WEBHOOK_CONTENT_TYPES),
    headers: z.array(z.object({ name: z.string(), required: z.boolean() })),
    params: z.array(field),
    body: z.array(field),
    asyncMode: z.boolean(),
    statusCode: z.number(),
    responseBody: z.string(),
    timeoutSeconds: z.number(),
    webhookUrl: z.string(),
    webhookDebugUrl: z.string(),
  }),
  defaults: {
    method: 'post',
    contentType: 'application/json',
    headers: [],
    params: [],
    body: [],
    asyncMode: true,
    statusCode: 200,
    responseBody: '',
    timeoutSeconds: 30,
    webhookUrl: '',
    webhookDebugUrl: '',
  },
  outputs: (config) => [
    ...webhookFields(config).map(
      ({ variable, field: { type } }): OutputField => ({
        name: variable,
        type,
        ...(type === 'file' ? { fields: FILE_FIELDS } : {}),
      }),
    ),
    { name: '_webhook_raw', type: 'object', fields: RAW_FIELDS },
  ],
  uses: () => [],
  check,
})
