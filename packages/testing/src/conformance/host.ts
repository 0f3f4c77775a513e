import type { FormSubmission, RunEvent } from '@skep/client'
import type { EnginePorts, Executor } from '@skep/engine'
import type { App, FileValue, JsonObject, NodeDefinition } from '@skep/schema'

/** Node types with their executors, and the ports they may really use. @public */
export interface ConformanceHost {
  readonly nodes: readonly NodeDefinition[]
  readonly executors: readonly Executor[]
  /** A port that is absent is never needed: cases bring mocks for models, knowledge, tools and HTTP. */
  readonly ports?: Partial<EnginePorts>
}

/** What one run of a case starts with. @public */
export interface ConformanceRequest {
  /** Its conversation variables hold the values of the run. */
  readonly app: App
  /** Values of its secret variables, by the names under which the app asks for them. */
  readonly secrets: JsonObject
  readonly inputs: JsonObject
  readonly query?: string
  readonly files?: readonly FileValue[]
}

/** A run of a case that goes on. @public */
export interface ConformanceRun {
  /** The events since the start or the last resume, up to the run's end or its next pause. */
  read(): Promise<readonly RunEvent[]>
  /** Answers a form of the paused run; `read` then gives what follows. */
  submit(form: {
    readonly nodeId: string
    readonly executionId: string
    readonly submission: FormSubmission
  }): Promise<void>
  /** Ends a run that is still paused. */
  close(): Promise<void>
}

/** What is put to the test: something that runs apps. @public */
export interface ConformanceTarget {
  start(request: ConformanceRequest): Promise<ConformanceRun>
}

/** One expectation that was not met. @public */
export interface ConformanceFailure {
  readonly runId: string
  /** The expectation, e.g. `expect.outputs`. */
  readonly key: string
  readonly message: string
}
