import { type App, type AppNode, NOTE_TYPE } from '@skep/schema'
import { absoluteOf } from './frame.ts'

/** A line of the outline: a node, and how many containers it lives in. @internal */
export interface OutlineLine {
  readonly id: string
  readonly depth: number
}

/**
 * The nodes in reading order: along the edges from the roots, what lives in a container right after it, notes last.
 * @internal
 */
export function readingOrder(app: App): readonly OutlineLine[] {
  const ids = new Set(app.graph.nodes.map((node) => node.id))
  const home = ({ id, parentId }: AppNode): string | undefined =>
    parentId !== undefined && parentId !== id && ids.has(parentId) ? parentId : undefined
  const byHome = Map.groupBy(app.graph.nodes, home)
  const seen = new Set<string>()
  const list = (parentId: string | undefined, depth: number): readonly OutlineLine[] => {
    const nodes = byHome.get(parentId) ?? []
    const steps = orderOf(
      app,
      nodes.filter((node) => node.type !== NOTE_TYPE),
    )
    const notes = nodes.flatMap((node) => (node.type === NOTE_TYPE ? [node.id] : []))
    return [...steps, ...notes].flatMap((id) => {
      if (seen.has(id)) return []
      seen.add(id)
      return [{ id, depth }, ...list(id, depth + 1)]
    })
  }
  const lines = list(undefined, 0)
  // Containers that name each other as their home are in no list.
  const lost = app.graph.nodes.flatMap(({ id }) => (seen.has(id) ? [] : [{ id, depth: 0 }]))
  return [...lines, ...lost]
}

function orderOf(app: App, nodes: readonly AppNode[]): readonly string[] {
  const byColumn = nodes.toSorted((a, b) => a.position.x - b.position.x || a.position.y - b.position.y)
  const known = new Map(nodes.map((node) => [node.id, node]))
  const edges = app.graph.edges.filter((edge) => known.has(edge.source) && known.has(edge.target))
  const sources = Map.groupBy(edges, (edge) => edge.target)
  const targets = Map.groupBy(edges, (edge) => edge.source)
  const y = (id: string): number => known.get(id)?.position.y ?? 0
  const seen = new Set<string>()
  const visit = (id: string): void => {
    // A join comes after all that lead into it.
    if (seen.has(id) || (sources.get(id) ?? []).some((edge) => !seen.has(edge.source))) return
    seen.add(id)
    const next = (targets.get(id) ?? []).map((edge) => edge.target)
    for (const target of next.toSorted((a, b) => y(a) - y(b))) visit(target)
  }
  for (const node of byColumn) visit(node.id)
  for (const node of byColumn) seen.add(node.id) // circles, which no visit enters
  return [...seen]
}

/** The node that an arrow leads to: along an edge to the sides, to a neighbour up and down. @internal */
export function walkFrom(app: App, nodeId: string, x: number, y: number): string | undefined {
  const node = app.graph.nodes.find((candidate) => candidate.id === nodeId)
  if (!node) return app.graph.nodes[0]?.id
  const here = absoluteOf(app, node)
  const joined = app.graph.edges.flatMap((edge) => {
    if (x > 0 && edge.source === nodeId) return [edge.target]
    if (x < 0 && edge.target === nodeId) return [edge.source]
    return []
  })
  const isCandidate = (candidate: App['graph']['nodes'][number]): boolean => {
    if (candidate.id === nodeId) return false
    if (x !== 0) return joined.includes(candidate.id)
    return Math.sign(absoluteOf(app, candidate).y - here.y) === Math.sign(y)
  }
  return app.graph.nodes
    .filter(isCandidate)
    .toSorted((a, b) => distance(absoluteOf(app, a), here) - distance(absoluteOf(app, b), here))[0]?.id
}

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
