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
