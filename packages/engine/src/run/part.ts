import type { RunPart } from '@skep/client'
import type { JsonObject, Result } from '@skep/schema'
import { planFailure } from '../plan/failure.ts'
import type { Plan, PlannedEdge, PlannedNode, PlanScope } from '../plan/plan.ts'

/** The scope that a node lives in. @internal */
export function scopeOf(scope: PlanScope, nodeId: string): PlanScope | undefined {
  if (scope.nodes.has(nodeId)) return scope
  for (const { inside } of scope.nodes.values()) {
    const found = inside && scopeOf(inside, nodeId)
    if (found) return found
  }
  return undefined
}

/** A node and all that comes before it, or after it. */
function connected({ nodes }: PlanScope, nodeId: string, way: 'incoming' | 'outgoing'): ReadonlySet<string> {
  const found = new Set([nodeId])
  // A Set yields what is added while one walks it.
  for (const id of found) {
    for (const edge of nodes.get(id)?.[way] ?? []) found.add(way === 'incoming' ? edge.source : edge.target)
  }
  return found
}

/**
 * The plan of a part of an app. What does not run leads nowhere: a node of the part waits for nodes of the part alone.
 * Fails with `INPUT_INVALID` when no run reaches the node.
 * @internal
 */
export function planPart(plan: Plan, { kind, nodeId }: RunPart): Result<Plan> {
  const scope = scopeOf(plan, nodeId)
  if (!scope) {
    return planFailure('INPUT_INVALID', 'This step cannot be run: nothing leads to it.', {
      field: 'part',
      nodeId,
    })
  }
  const ids =
    kind === 'node' ? new Set([nodeId]) : connected(scope, nodeId, kind === 'from' ? 'outgoing' : 'incoming')
  const isInside = ({ source, target }: PlannedEdge): boolean => ids.has(source) && ids.has(target)
  const nodes = new Map<string, PlannedNode>()
  for (const node of scope.nodes.values()) {
    if (!ids.has(node.id)) continue
    nodes.set(node.id, {
      ...node,
      incoming: node.incoming.filter(isInside),
      outgoing: node.outgoing.filter(isInside),
    })
  }
  return {
    ok: true,
    value: {
      app: plan.app,
      environment: plan.environment,
      rootId: kind === 'to' ? scope.rootId : nodeId,
      nodes,
      responses: scope.responses.flatMap(({ id }) => nodes.get(id) ?? []),
      named: scope.named,
    },
  }
}

/** Outputs that stand for a node's work, with the way out that they mean. @internal */
export interface GivenOutputs {
  readonly origin: 'cached' | 'pinned'
  readonly outputs: JsonObject
  readonly handle: string | undefined
}

/**
 * The outputs that a draft has for a node without running it. The node that the part is about always runs, and so do
 * what comes after it, unless it is pinned, and a branch whose outputs do not say which way it took.
 * @internal
 */
export function givenOutputs(
  planned: PlannedNode,
  { isDraft, part }: { readonly isDraft: boolean; readonly part: RunPart | undefined },
): GivenOutputs | undefined {
  if (!isDraft && !part) return undefined
  if (part?.nodeId === planned.id) return undefined
  const kept = part?.kind === 'to' ? (part.cached ?? {}) : {}
  const cached = Object.hasOwn(kept, planned.id) ? kept[planned.id] : undefined
  const outputs = (isDraft ? planned.node.pinnedOutputs : undefined) ?? cached
  if (!outputs) return undefined
  const handle = handleOf(planned, outputs)
  if (planned.isBranch && handle === undefined) return undefined
  return { origin: outputs === cached ? 'cached' : 'pinned', outputs, handle }
}

/** What branches tell of their choice: if-else, question-classifier and human-input. */
const CHOICES = ['selected_case_id', 'class_id', '__action_id'] as const

function handleOf({ isBranch, handles, node }: PlannedNode, outputs: JsonObject): string | undefined {
  if (!isBranch) return undefined
  if (node.errorStrategy?.type === 'fail-branch' && outputs.error_type !== undefined) return 'fail-branch'
  const chosen = CHOICES.map((name) => outputs[name]).find(
    (id) => typeof id === 'string' && handles.includes(id),
  )
  if (typeof chosen === 'string') return chosen
  return handles.includes('source') ? 'source' : undefined
}
