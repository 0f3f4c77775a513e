import type { CodeLimits } from '@skep/engine'

/** The limits that the format of hostile snippets names. */
export const SNIPPET_LIMITS: CodeLimits = {
  timeoutMs: 5_000,
  memoryBytes: 64 * 1_048_576,
  outputBytes: 1_000_000,
}

/** The type of the node that describes the world of the engine's worker. */
export const WORLD_TYPE = 'hostile-world'
