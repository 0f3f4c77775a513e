import * as z from 'zod/mini'
import { defineNode, type NodeDefinition, type NodeProblem, type VariableUse } from '../define-node.ts'
import type { JsonObject } from '../json.ts'
import type { OutputField } from '../values.ts'
import { FILE_FIELDS, jsonObjectField, usesInText } from './fields.ts'
import { USAGE_FIELDS } from './llm.ts'
import { checkModel, type MemoryConfig, type ModelChoice, memoryField, modelField } from './model-fields.ts'
import {
  checkTool,
  declaredOutputs,
  type ToolParameter,
  type ToolReference,
  toolParameterField,
  usesOfParameter,
} from './tool.ts'

/** The ways of working that Skep has, by the names that files use. @public */
export const AGENT_STRATEGIES = ['function_calling', 'ReAct'] as const

/** @public */
export type AgentStrategy = (typeof AGENT_STRATEGIES)[number]

/** A tool in an agent's hands. @public */
export type AgentTool = ToolReference & {
  readonly enabled: boolean
  readonly label: string
  /** Replaces the tool's own description for the model. */
  readonly description?: string
  /** Parameters that the editor fills in; the model decides on all others. */
  readonly parameters: { readonly [name: string]: ToolParameter }
  /** What an editor sets once and no model sees. */
  readonly settings: { readonly [name: string]: ToolParameter }
  /** A JSON schema of what the model decides on, for a tool that is not known here. */
  readonly schema?: JsonObject
}

/** @public */
export type AgentConfig = {
  /** One of `AGENT_STRATEGIES`; another one came with a file and is refused. */
  readonly strategy: string
  readonly model: ModelChoice
  readonly tools: readonly AgentTool[]
  /** What the agent is told to be. May hold references, as `query` may. */
  readonly instruction: string
  readonly query: string
  /** Rounds in which tools may be called; after them the agent has to answer. */
  readonly maxIterations: number
  readonly memory?: MemoryConfig
  readonly outputSchema?: JsonObject
}

const config: z.ZodMiniType<AgentConfig> = z.object({
  strategy: z.string(),
  model: modelField,
  tools: z.array(
    z.object({
      providerType: z.string(),
      provider: z.string(),
      tool: z.string(),
      enabled: z.boolean(),
      label: z.string(),
      description: z.exactOptional(z.string()),
      parameters: z.record(z.string(), toolParameterField),
      settings: z.record(z.string(), toolParameterField),
      schema: z.exactOptional(jsonObjectField),
    }),
  ),
  instruction: z.string(),
  query: z.string(),
  maxIterations: z.number().check(z.minimum(1), z.maximum(100)),
  memory: z.exactOptional(memoryField),
  outputSchema: z.exactOptional(jsonObjectField),
})

const OUTPUTS: readonly OutputField[] = [
  { name: 'text', type: 'string' },
  { name: 'files', type: 'array[file]', fields: FILE_FIELDS },
  { name: 'json', type: 'array[object]' },
  { name: 'usage', type: 'object', fields: USAGE_FIELDS },
]

function uses({ instruction, query, tools, memory }: AgentConfig): readonly VariableUse[] {
  return [
    ...usesInText(instruction, ['instruction']),
    ...usesInText(query, ['query']),
    ...(memory?.queryTemplate ? usesInText(memory.queryTemplate, ['memory', 'queryTemplate']) : []),
    ...tools.flatMap(({ enabled, parameters, settings }, index) =>
      enabled
        ? Object.entries({ parameters, settings }).flatMap(([key, values]) =>
            Object.entries(values).flatMap(([name, parameter]) =>
              usesOfParameter(parameter, ['tools', index, key, name]),
            ),
          )
        : [],
    ),
  ]
}

function checkStrategy(strategy: string): readonly NodeProblem[] {
  if (strategy === '') return [{ code: 'AGENT_STRATEGY_UNKNOWN', path: ['strategy'], params: { strategy } }]
  return AGENT_STRATEGIES.some((each) => each === strategy)
    ? []
    : [{ code: 'AGENT_STRATEGY_UNKNOWN', path: ['strategy'], params: { strategy } }]
}

/** Lets a model work with tools in rounds until it answers. @public */
export const agentNode: NodeDefinition<AgentConfig> = defineNode<AgentConfig>({
  type: 'agent',
  version: 1,
  category: 'model',
  supportsErrorStrategy: true,
  config,
  defaults: {
    strategy: 'function_calling',
    model: { provider: '', name: '', mode: 'chat', parameters: {} },
    tools: [],
    instruction: '',
    query: '',
    maxIterations: 5,
  },
  outputs: ({ outputSchema }) => declaredOutputs(outputSchema, OUTPUTS),
  uses,
  check: (agent, { environment }) => [
    ...checkStrategy(agent.strategy),
    ...checkModel(agent.model, environment, ['model']),
    ...(agent.query.trim() === '' ? [{ code: 'FIELD_REQUIRED' as const, path: ['query'] }] : []),
    ...agent.tools.flatMap((tool, index) =>
      // What is switched off may be missing.
      tool.enabled ? checkTool(tool, environment, ['tools', index]) : [],
    ),
  ],
})
