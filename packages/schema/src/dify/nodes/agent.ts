import { isPlainObject, type JsonObject, type JsonValue } from '../../json.ts'
import { AGENT_STRATEGIES, type AgentConfig, type AgentTool } from '../../nodes/agent.ts'
import type { ModelChoice } from '../../nodes/model-fields.ts'
import type { ToolParameter } from '../../nodes/tool.ts'
import { formatReference } from '../../selectors.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined, type Reader } from '../reader.ts'
import { readMemory, readProvider, writeMemory } from './shared.ts'
import { readToolParameter, writeBare, writeToolParameters } from './tool-parameters.ts'
import { schemaOfParameters } from './tool-schema.ts'

const STRATEGY_PROVIDER = 'langgenius/agent/agent'
/** What the strategies of Dify's plugin do when a file says nothing. */
const DEFAULT_ITERATIONS = 3

function readText(parameters: Reader | undefined, name: string): string {
  const parameter = parameters?.inner(name)
  const value = parameter?.json('value')
  if (Array.isArray(value)) return formatReference(parameter?.selector('value') ?? [])
  return parameter?.text('value') ?? ''
}

function readModel(parameters: Reader | undefined): ModelChoice {
  const model = parameters?.inner('model')?.inner('value')
  return {
    provider: readProvider(model),
    name: model?.text('model') ?? model?.text('name') ?? '',
    mode: model?.choice('mode', ['chat', 'completion']) ?? 'chat',
    parameters: model?.inner('completion_params')?.value ?? {},
  }
}

function writeModel({ provider, name, mode, parameters }: ModelChoice): JsonObject {
  return {
    provider,
    model: name,
    model_type: 'llm',
    mode,
    completion_params: parameters,
    type: 'model-selector',
  }
}

/** A parameter that the editor has filled in; the model decides on the others. */
function readGiven(item: Reader): ToolParameter | undefined {
  const isAuto = item.boolean('auto') ?? false
  const value = item.json('value')
  return isAuto || value === undefined ? undefined : readToolParameter(value)
}

function readGivens(values: Reader | undefined): AgentTool['parameters'] {
  if (!values) return {}
  return Object.fromEntries(
    Object.keys(values.value).flatMap((name): [string, ToolParameter][] => {
      const given = isPlainObject(values.value[name]) ? values.inner(name) : undefined
      const parameter = given && readGiven(given)
      return parameter ? [[name, parameter]] : []
    }),
  )
}

function readTool(item: Reader): AgentTool {
  const schemas = item.list('schemas')
  return defined<AgentTool>({
    providerType: item.text('type') || item.text('provider_type') || 'builtin',
    provider: item.text('provider_name') || item.text('provider_id') || '',
    tool: item.text('tool_name') ?? '',
    enabled: item.boolean('enabled') ?? true,
    label: item.text('tool_label') ?? '',
    description: item.inner('extra')?.text('description') || undefined,
    parameters: readGivens(item.inner('parameters')),
    settings: readGivens(item.inner('settings')),
    schema: schemas.length > 0 ? schemaOfParameters(schemas) : undefined,
  })
}

function writeTool({ parameters, settings, ...tool }: AgentTool): JsonObject {
  return {
    enabled: tool.enabled,
    type: tool.providerType,
    provider_name: tool.provider,
    tool_name: tool.tool,
    tool_label: tool.label,
    extra: { description: tool.description ?? '' },
    parameters: Object.fromEntries(
      Object.entries(writeToolParameters(parameters)).map(([name, value]) => [name, { auto: 0, value }]),
    ),
    settings: Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, { value: writeBare(value) }]),
    ),
  }
}

function readTools(parameters: Reader | undefined): readonly AgentTool[] {
  const tools = parameters?.inner('tools')
  if (!tools || !Array.isArray(tools.json('value'))) return []
  return tools.items('value').map(readTool)
}

function readIterations(parameters: Reader | undefined): number {
  const value = parameters?.inner('maximum_iterations')?.number('value') ?? DEFAULT_ITERATIONS
  return Math.min(100, Math.max(1, Math.round(value)))
}

function constant(value: JsonValue): JsonObject {
  return { type: 'constant', value }
}

/** @internal */
export const agentMapper: DifyMapper<AgentConfig> = {
  type: 'agent',
  difyTypes: ['agent'],
  read: (data) => {
    const parameters = data.inner('agent_parameters')
    const strategy = data.text('agent_strategy_name') ?? ''
    if (!AGENT_STRATEGIES.some((each) => each === strategy)) {
      data.approximate('agent_strategy_name has a value that is not known here')
    }
    return defined<AgentConfig>({
      strategy,
      model: readModel(parameters),
      tools: readTools(parameters),
      instruction: readText(parameters, 'instruction'),
      query: readText(parameters, 'query'),
      maxIterations: readIterations(parameters),
      memory: readMemory(data),
      outputSchema: data.inner('output_schema')?.value,
    })
  },
  write: ({ strategy, model, tools, instruction, query, maxIterations, memory, outputSchema }) =>
    defined<JsonObject>({
      agent_strategy_provider_name: STRATEGY_PROVIDER,
      agent_strategy_name: strategy,
      agent_strategy_label: strategy === 'function_calling' ? 'FunctionCalling' : strategy,
      agent_parameters: {
        model: constant(writeModel(model)),
        tools: constant(tools.map(writeTool)),
        instruction: constant(instruction),
        query: constant(query),
        maximum_iterations: constant(maxIterations),
      },
      memory: memory && writeMemory(memory),
      output_schema: outputSchema,
    }),
}
