import type { FormSubmission, RunEvent, RunEventType, RunPart } from '@skep/client'
import type { ErrorData, JsonObject, JsonValue } from '@skep/schema'
import type { RunSystem } from '../run/create-state.ts'
import type { RunLimits } from '../run/limits.ts'
import type { RunSnapshot } from '../run/run.ts'

/** The form that this release writes. Others are refused. @internal */
export const RECORDING_VERSION = 1

/** A call of a port, in the order in which the engine made them. @public */
export interface RecordedCall {
  readonly port: string
  readonly method: string
  /** `value`: it answered at once. */
  readonly kind: 'promise' | 'stream' | 'value'
  /** What a call of the kind `value` gave. */
  readonly value?: JsonValue
}

/** What a port threw: an error of ours, or a foreign one by name. @public */
export type RecordedError = { readonly data: ErrorData } | { readonly name: string; readonly message: string }

/** Something that came from outside, in the order in which the engine got it. `call` counts from 0. @public */
export type RecordedDelivery =
  /** A promise's value, or one part of a stream. */
  | { readonly call: number; readonly value: JsonValue }
  /** Parts of one stream that came one after the other and differ by their text alone. */
  | {
      readonly call: number
      readonly part: JsonObject
      readonly text: string
      /** How long each part's text was. */
      readonly lengths: readonly number[]
    }
  /** The stream is over. */
  | { readonly call: number; readonly isEnd: true }
  | { readonly call: number; readonly error: RecordedError }
  /** The port called a function that it was given. */
  | { readonly call: number; readonly callback: string; readonly args: readonly JsonValue[] }
  | { readonly form: RecordedForm }
  | { readonly isStop: true }

/** A form that a person sent. @public */
export interface RecordedForm {
  readonly executionId: string
  readonly submission: FormSubmission
}

/** How a recorded run began. @public */
export type RecordedStart =
  | {
      readonly type: 'run'
      readonly inputs: JsonObject
      readonly system: RunSystem
      readonly conversationVariables: JsonObject
      readonly isDraft: boolean
      readonly runId?: string
      readonly part?: RunPart
    }
  | {
      readonly type: 'resume'
      readonly from: readonly RunEvent[] | RunSnapshot
      readonly rerunsSideEffects: boolean
      /** Sent before the run went on. */
      readonly forms: readonly RecordedForm[]
    }

/**
 * Everything that came into a run from outside, so that it can be run again without any port. Plain JSON; its size grows
 * with what the ports gave, and a streamed text counts as one. Holds no values of secrets, but all else that the run saw:
 * texts of documents, of people and of models.
 * @public
 */
export interface Recording {
  readonly version: typeof RECORDING_VERSION
  readonly appId: string
  readonly start: RecordedStart
  readonly limits: Partial<RunLimits>
  /** The ports that were there, with the methods of each and the values of their other fields. */
  readonly ports: Readonly<
    Record<string, { readonly methods: readonly string[]; readonly values: JsonObject }>
  >
  readonly calls: readonly RecordedCall[]
  readonly deliveries: readonly RecordedDelivery[]
  /** What the clock said, each time it was asked: the first time, then the differences. */
  readonly times: readonly number[]
  readonly ids: readonly string[]
  readonly randoms: readonly number[]
  /** What the run had told last when the recording was taken, and a checksum of what it told until then, in order. */
  readonly last: {
    readonly sequence: number
    readonly type: RunEventType
    readonly checksum: number
  } | null
  /** Something was left out, so that this run cannot be replayed. */
  readonly isTruncated?: boolean
  /** A value held a secret and was changed, so that this run cannot be replayed. */
  readonly isRedacted?: boolean
}
