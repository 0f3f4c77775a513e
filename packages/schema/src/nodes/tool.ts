import * as z from 'zod/mini'
import {
  defineNode,
  type Environment,
  type NodeDefinition,
  type NodeProblem,
  type VariableUse,
} from '../define-node.ts'
import { isPlainObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Selector } from '../selectors.ts'
import type { OutputField } from '../values.ts'
import { FILE_FIELDS, jsonObjectField, jsonValueField, selectorField, usesInText } from './fields.ts'
import { schemaFields } from './json-schema-fields.ts'

/** A value for a parameter: a text with references, a variable as it is, or a constant. @public */
export type ToolParameter =
  | { readonly type: 'mixed'; readonly value: string }
  | { readonly type: 'variable'; readonly value: Selector }
  | { readonly type: 'constant'; readonly value: JsonValue }

/** @internal */
export const toolParameterField: z.ZodMiniType<ToolParameter> = z.union([
  z.object({ type: z.literal('mixed'), value: z.string() }),
  z.object({ type: z.literal('variable'), value: selectorField }),
  z.object({ type: z.literal('constant'), value: jsonValueField }),
])

/** Names a tool. `provider` of the type `workflow` is the id of an app. @public */
export type ToolReference = {
  /** `builtin`, `api`, `workflow`, `mcp`, `plugin`, or what a file says. */
  readonly providerType: string
  readonly provider: string
  readonly tool: string
}

/** @public */
export type ToolConfig = ToolReference & {
  /** For people. */
  readonly providerName: string
  readonly toolLabel: string
  /** What the tool is asked with, by parameter. */
  readonly parameters: { readonly [name: string]: ToolParameter }
  /** What an editor sets once; passed like parameters. */
  readonly settings: { readonly [name: string]: ToolParameter }
  /** A JSON schema of variables that the tool leaves beside `text`, `files` and `json`. */
  readonly outputSchema?: JsonObject
  /** How a file writes `settings`: `2` as typed values, `1` (and absent) as bare ones. */
  readonly nodeVersion?: string
}

/** What is known of a tool without running it. @public */
export interface ToolFace extends ToolReference {
  /** For people. Absent: the tool's name. */
  readonly label?: string
  /** For models and people: what it does and when to use it. */
  readonly description: string
  /** A JSON schema of an object: the tool's parameters. */
  readonly parameters: JsonObject
  /** A JSON schema of variables that it leaves beside `text`, `files` and `json`. */
  readonly outputs?: JsonObject
}

function lastPart(provider: string): string {
  return provider.split('/').at(-1) ?? provider
}

/**
 * Whether a tool is the one that a node names. The organisation before a provider's name does not count, nor does the
 * provider's type: a host may stand in for a tool that an imported app brought from elsewhere. An app is itself alone.
 * @public
 */
export function isTool(face: ToolReference, reference: ToolReference): boolean {
  if ((face.providerType === 'workflow') !== (reference.providerType === 'workflow')) return false
  return face.tool === reference.tool && lastPart(face.provider) === lastPart(reference.provider)
}

/** The variables that a parameter refers to. A constant text may hold references too. @internal */
export function usesOfParameter(
  parameter: ToolParameter,
  path: readonly (string | number)[],
): readonly VariableUse[] {
  if (parameter.type === 'variable') return [{ selector: parameter.value, path: [...path, 'value'] }]
  return typeof parameter.value === 'string' ? usesInText(parameter.value, [...path, 'value']) : []
}

/** The tool that a reference names, where the environment knows its tools. @internal */
export function findTool(reference: ToolReference, environment: Environment): ToolFace | undefined {
  return environment.tools?.find((face) => isTool(face, reference))
}

/** A tool must be chosen, and exist where the environment knows its tools. @internal */
export function checkTool(
  reference: ToolReference,
  environment: Environment,
  path: readonly (string | number)[],
): readonly NodeProblem[] {
  const { providerType, provider, tool } = reference
  const isApp = providerType === 'workflow'
  if (provider === '' || (tool === '' && !isApp)) return [{ code: 'TOOL_MISSING', path }]
  if (!environment.tools || isApp || findTool(reference, environment)) return []
  return [{ code: 'TOOL_UNKNOWN', path, params: { provider, tool } }]
}

function isEmpty(parameter: ToolParameter | undefined): boolean {
  const value = parameter?.value
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

function checkRequired(config: ToolConfig, environment: Environment): readonly NodeProblem[] {
  const required = findTool(config, environment)?.parameters.required
  if (!Array.isArray(required)) return []
  return required.flatMap((name: JsonValue): NodeProblem[] =>
    typeof name === 'string' && isEmpty(config.parameters[name]) && isEmpty(config.settings[name])
      ? [{ code: 'FIELD_REQUIRED', path: ['parameters', name], params: { name } }]
      : [],
  )
}

const OUTPUTS: readonly OutputField[] = [
  { name: 'text', type: 'string' },
  { name: 'files', type: 'array[file]', fields: FILE_FIELDS },
  { name: 'json', type: 'array[object]' },
]

/** Variables beside those that every tool leaves. @internal */
export function declaredOutputs(
  schema: JsonObject | undefined,
  own: readonly OutputField[],
): readonly OutputField[] {
  const names = new Set(own.map(({ name }) => name))
  const more = isPlainObject(schema) ? schemaFields(schema) : []
  return [...own, ...more.filter(({ name }) => !names.has(name))]
}

/** Calls a tool: of the host, a plugin, an API, an MCP server, or another app. @public */
export const toolNode: NodeDefinition<ToolConfig> = defineNode<ToolConfig>({
  type: 'tool',
  version: 1,
  category: 'tool',
  supportsErrorStrategy: true,
  // Tools may leave variables that no schema names.
  hasOpenOutputs: true,
  config: z.object({
    providerType: z.string(),
    provider: z.string(),
    tool: z.string(),
    providerName: z.string(),
    toolLabel: z.string(),
    parameters: z.record(z.string(), toolParameterField),
    settings: z.record(z.string(), toolParameterField),
    outputSchema: z.exactOptional(jsonObjectField),
    nodeVersion: z.exactOptional(z.string()),
  }),
  defaults: {
    providerType: 'builtin',
    provider: '',
    tool: '',
    providerName: '',
    toolLabel: '',
    parameters: {},
    settings: {},
    nodeVersion: '2',
  },
  outputs: ({ outputSchema }) => declaredOutputs(outputSchema, OUTPUTS),
  uses: ({ parameters, settings }) =>
    Object.entries({ parameters, settings }).flatMap(([key, values]) =>
      Object.entries(values).flatMap(([name, parameter]) => usesOfParameter(parameter, [key, name])),
    ),
  check: (config, { environment }) => [
    ...checkTool(config, environment, ['tool']),
    ...checkRequired(config, environment),
  ],
})
