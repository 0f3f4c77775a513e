import type { Citation, FormSubmission, HumanForm, Message } from '@skep/client'
import type { ErrorData, FileValue } from '@skep/schema'

/** One thing said, as the chat draws it. @public */
export interface ChatMessage {
  readonly id: string
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly status: 'complete' | 'stopped' | 'failed'
  readonly citations: readonly Citation[]
  readonly error?: ErrorData
  /** A search ran and found no passage; known only for answers of this visit. */
  readonly hasFoundNothing?: boolean
  /** The forms that the answer waited for; known only for answers of this visit. */
  readonly forms?: readonly ChatForm[]
  /** What came with a question. */
  readonly files?: readonly FileValue[]
  /** Questions that may follow this answer. */
  readonly followUps?: readonly string[]
  /** The answer was stored before. */
  readonly annotation?: NonNullable<Message['annotation']>
  /** This text stands instead of one that did not pass. */
  readonly replacedBy?: 'moderation'
}

/** A form that an answer waits for, or waited for. @public */
export interface ChatForm {
  readonly executionId: string
  readonly form: HumanForm
  /** Characters of the answer that were said before the form came; the rest stands below it. */
  readonly textLength: number
  readonly submission?: FormSubmission
  readonly hasExpired?: boolean
}

/** The answer that is coming in. @internal */
export interface LiveAnswer {
  readonly id: string
  readonly text: string
  readonly citations: readonly Citation[]
  readonly hasFoundNothing: boolean
  /** Title of the node at work, until text comes. */
  readonly stepTitle: string | null
  readonly forms: readonly ChatForm[]
  readonly annotation?: NonNullable<Message['annotation']>
  readonly replacedBy?: 'moderation'
  /** Nothing goes on before a form is sent. */
  readonly isPaused: boolean
  /** How far the events of the run have been read. */
  readonly lastSequence: number
}

/** Where the chat stands. @internal */
export type ChatStatus =
  | { readonly status: 'loading' }
  | { readonly status: 'ready' }
  | { readonly status: 'failed'; readonly error: ErrorData }
