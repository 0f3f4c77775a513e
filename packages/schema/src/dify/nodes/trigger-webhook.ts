import {
  type TriggerWebhookConfig,
  WEBHOOK_CONTENT_TYPES,
  WEBHOOK_METHODS,
  type WebhookField,
} from '../../nodes/trigger-webhook.ts'
import type { DifyMapper } from '../mapper.ts'
import type { Reader } from '../reader.ts'

function readField(item: Reader): WebhookField {
  return {
    name: item.text('name') ?? '',
    type: item.valueType('type') ?? 'string',
    required: item.boolean('required') ?? false,
  }
}

function readMethod(data: Reader): TriggerWebhookConfig['method'] {
  const name = (data.text('method') ?? 'post').toLowerCase()
  const method = WEBHOOK_METHODS.find((each) => each === name)
  if (!method) data.approximate('method has a value that is not known here')
  return method ?? 'post'
}

/** @internal */
export const triggerWebhookMapper: DifyMapper<TriggerWebhookConfig> = {
  type: 'trigger-webhook',
  difyTypes: ['trigger-webhook'],
  read: (data) => ({
    method: readMethod(data),
    contentType: data.choice('content_type', WEBHOOK_CONTENT_TYPES) ?? 'application/json',
    headers: data.items('headers').map((item) => {
      const { type: _, ...header } = readField(item)
      return header
    }),
    params: data.items('params').map(readField),
    body: data.items('body').map(readField),
    asyncMode: data.boolean('async_mode') ?? true,
    statusCode: data.number('status_code') ?? 200,
    responseBody: data.text('response_body') ?? '',
    timeoutSeconds: data.number('timeout') ?? 30,
    webhookUrl: data.text('webhook_url') ?? '',
    webhookDebugUrl: data.text('webhook_debug_url') ?? '',
  }),
  write: (config) => ({
    method: config.method,
    content_type: config.contentType,
    headers: config.headers,
    params: config.params,
    body: config.body,
    async_mode: config.asyncMode,
    status_code: config.statusCode,
    response_body: config.responseBody,
    timeout: config.timeoutSeconds,
    webhook_url: config.webhookUrl,
    webhook_debug_url: config.webhookDebugUrl,
  }),
}
