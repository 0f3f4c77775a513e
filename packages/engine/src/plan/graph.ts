import type { AppEdge } from '@skep/schema'
import type { PlannedEdge } from './plan.ts'

/** The edges with keys, each connection once: foreign files repeat edges and leave ids out. @internal */
export function uniqueEdges(edges: readonly AppEdge[]): readonly PlannedEdge[] {
  const unique = new Map<string, PlannedEdge>()
  for (const { source, sourceHandle, target } of edges) {
    const key = JSON.stringify([source, sourceHandle, target])
    if (!unique.has(key)) unique.set(key, { key, source, handle: sourceHandle, target })
  }
  return [...unique.values()]
}

/** Every node that the root reaches, the root included. @internal */
export function reachableFrom(
  rootId: string,
  edges: readonly PlannedEdge[],
  nodeIds: ReadonlySet<string>,
): ReadonlySet<string> {
  const targets = new Map<string, string[]>()
  for (const { source, target } of edges) {
    if (!nodeIds.has(target)) continue
    const list = targets.get(source)
    if (list) list.push(target)
    else targets.set(source, [target])
  }
  const reached = new Set([rootId])
  // A Set yields what is added while one walks it.
  for (const id of reached) {
    for (const target of targets.get(id) ?? []) reached.add(target)
  }
  return reached
}

/** Node ids that stand in or behind a circle, or null. @internal */
export function findCycle(
  nodeIds: ReadonlySet<string>,
  edges: readonly PlannedEdge[],
): readonly string[] | null {
  const waiting = new Map([...nodeIds].map((id) => [id, 0]))
  const targets = new Map<string, string[]>([...nodeIds].map((id) => [id, []]))
  for (const { source, target } of edges) {
    waiting.set(target, (waiting.get(target) ?? 0) + 1)
    targets.get(source)?.push(target)
  }
  const free = [...waiting].flatMap(([id, count]) => (count === 0 ? [id] : []))
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    waiting.delete(id)
    for (const target of targets.get(id) ?? []) {
      const left = (waiting.get(target) ?? 0) - 1
      waiting.set(target, left)
      if (left === 0) free.push(target)
    }
  }
  return waiting.size === 0 ? null : [...waiting.keys()]
}
