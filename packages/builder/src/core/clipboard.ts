import type { App, AppEdge, AppNode, JsonObject, JsonValue, Point } from '@skep/schema'
import { refusalToConnect } from './can-connect.ts'
import type { Change } from './change.ts'
import { withRoom } from './commands/containers.ts'
import { containerAt, insideFrame, type NodeSizes, originOf, withInside } from './frame.ts'
import { edgeId, freeTitle, newNodeId, takenIn } from './new-ids.ts'
import { isInnerStart, type NodeTypes, refusalToAdd } from './node-types.ts'
import { asJson, type Patch } from './patches.ts'

/** Marks our own clipboard text. @public */
export const CLIPBOARD_FORMAT = 'skep/nodes'
/** Raised when the shape of the payload changes. @public */
export const CLIPBOARD_VERSION = 1

/** What copying puts on the clipboard, as JSON text. Never holds secrets. @public */
export interface ClipboardPayload {
  readonly format: typeof CLIPBOARD_FORMAT
  readonly version: typeof CLIPBOARD_VERSION
  readonly nodes: readonly AppNode[]
  /** Edges whose two ends are both in the selection. */
  readonly edges: readonly AppEdge[]
}

// Nobody nests deeper; a payload that names itself as its own container must end.
const MOST_DEPTH = 8

/** The selected nodes with what lives inside them and the edges between them. @public */
export function copyNodes(app: App, nodeIds: readonly string[]): ClipboardPayload {
  const ids = withInside(app, nodeIds)
  return {
    format: CLIPBOARD_FORMAT,
    version: CLIPBOARD_VERSION,
    nodes: app.graph.nodes.filter((node) => ids.has(node.id)).map(withoutSecrets),
    edges: app.graph.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
  }
}

/** Reads clipboard text; undefined when it is not ours (or from a newer release). @public */
export function readClipboard(text: string): ClipboardPayload | undefined {
  if (!text.includes(CLIPBOARD_FORMAT)) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined // somebody's text that mentions our format
  }
  if (!isObject(value) || value.format !== CLIPBOARD_FORMAT || value.version !== CLIPBOARD_VERSION)
    return undefined
  const { nodes, edges } = value
  if (!Array.isArray(nodes) || !Array.isArray(edges)) return undefined
  if (!nodes.every(isNode) || !edges.every(isEdge)) return undefined
  const ids = new Set(nodes.map((node) => node.id))
  return {
    format: CLIPBOARD_FORMAT,
    version: CLIPBOARD_VERSION,
    nodes,
    edges: edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
  }
}

/** Where a pasted group goes: its top left corner at a point of the canvas, or moved by an offset. @public */
export type PastePlace = { readonly at: Point } | { readonly by: Point }

/**
 * Pastes nodes under new ids, by the rules that hold for adding and connecting by hand. References between them follow;
 * references to others stay as they are, and validation flags those that lead nowhere.
 * @public
 */
export function pasteNodes(
  app: App,
  clipboard: ClipboardPayload,
  place: PastePlace,
  types: NodeTypes,
  reason: 'paste' | 'duplicate' = 'paste',
  sizes?: NodeSizes,
): Change {
  const container = 'at' in place ? containerAt(app, place.at, sizes) : undefined
  const parents = parentsOf(app, clipboard, container?.id, 'at' in place)
  const payload = allowedIn(app, clipboard, types, parents)
  const taken = takenIn(app)
  const ids = new Map<string, string>()
  for (const node of payload.nodes) {
    const id = newNodeId(node.type, taken.ids)
    taken.ids.add(id)
    ids.set(node.id, id)
  }
  const inPayload = new Set(payload.nodes.map((node) => node.id))
  const outer = payload.nodes.filter((node) => !inPayload.has(node.parentId ?? ''))
  const shift = shiftOf(outer, place, originOf(app, container?.id))
  const nodes = payload.nodes.map((node): AppNode => {
    const title = freeTitle(node.title, taken.titles)
    taken.titles.add(title)
    const isInside = inPayload.has(node.parentId ?? '')
    const parentId = isInside ? ids.get(node.parentId ?? '') : parents.get(node.id)
    const moved = { x: node.position.x + shift.x, y: node.position.y + shift.y }
    const { parentId: _, ...rest } = node
    return {
      ...rest,
      id: ids.get(node.id) ?? node.id,
      title,
      // What lives in a container that is pasted too keeps its place inside it.
      position: isInside ? node.position : parentId === undefined ? moved : insideFrame(moved),
      ...(parentId === undefined ? {} : { parentId }),
      config: remapReferences(node.config, ids) as JsonObject, // remapping keeps the shape
    }
  })
  const edges = payload.edges.map((edge): AppEdge => {
    const source = ids.get(edge.source) ?? edge.source
    const target = ids.get(edge.target) ?? edge.target
    return { ...edge, id: edgeId(source, edge.sourceHandle, target), source, target }
  })
  const grown: App = { ...app, graph: { ...app.graph, nodes: [...app.graph.nodes, ...nodes] } }
  const allowedEdges: AppEdge[] = []
  for (const edge of edges) {
    const soFar = { ...grown, graph: { ...grown.graph, edges: [...grown.graph.edges, ...allowedEdges] } }
    if (canPasteEdge(soFar, edge, types)) allowedEdges.push(edge)
  }
  const patches: Patch[] = [
    ...nodes.map(
      (node, index): Patch => ({
        op: 'add',
        path: ['graph', 'nodes', app.graph.nodes.length + index],
        value: asJson(node),
      }),
    ),
    ...allowedEdges.map(
      (edge, index): Patch => ({
        op: 'add',
        path: ['graph', 'edges', app.graph.edges.length + index],
        value: asJson(edge),
      }),
    ),
  ]
  const select = nodes.flatMap((node) => (node.parentId && isPasted(node.parentId) ? [] : [node.id]))
  return withRoom(app, { reason, patches, select }, sizes)

  function isPasted(id: string): boolean {
    return nodes.some((node) => node.id === id)
  }
}

