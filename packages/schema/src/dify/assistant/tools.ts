import type { AssistantAgent, AssistantTool, ExternalDataTool } from '../../assistant/assistant.ts'
import type { JsonObject } from '../../json.ts'
import { defined, type Reader } from '../reader.ts'

function readTool(item: Reader): AssistantTool {
  return defined<AssistantTool>({
    enabled: item.boolean('enabled') ?? true,
    providerId: item.text('provider_id') ?? '',
    providerName: item.text('provider_name') ?? '',
    providerType: item.text('provider_type') ?? '',
    name: item.text('tool_name') ?? '',
    label: item.text('tool_label'),
    parameters: item.inner('tool_parameters')?.value ?? {},
  })
}

function writeTool(tool: AssistantTool): JsonObject {
  return defined<JsonObject>({
    enabled: tool.enabled,
    provider_id: tool.providerId,
    provider_name: tool.providerName,
    provider_type: tool.providerType,
    tool_name: tool.name,
    tool_label: tool.label,
    tool_parameters: tool.parameters,
  })
}

/** Knowledge bases among the tools are read as knowledge; the routers of old chats choose among those. */
const NO_AGENT: readonly string[] = ['router', 'react_router']

/** @internal */
export function readAgent(data: Reader): AssistantAgent | undefined {
  const mode = data.inner('agent_mode')
  const strategy = mode?.text('strategy') ?? ''
  if (!mode || NO_AGENT.includes(strategy)) return undefined
  const tools = mode.items('tools').filter((item) => item.json('tool_name') !== undefined)
  const isOff = mode.boolean('enabled') !== true
  if (isOff && tools.length === 0) return undefined
  return {
    enabled: !isOff,
    strategy: strategy === '' ? 'function_call' : readStrategy(mode),
    maxIterations: mode.count('max_iteration', 1) ?? 10,
    tools: tools.map(readTool),
  }
}

function readStrategy(mode: Reader): AssistantAgent['strategy'] {
  const name = mode.choice('strategy', ['function_call', 'function_calling', 'react', 'cot'])
  return name === 'react' || name === 'cot' ? 'react' : 'function_call'
}

/** @internal */
export function writeAgent(agent: AssistantAgent | undefined): JsonObject {
  if (!agent) return { enabled: false, max_iteration: 10, strategy: 'function_call', tools: [] }
  const { enabled, strategy, maxIterations, tools } = agent
  return { enabled, max_iteration: maxIterations, strategy, tools: tools.map(writeTool) }
}

/** @internal */
export function readExternalTools(data: Reader): readonly ExternalDataTool[] {
  return data.items('external_data_tools').map((item) =>
    defined<ExternalDataTool>({
      enabled: item.boolean('enabled') ?? false,
      type: item.text('type') ?? '',
      variable: item.text('variable') ?? '',
      label: item.text('label'),
      config: item.inner('config')?.value ?? {},
    }),
  )
}

/** @internal */
export function writeExternalTools(tools: readonly ExternalDataTool[]): JsonObject['tools'] {
  return tools.map((tool) => defined<JsonObject>({ ...tool }))
}
