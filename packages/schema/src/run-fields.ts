import { type AppNode, NOTE_TYPE } from './app.ts'
import type { JsonObject } from './json.ts'
import { type StartVariable, type StartVariableType, startNode } from './nodes/start.ts'
import { triggerPluginNode } from './nodes/trigger-plugin.ts'
import { triggerScheduleNode } from './nodes/trigger-schedule.ts'
import { triggerWebhookNode, webhookFields } from './nodes/trigger-webhook.ts'
import type { ValueType } from './values.ts'

function fieldType(type: ValueType): StartVariableType {
  switch (type) {
    case 'number':
      return 'number'
    case 'boolean':
      return 'checkbox'
    case 'object':
      return 'json-object'
    case 'file':
      return 'file'
    case 'array[file]':
      return 'file-list'
    case 'string':
      return 'text-input'
    default:
      // Lists are typed as JSON, which the trigger reads.
      return 'paragraph'
  }
}

function toField(name: string, type: ValueType, required: boolean, label: string): StartVariable {
  const isTypedAsJson = fieldType(type) === 'paragraph'
  return {
    variable: name,
    label,
    type: fieldType(type),
    required,
    ...(isTypedAsJson ? { placeholder: '[ ]' } : {}),
  }
}

function fieldsOfRoot(type: string, config: JsonObject): readonly StartVariable[] | undefined {
  switch (type) {
    case startNode.type: {
      const read = startNode.config.safeParse(config)
      return read.success ? read.data.variables : []
    }
    case triggerWebhookNode.type: {
      const read = triggerWebhookNode.config.safeParse(config)
      if (!read.success) return []
      return webhookFields(read.data).map(({ variable, field }) =>
        toField(variable, field.type, field.required, field.name),
      )
    }
    case triggerPluginNode.type: {
      const read = triggerPluginNode.config.safeParse(config)
      if (!read.success) return []
      return triggerPluginNode.outputs(read.data).map(({ name, type }) => toField(name, type, false, name))
    }
    case triggerScheduleNode.type:
      return []
    default:
      return undefined
  }
}

/**
 * What the form asks that starts a run of these nodes: the fields of the start, or of the trigger that stands in its
 * place, so that a draft can be tried without the event.
 * @public
 */
export function runFields(nodes: readonly AppNode[]): readonly StartVariable[] {
  for (const { type, config, parentId } of nodes) {
    if (parentId !== undefined || type === NOTE_TYPE) continue
    const fields = fieldsOfRoot(type, config)
    if (fields) return fields
  }
  return []
}
