import type { JsonObject } from '../../json.ts'
import type { ToolConfig, ToolParameter } from '../../nodes/tool.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined } from '../reader.ts'
import { readToolParameter, readToolParameters, writeBare, writeToolParameters } from './tool-parameters.ts'

/** Before version 2 settings are values and nothing in them is filled. */
function readSettings(values: JsonObject, isTyped: boolean): ToolConfig['settings'] {
  if (isTyped) return readToolParameters(values)
  return Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, ToolParameter] => [
      name,
      { type: 'constant', value },
    ]),
  )
}

function writeSettings(settings: ToolConfig['settings'], isTyped: boolean): JsonObject {
  if (isTyped) return writeToolParameters(settings)
  return Object.fromEntries(Object.entries(settings).map(([name, each]) => [name, writeBare(each)]))
}

/** @internal */
export const toolMapper: DifyMapper<ToolConfig> = {
  type: 'tool',
  difyTypes: ['tool'],
  read: (data) => {
    const nodeVersion = data.text('tool_node_version')
    return defined<ToolConfig>({
      providerType: data.text('provider_type') || 'builtin',
      provider: data.text('provider_id') || data.text('provider_name') || '',
      tool: data.text('tool_name') ?? '',
      providerName: data.text('provider_name') ?? '',
      toolLabel: data.text('tool_label') ?? '',
      parameters: Object.fromEntries(
        Object.entries(data.inner('tool_parameters')?.value ?? {}).map(([name, value]) => [
          name,
          readToolParameter(value),
        ]),
      ),
      settings: readSettings(
        data.inner('tool_configurations')?.value ?? {},
        nodeVersion !== undefined && nodeVersion !== '1',
      ),
      outputSchema: data.inner('output_schema')?.value,
      nodeVersion,
    })
  },
  write: ({ nodeVersion, ...config }) =>
    defined<JsonObject>({
      provider_id: config.provider,
      provider_type: config.providerType,
      provider_name: config.providerName,
      tool_name: config.tool,
      tool_label: config.toolLabel,
      tool_parameters: writeToolParameters(config.parameters),
      tool_configurations: writeSettings(config.settings, nodeVersion !== undefined && nodeVersion !== '1'),
      output_schema: config.outputSchema,
      tool_node_version: nodeVersion,
    }),
}
