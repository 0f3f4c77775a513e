import type { EnginePorts, Executor } from '@skep/engine'
import type { NodeDefinition } from '@skep/schema'

/** What is put to the test: node types with their executors, and the ports they may really use. @public */
export interface ConformanceHost {
  readonly nodes: readonly NodeDefinition[]
  readonly executors: readonly Executor[]
  /** A port that is absent is never needed: cases bring mocks for models, knowledge, tools and HTTP. */
  readonly ports?: Partial<EnginePorts>
}

/** One expectation that was not met. @public */
export interface ConformanceFailure {
  readonly runId: string
  /** The expectation, e.g. `expect.outputs`. */
  readonly key: string
  readonly message: string
}
