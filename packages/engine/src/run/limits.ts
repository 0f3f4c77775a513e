import type { ErrorData } from '@skep/schema'

/** What one run may use. @public */
export interface RunLimits {
  /** Executions of nodes. */
  readonly steps: number
  readonly timeMs: number
  /** Nodes that run at the same time. */
  readonly parallel: number
  /** The outputs of one node as JSON, and the text that one node streams, in characters. */
  readonly outputChars: number
}

/** Dify's limits on steps and time. @public */
export const DEFAULT_RUN_LIMITS: RunLimits = {
  steps: 500,
  timeMs: 1_200_000,
  parallel: 16,
  outputChars: 8_000_000,
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
export function stepLimitError({ steps }: RunLimits): ErrorData {
  return {
    code: 'RUN_LIMIT_STEPS',
    message: `The run needs more than ${steps} steps and was stopped.`,
    data: { limit: 'steps', value: steps },
  }
}
