import { isPlainObject, type JsonObject, type JsonValue } from '../json.ts'
import type { ImportedNode, ImportNeed, ImportOutcome } from './report.ts'

const SERVER_TYPES: ReadonlySet<string> = new Set([
  'trigger-schedule',
  'trigger-webhook',
  'trigger-plugin',
  'datasource',
  'datasource-empty',
  'knowledge-index',
  'knowledge-retrieval-v2',
  'agent-v2',
])

/** The tools that come with Dify itself; every other provider is a plugin. */
const DIFY_TOOLS: ReadonlySet<string> = new Set(['audio', 'code', 'time', 'webscraper'])

const KINDS: Readonly<Record<string, ImportNeed['kind']>> = {
  api: 'api-tool',
  workflow: 'workflow-tool',
  mcp: 'mcp-server',
  app: 'app-tool',
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isPlainObject(value) ? (value as JsonObject) : {} // of a JSON tree
}

function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.map((item: JsonValue) => objectOf(item)) : []
}

/**
 * The plugin of a provider: `langgenius/duckduckgo/duckduckgo` and the older `duckduckgo` are of
 * `langgenius/duckduckgo`, which is where Dify's own providers went.
 * @internal
 */
export function pluginOf(provider: string): string {
  const [organisation = '', name] = provider.split('/')
  return name === undefined ? `langgenius/${organisation}` : `${organisation}/${name}`
}

/** What a tool of a node or an agent needs; nothing for retrieval, which is built in. @internal */
export function needOfTool(tool: JsonObject): ImportNeed | undefined {
  // Agents call the type of the provider `type`.
  const type = textOf(tool.provider_type) || textOf(tool.type)
  const provider = textOf(tool.provider_name) || textOf(tool.provider_id) || textOf(tool.provider)
  if (type === 'dataset-retrieval') return undefined
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined
  if (kind) {
    const shown = textOf(tool.provider_show_name) || provider || textOf(tool.tool_name)
    return { kind, id: shown }
  }
  if (DIFY_TOOLS.has(provider)) return { kind: 'builtin-tool', id: `${provider}/${textOf(tool.tool_name)}` }
  const plugin = textOf(tool.plugin_id) || pluginOf(textOf(tool.provider_id) || provider)
  return provider === '' && !tool.plugin_id ? undefined : { kind: 'plugin', id: plugin }
}

function needsOfAgent(data: JsonObject): readonly ImportNeed[] {
  const parameters = objectOf(data.agent_parameters)
  const tools = objectsOf(objectOf(parameters.tools).value).filter((tool) => tool.enabled !== false)
  const strategy = textOf(data.agent_strategy_provider_name)
  // Function calling and ReAct, the strategies of Dify's own plugin, are built in here.
  const isForeign = strategy !== '' && pluginOf(strategy) !== 'langgenius/agent'
  return [
    ...(isForeign ? [{ kind: 'plugin' as const, id: pluginOf(strategy) }] : []),
    ...tools.flatMap((tool) => needOfTool(tool) ?? []),
  ]
}

/** What a node needs beside Skep, each thing once. @internal */
export function needsOf(type: string, data: JsonObject): readonly ImportNeed[] {
  const tool = type === 'tool' ? needOfTool(data) : undefined
  const needs = type === 'agent' ? needsOfAgent(data) : tool ? [tool] : []
  const unique = new Map(needs.map((need) => [JSON.stringify([need.kind, need.id]), need]))
  return [...unique.values()]
}

/** The providers of the models that a node asks. @internal */
export function modelProvidersOf(data: JsonObject): readonly string[] {
  const inAgent = objectOf(objectOf(objectOf(data.agent_parameters).model).value)
  return [textOf(objectOf(data.model).provider), textOf(inAgent.provider)].filter((name) => name !== '')
}

/** The plugin that a node was made with although no need of it is named above. @internal */
export function strategyPluginOf(data: JsonObject): string | undefined {
  const strategy = textOf(data.agent_strategy_provider_name)
  return strategy === '' ? undefined : pluginOf(strategy)
}

/** What an import says of a node. @internal */
export function describeNode(
  { id, type }: { readonly id: string; readonly type: string },
  data: JsonObject,
  isKnown: boolean,
  details: readonly string[],
): ImportedNode {
  const needs = needsOf(type, data)
  const outcome: ImportOutcome = SERVER_TYPES.has(type)
    ? 'needs-server'
    : needs.length > 0
      ? 'needs-plugin'
      : isKnown
        ? details.length > 0
          ? 'approximated'
          : 'mapped'
        : 'kept'
  return {
    nodeId: id,
    type,
    outcome,
    ...(details.length > 0 ? { detail: details.join('; ') } : {}),
    ...(needs.length > 0 ? { needs } : {}),
  }
}
