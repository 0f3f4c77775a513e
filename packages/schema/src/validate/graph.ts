import { type App, type AppEdge, type AppNode, NOTE_TYPE } from '../app.ts'
import type { NodeDefinition } from '../define-node.ts'
import type { OutputField } from '../values.ts'
import { type Ancestors, findAncestors } from './ancestors.ts'

/** The graph, indexed once per check. @internal */
export interface GraphIndex {
  readonly app: App
  readonly definitions: ReadonlyMap<string, NodeDefinition>
  /** The first node of each id. */
  readonly nodes: ReadonlyMap<string, AppNode>
  /** Edges whose two ends exist. */
  readonly edges: readonly AppEdge[]
  readonly incoming: ReadonlyMap<string, readonly AppEdge[]>
  readonly outgoing: ReadonlyMap<string, readonly AppEdge[]>
  /** Nodes by the container they live in. */
  readonly children: ReadonlyMap<string, readonly AppNode[]>
  /** Nodes that a run can come to. */
  readonly reachable: ReadonlySet<string>
  /** What has been found out, so that nothing is found out twice. */
  readonly known: Known
}

/** Filled as it is asked for. @internal */
export interface Known {
  readonly configs: Map<AppNode, ParsedConfig>
  readonly outputs: Map<string, readonly OutputField[] | undefined>
  /** What is being found out right now: whoever comes back to it stands in a circle. */
  readonly open: Set<string>
  ancestors?: Ancestors
}

/** A config as its node type reads it; undefined where the type is unknown. */
type ParsedConfig = ReturnType<NodeDefinition['config']['safeParse']> | undefined

/** A node's config as its type reads it. @internal */
export function configOf({ definitions, known }: GraphIndex, node: AppNode): ParsedConfig {
  if (!known.configs.has(node)) {
    known.configs.set(node, definitions.get(node.type)?.config.safeParse(node.config))
  }
  return known.configs.get(node)
}

/** Whether a node can read what another left behind: it comes before it, or before a container around it. @internal */
export function isUpstream(graph: GraphIndex, source: string, reader: string): boolean {
  graph.known.ancestors ??= findAncestors(graph)
  const { ancestors } = graph.known
  return (
    ancestors.isBefore(source, reader) ||
    containersOf(graph, reader).some((container) => ancestors.isBefore(source, container.id))
  )
}

/** Types that begin the inside of a container, and root types of other builds, by the names Dify gives them. */
const INNER_STARTS: ReadonlySet<string> = new Set(['iteration-start', 'loop-start'])

/** @internal */
export function isInnerStart(
  node: AppNode,
  parent: AppNode | undefined,
  definitions: ReadonlyMap<string, NodeDefinition>,
): boolean {
  if (INNER_STARTS.has(node.type) || definitions.get(node.type)?.isInnerStart) return true
  // Old files have no inner start node: the container names its first node.
  return parent !== undefined && (parent.config.start_node_id ?? parent.config.startNodeId) === node.id
}

/** Whether a run may begin here, as far as this build can tell. @internal */
export function isRoot(node: AppNode, definitions: ReadonlyMap<string, NodeDefinition>): boolean {
  const definition = definitions.get(node.type)
  if (definition) return definition.isRoot === true
  return node.type.startsWith('trigger-') || node.type === 'datasource'
}

function group(edges: readonly AppEdge[], end: 'source' | 'target'): Map<string, AppEdge[]> {
  const groups = new Map<string, AppEdge[]>()
  for (const edge of edges) {
    const list = groups.get(edge[end])
    if (list) list.push(edge)
    else groups.set(edge[end], [edge])
  }
  return groups
}

function childrenOf(nodes: ReadonlyMap<string, AppNode>): Map<string, AppNode[]> {
  const children = new Map<string, AppNode[]>()
  for (const node of nodes.values()) {
    if (node.parentId === undefined) continue
    const list = children.get(node.parentId)
    if (list) list.push(node)
    else children.set(node.parentId, [node])
  }
  return children
}

/** @internal */
export function indexGraph(app: App, definitionList: readonly NodeDefinition[]): GraphIndex {
  const definitions = new Map(definitionList.map((definition) => [definition.type, definition]))
  const nodes = new Map<string, AppNode>()
  for (const node of app.graph.nodes) {
    if (node.type !== NOTE_TYPE && !nodes.has(node.id)) nodes.set(node.id, node)
  }
  const edges = app.graph.edges.filter((edge) => nodes.has(edge.source) && nodes.has(edge.target))
  const outgoing = group(edges, 'source')
  const children = childrenOf(nodes)

  const reachable = new Set<string>()
  const waiting = [...nodes.values()].filter(
    (node) => isRoot(node, definitions) && node.parentId === undefined,
  )
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (reachable.has(node.id)) continue
    reachable.add(node.id)
    const { id } = node
    for (const child of children.get(id) ?? [])
      if (isInnerStart(child, node, definitions)) waiting.push(child)
    for (const edge of outgoing.get(id) ?? []) {
      const target = nodes.get(edge.target)
      if (target) waiting.push(target)
    }
  }
  const incoming = group(edges, 'target')
  const known: Known = { configs: new Map(), outputs: new Map(), open: new Set() }
  return { app, definitions, nodes, edges, incoming, outgoing, children, reachable, known }
}

/**
 * The nodes that come before a node, nearest first, without the node itself (unless it stands in a cycle).
 * A node inside a container also sees what comes before the container.
 * @internal
 */
export function upstreamNodes(graph: GraphIndex, nodeId: string): readonly AppNode[] {
  const seen = new Set<string>()
  const found: AppNode[] = []
  let frontier: readonly string[] = [nodeId]
  let parentId = graph.nodes.get(nodeId)?.parentId
  const parents = new Set<string>()
  while (frontier.length > 0) {
    const next: string[] = []
    for (const id of frontier) {
      for (const { source } of graph.incoming.get(id) ?? []) {
        const node = graph.nodes.get(source)
        if (!node || seen.has(source)) continue
        seen.add(source)
        found.push(node)
        next.push(source)
      }
    }
    if (next.length === 0 && parentId !== undefined && !parents.has(parentId)) {
      parents.add(parentId)
      next.push(parentId)
      parentId = graph.nodes.get(parentId)?.parentId
    }
    frontier = next
  }
  return found
}

/** The containers around a node, innermost first. @internal */
export function containersOf(graph: GraphIndex, nodeId: string): readonly AppNode[] {
  const found = new Set<AppNode>()
  let parentId = graph.nodes.get(nodeId)?.parentId
  while (parentId !== undefined) {
    const parent = graph.nodes.get(parentId)
    if (!parent || found.has(parent)) break
    found.add(parent)
    parentId = parent.parentId
  }
  return [...found]
}
