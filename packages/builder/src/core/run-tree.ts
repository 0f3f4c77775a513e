import type { RunStep, RunView } from './run-view.ts'

/** The steps of a run as people read them: those of a round below their container. @public */
export interface RunTree {
  /** The steps outside of all containers, in the order in which they began. */
  readonly outer: readonly RunStep[]
  /** By the execution of the container, then by round. */
  readonly rounds: ReadonlyMap<string, ReadonlyMap<number, readonly RunStep[]>>
}

/** @public */
export function runTree(view: RunView): RunTree {
  const outer: RunStep[] = []
  const rounds = new Map<string, Map<number, RunStep[]>>()
  for (const step of view.steps) {
    // The innermost round that is known; a container that is not listed does not hide its steps.
    const around = step.around.findLast((round) => view.places.has(round.executionId))
    if (!around) {
      outer.push(step)
      continue
    }
    const ofContainer = rounds.get(around.executionId) ?? new Map<number, RunStep[]>()
    const ofRound = ofContainer.get(around.index) ?? []
    ofRound.push(step)
    ofContainer.set(around.index, ofRound)
    rounds.set(around.executionId, ofContainer)
  }
  return { outer, rounds }
}

/** The round that somebody wants to see first: the one that failed or waits, else the last that began. @public */
export function tellingRound(tree: RunTree, executionId: string): number {
  const rounds = tree.rounds.get(executionId)
  if (!rounds) return 0
  for (const [index, steps] of rounds) {
    if (steps.some((step) => step.status === 'failed' || step.status === 'paused')) return index
  }
  return Math.max(0, ...rounds.keys())
}
