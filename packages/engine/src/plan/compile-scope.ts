import type { AppNode, NodeDefinition, Result } from '@skep/schema'
import type { Executor } from '../define-executor.ts'
import { type CompiledNode, compileNode } from './compile-node.ts'
import { planFailure } from './failure.ts'
import { findCycle, reachableFrom } from './graph.ts'
import type { PlannedEdge, PlannedNode, PlanScope } from './plan.ts'

/** @internal */
export interface ScopeSource {
  readonly definitions: ReadonlyMap<string, NodeDefinition>
  readonly executors: ReadonlyMap<string, Executor>
  /** Nodes by the container they live in. */
  readonly children: ReadonlyMap<string | undefined, readonly AppNode[]>
  readonly edges: readonly PlannedEdge[]
  /** The containers around this scope. */
  readonly around: ReadonlySet<string>
}

/** Compiles the nodes that one root reaches within one container, and what is inside them. @internal */
export function compileScope(
  rootId: string,
  containerId: string | undefined,
  source: ScopeSource,
): Result<PlanScope> {
  const members = source.children.get(containerId) ?? []
  const ids = new Set(members.map((node) => node.id))
  // Edges through the wall of a container lead nowhere.
  const inside = source.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target))
  const reachable = reachableFrom(rootId, inside, ids)
  const edges = inside.filter((edge) => reachable.has(edge.source) && reachable.has(edge.target))
  const cycle = findCycle(reachable, edges)
  if (cycle) {
    return planFailure('APP_INVALID', 'The nodes are connected in a circle. Remove one of its connections.', {
      nodeIds: cycle,
    })
  }
  const incoming = Map.groupBy(edges, (edge) => edge.target)
  const outgoing = Map.groupBy(edges, (edge) => edge.source)
  const nodes = new Map<string, PlannedNode>()
  for (const node of members) {
    if (!reachable.has(node.id)) continue
    const definition = source.definitions.get(node.type)
    const compiled = compileNode(node, definition, source.executors.get(node.type))
    if (!compiled.ok) return compiled
    const rounds = compileInside(compiled.value, definition, source)
    if (rounds && !rounds.ok) return rounds
    nodes.set(node.id, {
      ...compiled.value,
      incoming: incoming.get(node.id) ?? [],
      outgoing: outgoing.get(node.id) ?? [],
      ...(rounds ? { inside: rounds.value } : {}),
    })
  }
  const responses = [...nodes.values()].filter((node) => node.template)
  return {
    ok: true,
    value: {
      rootId,
      nodes,
      responses: responses.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      named: new Set(
        responses.flatMap(({ template = [] }) =>
          template.flatMap((part) => (part.type === 'variable' ? [part.key] : [])),
        ),
      ),
    },
  }
}

/** What a container runs; nothing for other nodes. */
function compileInside(
  { id, node, config }: CompiledNode,
  definition: NodeDefinition | undefined,
  source: ScopeSource,
): Result<PlanScope> | undefined {
  if (!definition?.container) return undefined
  const name = node.title || id
  if (source.around.has(id)) {
    return planFailure('APP_INVALID', `"${name}" lives inside itself. Move it out.`, { nodeId: id })
  }
  const children = source.children.get(id) ?? []
  // Old files have no inner start: their container names the first node. What `plan` parsed fits the definition.
  const named = definition.container.startNodeId?.(config as Parameters<typeof definition.outputs>[0])
  const first =
    children.find((child) => child.id === named) ??
    children.find((child) => source.definitions.get(child.type)?.isInnerStart)
  if (!first) {
    return planFailure('APP_INVALID', `"${name}" has no beginning inside. Add it again.`, { nodeId: id })
  }
  return compileScope(first.id, id, { ...source, around: new Set([...source.around, id]) })
}
