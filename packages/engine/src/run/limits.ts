import type { ErrorData } from '@skep/schema'

/** What one run may use. @public */
export interface RunLimits {
  /** Executions of nodes, those of every round of a container counted. Starts of rounds do not count. */
  readonly steps: number
  /** Waiting for people does not count. */
  readonly timeMs: number
  /** Nodes that run at the same time, in all rounds together, at least one. Containers do not count. */
  readonly parallel: number
  /** Containers in one another; and apps that call apps as tools. */
  readonly depth: number
  /** The outputs of one node as JSON, and the text that one node streams, in characters. */
  readonly outputChars: number
  /** How long a form may wait for a person, whatever its own settings say. */
  readonly waitMs: number
}

/** Dify's limits on steps, time and waiting. @public */
export const DEFAULT_RUN_LIMITS: RunLimits = {
  steps: 500,
  timeMs: 1_200_000,
  parallel: 16,
  depth: 5,
  outputChars: 8_000_000,
  waitMs: 604_800_000,
}

/**
 * The limits of a run. One that is no number is not given, and a run without any place would wait for ever.
 * @internal
 */
export function runLimits(given: Partial<RunLimits> = {}): RunLimits {
  const numbers = Object.fromEntries(
    Object.entries(given).filter(([, limit]) => typeof limit === 'number' && !Number.isNaN(limit)),
  )
  const limits: RunLimits = { ...DEFAULT_RUN_LIMITS, ...numbers }
  return { ...limits, parallel: Math.max(1, limits.parallel) }
}

/** @internal */
export function timeLimitError({ timeMs }: RunLimits): ErrorData {
  return {
    code: 'RUN_LIMIT_TIME',
    message: `The run took longer than ${Math.round(timeMs / 1000)} seconds and was stopped.`,
    data: { limit: 'timeMs', value: timeMs },
  }
}

/** @internal */
export function waitLimitError({ waitMs }: RunLimits): ErrorData {
  return {
    code: 'RUN_LIMIT_TIME',
    message: `Nobody answered the form within ${Math.round(waitMs / 3_600_000)} hours, so the run was stopped.`,
    data: { limit: 'waitMs', value: waitMs },
  }
}

/** @internal */
export function stepLimitError({ steps }: RunLimits): ErrorData {
  return {
    code: 'RUN_LIMIT_STEPS',
    message: `The run needs more than ${steps} steps and was stopped.`,
    data: { limit: 'steps', value: steps },
  }
}

/** A node that ran when its run was interrupted. @internal */
export function interruptedError(title: string): ErrorData {
  return {
    code: 'NODE_INTERRUPTED',
    message: `The run was interrupted while "${title}" was at work. Check whether it took effect.`,
    data: {},
  }
}
