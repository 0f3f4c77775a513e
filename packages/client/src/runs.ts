import type { App, ErrorData, FileValue, JsonObject } from '@skep/schema'
import type { FormSubmission, RunEvent, Usage } from './run-events.ts'

/** Only a part of an app is run, to try it out. Steps that do not run give what is cached or pinned. @public */
export interface RunPart {
  /** `node`: this one alone. `from`: it and what comes after it. `to`: what leads to it, and it. */
  readonly kind: 'node' | 'from' | 'to'
  readonly nodeId: string
  /**
   * Values of variables by name, under the first part of their selector: a node's id, the id of the container around
   * (`item`, `index`, loop variables), or `conversation`. Of steps that are part of the run they count with `to` alone,
   * where they stand for running the step again.
   */
  readonly cached?: Readonly<Record<string, JsonObject>>
}

/** @public */
export interface RunRequest {
  /** A stored app by id, or an app as it is (a draft). */
  readonly app: string | App
  readonly inputs?: JsonObject
  /** The user's message, for apps that talk. */
  readonly query?: string
  readonly files?: readonly FileValue[]
  /** Continues a conversation; absent in an app that talks: a new one is made. */
  readonly conversationId?: string
  /** A draft run does not appear in conversations. Default false. */
  readonly isDraft?: boolean
  /** Runs a part of the app. Only drafts may; pinned outputs count in drafts alone, too. */
  readonly part?: RunPart
}

/** @public */
export type RunStatus = 'running' | 'paused' | 'succeeded' | 'partial-succeeded' | 'failed' | 'stopped'

/** @public */
export interface RunRecord {
  readonly id: string
  readonly appId: string
  readonly appName: string
  readonly conversationId?: string
  readonly isDraft: boolean
  readonly status: RunStatus
  readonly inputs: JsonObject
  readonly outputs?: JsonObject
  readonly error?: ErrorData
  readonly usage?: Usage
  readonly startedAtMs: number
  readonly durationMs?: number
  readonly eventCount: number
}

/** @public */
export interface RunsApi {
  /** Starts a run and returns at once; what happens comes by `events`. */
  start(request: RunRequest): Promise<{ readonly runId: string; readonly conversationId?: string }>
  /**
   * The events of a run after sequence number `after` (0: all), stored ones first, then live, until its end.
   * Leaving the loop or aborting stops the listening, not the run. A paused run has not ended: its stream waits.
   */
  events(
    runId: string,
    options?: { readonly after?: number; readonly signal?: AbortSignal },
  ): AsyncIterable<RunEvent>
  /**
   * Runs a run again from what was recorded of it: the same events, at no cost, for no model, server or tool is asked. A
   * paused run replays up to its pause.
   * @throws `RUN_NOT_FOUND`; `RUN_NOT_REPLAYABLE` when it was not recorded, was interrupted, was too long, a secret had to
   * be taken out, or it does something else than it did, also in the middle.
   */
  replay(runId: string, options?: { readonly signal?: AbortSignal }): AsyncIterable<RunEvent>
  /** Stops a run, in another tab too. One that has ended stays as it is. @throws `RUN_NOT_FOUND` */
  stop(runId: string): Promise<void>
  /**
   * Answers a form that a paused run shows; the run goes on, in this tab or another.
   * @throws `RUN_NOT_FOUND`; `FORM_NOT_FOUND` when nothing waits for this form any more; `INPUT_INVALID` with the
   * `field` that does not fit.
   */
  submitForm(
    runId: string,
    form: { readonly executionId: string; readonly submission: FormSubmission },
  ): Promise<void>
  get(runId: string): Promise<RunRecord>
  list(filter?: { readonly appId?: string; readonly limit?: number }): Promise<readonly RunRecord[]>
}
