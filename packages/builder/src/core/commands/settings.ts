import type {
  App,
  AppFeatures,
  AppNode,
  ConversationVariable,
  EnvironmentVariable,
  ErrorStrategy,
  JsonObject,
  JsonValue,
  RetryPolicy,
} from '@skep/schema'
import type { Change } from '../change.ts'
import { edgeId } from '../new-ids.ts'
import { handlesOf, type NodeTypes } from '../node-types.ts'
import { applyPatches, asJson, type Patch, type PatchPath, valueAt } from '../patches.ts'
import { nodePatch } from './nodes.ts'
import { removeEdges } from './placement.ts'

/**
 * Sets a value in a node's config; `undefined` removes it. Edges that hang on a handle which is gone afterwards go too.
 * Typing into one field becomes one step.
 * @public
 */
export function setConfig(
  app: App,
  nodeId: string,
  path: PatchPath,
  value: JsonValue | undefined,
  types: NodeTypes,
): Change {
  const change = nodePatch(app, nodeId, 'config', (node, place) =>
    setAt(node.config, path, value, ['graph', 'nodes', place, 'config']),
  )
  const isTyping = typeof value === 'string' || typeof value === 'number'
  return {
    ...withoutLooseEdges(app, nodeId, change, types),
    ...(isTyping ? { mergeKey: `config:${nodeId}:${path.join('.')}` } : {}),
  }
}

/** Replaces several values of a config in one step. @public */
export function setConfigs(
  app: App,
  nodeId: string,
  values: readonly { readonly path: PatchPath; readonly value: JsonValue | undefined }[],
  types: NodeTypes,
): Change {
  const change = nodePatch(app, nodeId, 'config', (node, place) =>
    values.flatMap(({ path, value }) => setAt(node.config, path, value, ['graph', 'nodes', place, 'config'])),
  )
  return withoutLooseEdges(app, nodeId, change, types)
}

/** Gives a node another title. @public */
export function rename(app: App, nodeId: string, title: string): Change {
  const change = nodePatch(app, nodeId, 'rename', (node, place) =>
    node.title === title ? [] : [{ op: 'replace', path: ['graph', 'nodes', place, 'title'], value: title }],
  )
  return { ...change, mergeKey: `rename:${nodeId}` }
}

/** Gives a way out another id, where it stands in the config; its connections follow. @public */
export function renameHandle(app: App, nodeId: string, path: PatchPath, from: string, to: string): Change {
  const change = nodePatch(app, nodeId, 'config', (node, place) =>
    setAt(node.config, path, to, ['graph', 'nodes', place, 'config']),
  )
  const edges = app.graph.edges.flatMap((edge, place): Patch[] =>
    edge.source === nodeId && edge.sourceHandle === from
      ? [
          {
            op: 'replace',
            path: ['graph', 'edges', place],
            value: asJson({ ...edge, id: edgeId(nodeId, to, edge.target), sourceHandle: to }),
          },
        ]
      : [],
  )
  return change.patches.length === 0 ? change : { ...change, patches: [...change.patches, ...edges] }
}

/** What a node has beside its config. @public */
export interface NodeSettings {
  readonly description?: string | undefined
  readonly errorStrategy?: ErrorStrategy | undefined
  readonly retry?: RetryPolicy | undefined
  /** Outputs that draft runs use instead of running the node. */
  readonly pinnedOutputs?: JsonObject | undefined
}

/** Sets a node's description, error strategy or retries; `undefined` removes one. @public */
export function setNodeSettings(app: App, nodeId: string, settings: NodeSettings, types: NodeTypes): Change {
  const change = nodePatch(app, nodeId, 'node-settings', (node, place) =>
    Object.entries(settings).flatMap(([key, value]) =>
      setAt(node, [key], value === undefined ? undefined : asJson(value), ['graph', 'nodes', place]),
    ),
  )
  return {
    ...withoutLooseEdges(app, nodeId, change, types),
    mergeKey: `settings:${nodeId}:${Object.keys(settings).join()}`,
  }
}

/** Replaces the environment variables. @public */
export function setEnvironmentVariables(app: App, variables: readonly EnvironmentVariable[]): Change {
  return setAppValue(app, 'variables', 'environmentVariables', asJson(variables))
}

/** Replaces the conversation variables. @public */
export function setConversationVariables(app: App, variables: readonly ConversationVariable[]): Change {
  return setAppValue(app, 'variables', 'conversationVariables', asJson(variables))
}

/** Replaces the features around the graph. @public */
export function setFeatures(app: App, features: AppFeatures): Change {
  return setAppValue(app, 'features', 'features', asJson(features))
}

/** Sets the app's name, description or icon. @public */
export function setAppText(app: App, key: 'name' | 'description' | 'icon', value: string): Change {
  return setAppValue(app, 'app-settings', key, value)
}

function setAppValue(app: App, reason: Change['reason'], key: keyof App, value: JsonValue): Change {
  return { reason, patches: setAt(app, [key], value, []), mergeKey: `${reason}:${key}` }
}

function setAt(
  root: object,
  path: PatchPath,
  value: JsonValue | undefined,
  prefix: PatchPath,
): readonly Patch[] {
  const old = valueAt(root, path)
  if (old === value) return []
  const full = [...prefix, ...path]
  if (value === undefined) return [{ op: 'remove', path: full }]
  if (old !== undefined) return [{ op: 'replace', path: full, value }]
  // Missing parents come along, so that a panel may set `memory.window.size` of a config without memory.
  const missing = path.findIndex((_, index) => valueAt(root, path.slice(0, index + 1)) === undefined)
  const wrapped = path
    .slice(missing + 1)
    .reduceRight<JsonValue>((inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }), value)
  return [{ op: 'add', path: [...prefix, ...path.slice(0, missing + 1)], value: wrapped }]
}

function withoutLooseEdges(app: App, nodeId: string, change: Change, types: NodeTypes): Change {
  if (!app.graph.edges.some((edge) => edge.source === nodeId)) return change
  const before = app.graph.nodes.find((node) => node.id === nodeId)
  const after = before && patchedNode(app, nodeId, change)
  if (!before || !after) return change
  const left = new Set(handlesOf(after, types).map((handle) => handle.id))
  const lost = new Set(handlesOf(before, types).flatMap(({ id }) => (left.has(id) ? [] : [id])))
  if (lost.size === 0) return change
  const loose = removeEdges(app, (edge) => edge.source === nodeId && lost.has(edge.sourceHandle))
  return { ...change, patches: [...change.patches, ...loose] }
}

function patchedNode(app: App, nodeId: string, change: Change): AppNode | undefined {
  return applyPatches(app, change.patches).next.graph.nodes.find((node) => node.id === nodeId)
}
