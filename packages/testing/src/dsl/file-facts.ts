import type { JsonObject, JsonValue } from '@skep/schema'
import { isObject, listAt, objectAt, textAt } from './json.ts'

function counts(names: readonly string[]): JsonObject {
  const found = new Map<string, number>()
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1)
  return Object.fromEntries(found)
}

/** Each value once, in an order of its own, so that lists are compared as sets. */
function distinct(values: readonly JsonValue[]): readonly JsonValue[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]))
  return [...byText].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, value]) => value)
}

function pathOf(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('/')
}

function nodeTypeOf(node: JsonObject): string {
  const type = textAt(objectAt(node, 'data'), 'type')
  return type === '' && node.type === 'custom-note' ? 'note' : type
}

function modelsOf(data: JsonObject): readonly string[] {
  const own = objectAt(data, 'model')
  const ofAgent = objectAt(data, 'agent_parameters', 'model', 'value')
  return [
    pathOf(textAt(own, 'provider'), textAt(own, 'name')),
    pathOf(textAt(ofAgent, 'provider'), textAt(ofAgent, 'model') || textAt(ofAgent, 'name')),
  ].filter((name) => name !== '')
}

function agentOf(data: JsonObject): JsonObject {
  const tools = listAt(objectAt(data, 'agent_parameters', 'tools'), 'value').map((tool) => objectAt(tool))
  return {
    strategy_provider: textAt(data, 'agent_strategy_provider_name'),
    strategy: textAt(data, 'agent_strategy_name'),
    tools: tools.map((tool) => pathOf(textAt(tool, 'provider_name'), textAt(tool, 'tool_name'))),
  }
}

function dependencyOf(item: JsonValue): JsonObject {
  const { type = null } = objectAt(item)
  const value = objectAt(item, 'value')
  const id = Object.entries(value).find(([key]) => key.endsWith('plugin_unique_identifier'))?.[1] ?? null
  return { type, id }
}

/** What can be counted and named in a Dify file, under the keys by which an index lists it. @internal */
export function factsOfFile(tree: JsonObject): JsonObject {
  const workflow = objectAt(tree, 'workflow')
  const config = objectAt(tree, 'model_config')
  const graph = objectAt(workflow, 'graph')
  const nodes = listAt(graph, 'nodes').map((node) => objectAt(node))
  const datas = nodes.map((node) => objectAt(node, 'data'))
  const ofType = (type: string): readonly JsonObject[] => datas.filter((data) => data.type === type)
  return {
    app_mode: objectAt(tree, 'app').mode ?? null,
    dsl_version: tree.version ?? null,
    kind: tree.kind ?? null,
    nodes: nodes.length,
    edges: listAt(graph, 'edges').length,
    node_types: counts(nodes.map(nodeTypeOf)),
    renderer_types: counts(nodes.map((node) => textAt(node, 'type'))),
    code_languages: counts(ofType('code').map((data) => textAt(data, 'code_language'))),
    models: distinct([...(isObject(config.model) ? modelsOf(config) : []), ...datas.flatMap(modelsOf)]),
    tools: distinct(
      ofType('tool').map((data) => ({
        provider: data.provider_name ?? data.provider_id ?? null,
        provider_type: data.provider_type ?? null,
        tool: data.tool_name ?? null,
      })),
    ),
    agents: ofType('agent').map(agentOf),
    dependencies: listAt(tree, 'dependencies').map(dependencyOf),
    environment_variables: listAt(workflow, 'environment_variables').length,
    conversation_variables: listAt(workflow, 'conversation_variables').length,
    features: Object.keys(objectAt(workflow, 'features')).toSorted(),
    error_strategies: counts(datas.flatMap((data) => textAt(data, 'error_strategy') || [])),
    top_level_keys: Object.keys(tree).toSorted(),
  }
}

/** Lists whose order says nothing. */
const SETS: readonly string[] = ['models', 'tools', 'features', 'top_level_keys']

/** A list of an index in the order in which `factsOfFile` has it. @internal */
export function orderFact(key: string, value: JsonValue): JsonValue {
  return SETS.includes(key) && Array.isArray(value) ? distinct(value) : value
}
