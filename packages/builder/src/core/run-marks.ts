import type { AppEdge } from '@skep/schema'
import { FAIL_BRANCH } from './node-types.ts'
import { lastStepOf, type NodeRunStatus, type RunRounds, type RunStep, type RunView } from './run-view.ts'

/** What a card shows of a run: its last execution, or that it was skipped; undefined before its turn. @public */
export interface NodeRun {
  readonly status: NodeRunStatus
  readonly durationMs?: number
  /** The rounds of a container. */
  readonly rounds?: Pick<RunRounds, 'begun' | 'length'>
  /** It did not run: its outputs were given. */
  readonly origin?: 'cached' | 'pinned'
}

/** @public */
export function nodeRunOf(view: RunView, nodeId: string): NodeRun | undefined {
  if (view.skipped.has(nodeId)) return { status: 'skipped' }
  const step = lastStepOf(view, nodeId)
  if (!step) return undefined
  const { status, durationMs, rounds, origin } = step
  return {
    status,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(origin ? { origin } : {}),
    ...(rounds
      ? {
          rounds: {
            begun: rounds.begun,
            ...(rounds.length === undefined ? {} : { length: rounds.length }),
          },
        }
      : {}),
  }
}

/** What an edge shows of a run: `active` leads into a node that is running. @public */
export type EdgeRun = 'active' | 'taken' | 'skipped'

/** @public */
export function edgeRunOf(view: RunView, edge: AppEdge): EdgeRun | undefined {
  if (view.skipped.has(edge.source)) return 'skipped'
  const step = lastStepOf(view, edge.source)
  if (!step || (step.status !== 'succeeded' && step.status !== 'handled')) return undefined
  if (!isTaken(step, edge.sourceHandle)) return 'skipped'
  const target = nodeRunOf(view, edge.target)?.status
  return target === 'running' || target === 'paused' ? 'active' : 'taken'
}

// A node without branches names no handle: every way out is taken but the one for failures.
function isTaken(step: RunStep, handle: string): boolean {
  return step.handle === undefined ? handle !== FAIL_BRANCH : step.handle === handle
}
