import type { App, AppEdge } from '@skep/schema'
import { handlesOf, hasWayIn, type NodeTypes } from './node-types.ts'

/** A wanted edge. @public */
export interface Connection {
  readonly source: string
  readonly sourceHandle: string
  readonly target: string
}

/** Why two nodes cannot be connected. @public */
export const CONNECT_REFUSALS = [
  'node-missing',
  'same-node',
  'no-way-in',
  'handle-unknown',
  'already-connected',
  'different-container',
  'cycle',
] as const

/** @public */
export type ConnectRefusal = (typeof CONNECT_REFUSALS)[number]

/**
 * Whether an edge may be drawn; undefined means yes. Dragging, inserting, pasting and the outline all ask this.
 * @public
 */
export function refusalToConnect(
  app: App,
  connection: Connection,
  types: NodeTypes,
): ConnectRefusal | undefined {
  const source = app.graph.nodes.find((node) => node.id === connection.source)
  const target = app.graph.nodes.find((node) => node.id === connection.target)
  if (!source || !target) return 'node-missing'
  if (source.id === target.id) return 'same-node'
  if (!hasWayIn(target, types)) return 'no-way-in'
  if (!handlesOf(source, types).some((handle) => handle.id === connection.sourceHandle))
    return 'handle-unknown'
  if (source.parentId !== target.parentId) return 'different-container'
  if (app.graph.edges.some((edge) => isSameEdge(edge, connection))) return 'already-connected'
  if (isReachable(app.graph.edges, target.id, source.id)) return 'cycle'
  return undefined
}

/** Whether an edge may be drawn. @public */
export function canConnect(app: App, connection: Connection, types: NodeTypes): boolean {
  return refusalToConnect(app, connection, types) === undefined
}

/** Whether `to` lies downstream of `from` (or is it). @public */
export function isReachable(edges: readonly AppEdge[], from: string, to: string): boolean {
  return nodesDownstream(edges, from).has(to)
}

/** A node and everything after it. @public */
export function nodesDownstream(edges: readonly AppEdge[], from: string): ReadonlySet<string> {
  const targets = new Map<string, string[]>()
  for (const edge of edges) targets.set(edge.source, [...(targets.get(edge.source) ?? []), edge.target])
  const found = new Set<string>([from])
  const open = [from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const next of targets.get(id) ?? []) {
      if (found.has(next)) continue
      found.add(next)
      open.push(next)
    }
  }
  return found
}

function isSameEdge(edge: AppEdge, connection: Connection): boolean {
  return (
    edge.source === connection.source &&
    edge.sourceHandle === connection.sourceHandle &&
    edge.target === connection.target
  )
}
