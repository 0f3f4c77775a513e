import type { App, AppNode, NodeDefinition, Result, TemplatePart } from '@skep/schema'
import type { Executor } from '../define-executor.ts'
import { compileNode } from './compile-node.ts'
import { planFailure } from './failure.ts'
import { findCycle, reachableFrom, uniqueEdges } from './graph.ts'

/** An edge between nodes that the run can reach. `key` is stable for an app. @public */
export interface PlannedEdge {
  readonly key: string
  readonly source: string
  readonly handle: string
  readonly target: string
}

/** @public */
export interface PlannedNode {
  readonly id: string
  readonly node: AppNode
  /** As the node type's schema reads it. */
  readonly config: unknown
  readonly executor: Executor
  /** Chooses among its ways out, also by failing. */
  readonly isBranch: boolean
  readonly canRetry: boolean
  /** What a response node says. */
  readonly template?: readonly TemplatePart[]
  readonly incoming: readonly PlannedEdge[]
  readonly outgoing: readonly PlannedEdge[]
}

/** An app, checked and compiled for any number of runs. Holds functions: it does not cross workers. @public */
export interface Plan {
  readonly app: App
  readonly rootId: string
  /** Reachable nodes only, in the order of the app. */
  readonly nodes: ReadonlyMap<string, PlannedNode>
}

/** What an app is planned with; node types and executors are joined by `type`. @public */
export interface PlanEnvironment {
  readonly nodes: readonly NodeDefinition[]
  readonly executors: readonly Executor[]
}

/**
 * Checks and compiles an app. Nodes that the root does not reach are left out and may be anything.
 * Fails with `NODE_TYPE_UNKNOWN`, `NODE_CONFIG_INVALID` or `APP_INVALID`; `data.nodeId` names the node.
 * @public
 */
export function plan(app: App, environment: PlanEnvironment): Result<Plan> {
  const definitions = new Map(environment.nodes.map((node) => [node.type, node]))
  const executors = new Map(environment.executors.map((executor) => [executor.type, executor]))
  const { nodes } = app.graph

  const root = nodes.find((node) => !node.parentId && definitions.get(node.type)?.isRoot)
  if (!root) return planFailure('APP_INVALID', 'The app has no start. Add a start node and connect it.')
  const ids = new Set<string>()
  for (const { id } of nodes) {
    if (ids.has(id)) return planFailure('APP_INVALID', `Two nodes have the id "${id}".`, { nodeId: id })
    ids.add(id)
  }

  const edges = uniqueEdges(app.graph.edges)
  const reachable = reachableFrom(root.id, edges, ids)
  const inside = edges.filter((edge) => reachable.has(edge.source) && reachable.has(edge.target))
  const cycle = findCycle(reachable, inside)
  if (cycle) {
    return planFailure('APP_INVALID', 'The nodes are connected in a circle. Remove one of its connections.', {
      nodeIds: cycle,
    })
  }

  const incoming = Map.groupBy(inside, (edge) => edge.target)
  const outgoing = Map.groupBy(inside, (edge) => edge.source)
  const planned = new Map<string, PlannedNode>()
  for (const node of nodes) {
    if (!reachable.has(node.id)) continue
    const compiled = compileNode(node, definitions.get(node.type), executors.get(node.type))
    if (!compiled.ok) return compiled
    planned.set(node.id, {
      ...compiled.value,
      incoming: incoming.get(node.id) ?? [],
      outgoing: outgoing.get(node.id) ?? [],
    })
  }
  return { ok: true, value: { app, rootId: root.id, nodes: planned } }
}
