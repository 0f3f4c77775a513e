import {
  type App,
  type JsonObject,
  SkepError,
  type StartVariable,
  type ToolFace,
  type ToolReference,
} from '@skep/schema'
import type { EnginePorts } from '../ports/ports.ts'
import { requirePort } from '../ports/require-port.ts'
import { APP_PROVIDER } from './call-tool.ts'

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

/** The form of an app as the parameters of a tool. */
function appParameters(app: App): JsonObject {
  const start = app.graph.nodes.find((node) => node.type === 'start' && node.parentId === undefined)
  const variables = (start?.config.variables ?? []) as unknown as readonly StartVariable[] // parsed when it runs
  const shown = variables.filter((each) => each.hidden !== true)
  return {
    type: 'object',
    properties: Object.fromEntries(
      shown.map(({ variable, label, description, type, options = [] }): [string, JsonObject] => [
        variable,
        {
          type: TYPES[type] ?? 'string',
          description: description || label,
          ...(options.length > 0 ? { enum: options } : {}),
        },
      ]),
    ),
    required: shown.filter((each) => each.required).map((each) => each.variable),
  }
}

/** @internal */
export function toolNotFound({ provider, tool }: ToolReference): SkepError {
  return new SkepError(
    'TOOL_NOT_FOUND',
    `The tool "${tool || provider}" of "${provider}" is not here. Give it to Skep as a tool of the host, or choose another one.`,
    { provider, tool, errorType: 'ToolInvokeError' },
  )
}

/**
 * What is known of a tool. Nothing where the port does not say; an app tells its own form.
 * @throws `TOOL_NOT_FOUND` where the port knows its tools and this is none of them; `APP_NOT_FOUND`, `PORT_MISSING`.
 * @internal
 */
export async function findTool(reference: ToolReference, ports: EnginePorts): Promise<ToolFace | undefined> {
  const { providerType, provider, tool } = reference
  if (providerType === APP_PROVIDER) {
    const app = await requirePort(ports, 'subApps').load(provider)
    return {
      providerType,
      provider,
      tool,
      description: app.description || app.name,
      parameters: appParameters(app),
    }
  }
  const port = requirePort(ports, 'tools')
  if (!port.find) return undefined
  const face = await port.find({ providerType, provider, tool })
  if (!face) throw toolNotFound(reference)
  return face
}
