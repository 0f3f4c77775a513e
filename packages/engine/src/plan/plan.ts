import {
  type App,
  type AppNode,
  compileAssistant,
  type NodeDefinition,
  type Result,
  type Selector,
} from '@skep/schema'
import type { Executor } from '../define-executor.ts'
import { compileScope } from './compile-scope.ts'
import { planFailure } from './failure.ts'
import { uniqueEdges } from './graph.ts'

/** An edge between nodes that the run can reach. `key` is stable for an app. @public */
export interface PlannedEdge {
  readonly key: string
  readonly source: string
  readonly handle: string
  readonly target: string
}

/** A part of what a response node says. @public */
export type PlannedPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'variable'; readonly selector: Selector; readonly key: string }

/** @public */
export interface PlannedNode {
  readonly id: string
  readonly node: AppNode
  /** As the node type's schema reads it. */
  readonly config: unknown
  readonly executor: Executor
  /** The ids of its ways out, without that of failure. */
  readonly handles: readonly string[]
  /** Chooses among its ways out, also by failing. */
  readonly isBranch: boolean
  /** Begins a round and passes on without being run. */
  readonly isInnerStart: boolean
  readonly canRetry: boolean
  /** Running it changes something outside. */
  readonly hasSideEffects: boolean
  /** It has an error strategy or retries. */
  readonly expectsFailure: boolean
  /** What a response node says. */
  readonly template?: readonly PlannedPart[]
  /** Keys of the variables that it writes besides its outputs. */
  readonly writes?: ReadonlySet<string>
  readonly incoming: readonly PlannedEdge[]
  readonly outgoing: readonly PlannedEdge[]
  /** What a container runs in each round. */
  readonly inside?: PlanScope
}

/** Nodes that run together: those of the app itself, or those right inside one container. @public */
export interface PlanScope {
  readonly rootId: string
  /** Reachable nodes only, in the order of the app. */
  readonly nodes: ReadonlyMap<string, PlannedNode>
  /** Those that speak, in the order of their ids. */
  readonly responses: readonly PlannedNode[]
  /** Keys of the streams that some response node names; chunks of all others are dropped. */
  readonly named: ReadonlySet<string>
}

/** An app, checked and compiled for any number of runs. Holds functions: it does not cross workers. @public */
export interface Plan extends PlanScope {
  readonly app: App
  /** What it was planned with; apps that it calls are planned with the same. */
  readonly environment: PlanEnvironment
}

/** What an app is planned with; node types and executors are joined by `type`. @public */
export interface PlanEnvironment {
  readonly nodes: readonly NodeDefinition[]
  readonly executors: readonly Executor[]
}

/** A selector as the key of a map. @internal */
export function variableKey(selector: Selector): string {
  return JSON.stringify(selector)
}

/**
 * Checks and compiles an app; one without a graph becomes its graph first. Nodes that no run reaches are left out and may be anything.
 * Fails with `NODE_TYPE_UNKNOWN`, `NODE_CONFIG_INVALID` or `APP_INVALID`; `data.nodeId` names the node.
 * @public
 */
export function plan(source: App, environment: PlanEnvironment): Result<Plan> {
  const app = compileAssistant(source)
  const definitions = new Map(environment.nodes.map((node) => [node.type, node]))
  const executors = new Map(environment.executors.map((executor) => [executor.type, executor]))
  const nodes = new Map<string, AppNode>()
  for (const node of app.graph.nodes) {
    if (nodes.has(node.id)) {
      return planFailure('APP_INVALID', `Two nodes have the id "${node.id}".`, { nodeId: node.id })
    }
    nodes.set(node.id, node)
  }
  // A parent that is not there is none.
  const parentOf = ({ parentId }: AppNode): string | undefined =>
    parentId !== undefined && nodes.has(parentId) ? parentId : undefined
  const children = Map.groupBy(app.graph.nodes, parentOf)
  const root = children.get(undefined)?.find((node) => definitions.get(node.type)?.isRoot)
  if (!root) return planFailure('APP_INVALID', 'The app has no start. Add a start node and connect it.')

  const scope = compileScope(root.id, undefined, {
    definitions,
    executors,
    children,
    edges: uniqueEdges(app.graph.edges),
    around: new Set(),
  })
  return scope.ok ? { ok: true, value: { app, environment, ...scope.value } } : scope
}