/** Rewrites selectors and `{{#node.name#}}` in text, wherever they stand in a config. @internal */
export function remapReferences(value: JsonValue, ids: ReadonlyMap<string, string>): JsonValue {
  if (typeof value === 'string') {
    return value.replace(/\{\{#([A-Za-z0-9_]{1,50})\./g, (whole, id: string) => {
      const next = ids.get(id)
      return next === undefined ? whole : `{{#${next}.`
    })
  }
  if (Array.isArray(value)) {
    const [first] = value
    const isSelector = value.length >= 2 && value.every((part) => typeof part === 'string')
    const next = isSelector && typeof first === 'string' ? ids.get(first) : undefined
    return next === undefined ? value.map((part) => remapReferences(part, ids)) : [next, ...value.slice(1)]
  }
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      NODE_ID_KEYS.has(key) && typeof part === 'string'
        ? (ids.get(part) ?? part)
        : remapReferences(part, ids),
    ]),
  )
}

/** Keys of configs whose text is the id of a node. */
const NODE_ID_KEYS: ReadonlySet<string> = new Set(['startNodeId', 'start_node_id'])

/** Where the outer nodes of a payload will live: at a point in what lies there, else where they came from if it is here. */
function parentsOf(
  app: App,
  payload: ClipboardPayload,
  containerId: string | undefined,
  isAtPoint: boolean,
): ReadonlyMap<string, string | undefined> {
  return new Map(
    payload.nodes.map((node) => {
      const isKnown = app.graph.nodes.some(({ id }) => id === node.parentId)
      return [node.id, isAtPoint ? containerId : isKnown ? node.parentId : undefined]
    }),
  )
}

function allowedIn(
  app: App,
  payload: ClipboardPayload,
  types: NodeTypes,
  parents: ReadonlyMap<string, string | undefined>,
): ClipboardPayload {
  const all = new Map(payload.nodes.map((node) => [node.id, node]))
  const containerOf = (id: string | undefined): AppNode | undefined =>
    app.graph.nodes.find((node) => node.id === id)
  const isAllowed = (node: AppNode, depth: number): boolean => {
    const parent = all.get(node.parentId ?? '')
    // The mark where rounds begin comes with its container; what lives in a refused container is refused with it.
    if (isInnerStart(node.type)) return parent !== undefined && isAllowed(parent, depth + 1)
    if (parent && depth < MOST_DEPTH && !isAllowed(parent, depth + 1)) return false
    const definition = types.get(node.type) ?? { type: node.type }
    return refusalToAdd(definition, app, parent ?? containerOf(parents.get(node.id))) === undefined
  }
  const nodes = payload.nodes.filter((node) => isAllowed(node, 0))
  const ids = new Set(nodes.map((node) => node.id))
  return {
    ...payload,
    nodes,
    edges: payload.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
  }
}

// A handle that an unknown type declares is not known here; its edges are copied as they are.
function canPasteEdge(app: App, edge: AppEdge, types: NodeTypes): boolean {
  const refusal = refusalToConnect(app, edge, types)
  const source = app.graph.nodes.find((node) => node.id === edge.source)
  return (
    refusal === undefined || (refusal === 'handle-unknown' && source !== undefined && !types.has(source.type))
  )
}

const SECRET_KEY = /(api[_-]?key|secret|password|passwd|authorization|credential|access[_-]?token|bearer)/i

function withoutSecrets(node: AppNode): AppNode {
  return {
    ...node,
    config: emptySecrets(node.config) as JsonObject, // emptying keeps the shape
    ...(node.foreign === undefined ? {} : { foreign: emptySecrets(node.foreign) as JsonObject }), // as above
  }
}

function emptySecrets(value: JsonValue, key = ''): JsonValue {
  if (typeof value === 'string') return SECRET_KEY.test(key) ? '' : value
  if (Array.isArray(value)) return value.map((part) => emptySecrets(part, key))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, emptySecrets(part, name)]))
}

function shiftOf(nodes: readonly AppNode[], place: PastePlace, origin: Point): Point {
  if ('by' in place) return place.by
  const left = Math.min(...nodes.map((node) => node.position.x))
  const top = Math.min(...nodes.map((node) => node.position.y))
  return { x: Math.round(place.at.x - origin.x - left), y: Math.round(place.at.y - origin.y - top) }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNode(value: unknown): value is AppNode {
  return (
    isObject(value) &&
    typeof value.id === 'string' &&
    typeof value.type === 'string' &&
    typeof value.title === 'string' &&
    isObject(value.config) &&
    isObject(value.position) &&
    Number.isFinite(value.position.x) &&
    Number.isFinite(value.position.y)
  )
}

function isEdge(value: unknown): value is AppEdge {
  return (
    isObject(value) &&
    [value.id, value.source, value.sourceHandle, value.target, value.targetHandle].every(
      (part) => typeof part === 'string',
    )
  )
}
