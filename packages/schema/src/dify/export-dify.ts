import type { App } from '../app.ts'
import { isPlainObject, type JsonObject, type JsonValue } from '../json.ts'
import { inlinedVariables, writeAppTree } from './app-tree.ts'
import { mayHoldSecrets } from './secret-fields.ts'
import { inlineSecrets } from './secrets.ts'
import { writeYaml } from './write-yaml.ts'

/** @public */
export interface ExportDifyOptions {
  /** Write secret values into the file. Default false: they are written empty. */
  readonly includeSecrets?: boolean
  /** Secret values by name, as an import gave them. */
  readonly secrets?: JsonObject
}

function mapObject(value: JsonValue | undefined, change: (object: JsonObject) => JsonObject): JsonObject {
  return isPlainObject(value) ? change(value as JsonObject) : {} // of a JSON tree
}

function mapItems(
  value: JsonValue | undefined,
  change: (object: JsonObject) => JsonObject,
): readonly JsonValue[] {
  return Array.isArray(value) ? value.map((item: JsonValue) => mapObject(item, change)) : []
}

/** Where a server has put a trigger: whoever knows it can start the app. Dify does not export it either. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  'trigger-webhook': ['webhook_url', 'webhook_debug_url'],
  'trigger-plugin': ['subscription_id'],
}

function withoutAddresses(type: string, data: JsonValue): JsonValue {
  const keys = Object.hasOwn(ADDRESSES, type) ? (ADDRESSES[type] ?? []) : []
  return mapObject(data, (each) => ({
    ...each,
    ...Object.fromEntries(keys.flatMap((key) => (typeof each[key] === 'string' ? [[key, '']] : []))),
  }))
}

function withSecrets(tree: JsonObject, app: App, options: ExportDifyOptions): JsonObject {
  const values = options.includeSecrets ? (options.secrets ?? {}) : {}
  const secretValue = (secretName: string | undefined): string => {
    const value = secretName !== undefined && Object.hasOwn(values, secretName) ? values[secretName] : ''
    return typeof value === 'string' ? value : ''
  }
  const byName = new Map(app.environmentVariables.map((variable) => [variable.name, variable]))
  const inline = new Map(
    inlinedVariables(app).map((variable) => [variable.name, secretValue(variable.secretName)]),
  )
  const fillVariable = (item: JsonObject): JsonObject => {
    const variable = byName.get(typeof item.name === 'string' ? item.name : '')
    if (variable?.type !== 'secret' || item.value !== '') return item
    return { ...item, value: secretValue(variable.secretName) }
  }
  const fillNode = (node: JsonObject): JsonObject => {
    if (!isPlainObject(node.data)) return node
    const data = node.data as JsonObject // of a JSON tree
    const type = typeof data.type === 'string' ? data.type : '?'
    const filled = inline.size > 0 && mayHoldSecrets(type) ? inlineSecrets(data, inline) : data
    return { ...node, data: options.includeSecrets ? filled : withoutAddresses(type, filled) }
  }
  const ifList = (object: JsonObject, key: string, value: () => JsonValue): JsonObject =>
    Array.isArray(object[key]) ? { [key]: value() } : {}

  if (isPlainObject(tree.model_config)) {
    const settings = mapObject(inlineSecrets(tree.model_config as JsonObject, inline), (each) => each) // of JSON
    const { skep_environment_variables: variables, ...others } = settings
    return {
      ...tree,
      model_config: {
        ...others,
        ...(variables ? { skep_environment_variables: mapItems(variables, fillVariable) } : {}),
      },
    }
  }
  if (!isPlainObject(tree.workflow)) return tree
  return {
    ...tree,
    workflow: mapObject(tree.workflow, (workflow) => ({
      ...workflow,
      ...ifList(workflow, 'environment_variables', () =>
        mapItems(workflow.environment_variables, fillVariable),
      ),
      graph: mapObject(workflow.graph, (graph) => ({
        ...graph,
        ...ifList(graph, 'nodes', () => mapItems(graph.nodes, fillNode)),
      })),
    })),
  }
}

/** @internal */
export function exportTree(app: App, options: ExportDifyOptions): JsonObject {
  return withSecrets(writeAppTree(app), app, options)
}

/**
 * Writes an app as a Dify app file. What an import brought along comes back where it was, unless it has been
 * edited since. Secrets are empty unless asked for.
 * @public
 */
export function exportDify(app: App, options: ExportDifyOptions = {}): string {
  return writeYaml(exportTree(app, options))
}

/** Writes only `{nodes, edges}` of an app that came by `importDifyGraph`. @public */
export function exportDifyGraph(app: App, options: ExportDifyOptions = {}): string {
  const { workflow } = exportTree(app, options)
  return writeYaml(mapObject(workflow, ({ graph }) => mapObject(graph, (each) => each)))
}
