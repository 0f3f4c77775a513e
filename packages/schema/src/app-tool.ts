import type { App } from './app.ts'
import type { JsonObject } from './json.ts'
import { type StartVariable, startNode } from './nodes/start.ts'
import type { ToolFace } from './nodes/tool.ts'

const TYPES: Readonly<Record<StartVariable['type'], string>> = {
  'text-input': 'string',
  paragraph: 'string',
  select: 'string',
  number: 'number',
  checkbox: 'boolean',
  file: 'object',
  'file-list': 'array',
  'json-object': 'object',
}

function property({ label, description, type, options = [] }: StartVariable): JsonObject {
  const text = description || label
  return {
    type: TYPES[type],
    ...(text === '' ? {} : { description: text }),
    ...(type === 'select' && options.length > 0 ? { enum: options } : {}),
  }
}

/** An app as a tool for other apps: its form is the parameters. @public */
export function appTool(app: App): ToolFace {
  const start = app.graph.nodes.find((node) => node.type === startNode.type && node.parentId === undefined)
  const config = startNode.config.safeParse(start?.config)
  const shown = (config.data?.variables ?? []).filter((each) => each.hidden !== true)
  return {
    providerType: 'workflow',
    provider: app.id,
    tool: app.name,
    label: app.name,
    description: app.description || app.name,
    parameters: {
      type: 'object',
      properties: Object.fromEntries(shown.map((each) => [each.variable, property(each)])),
      required: shown.filter((each) => each.required).map((each) => each.variable),
    },
  }
}
