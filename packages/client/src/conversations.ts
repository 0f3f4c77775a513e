import type { ErrorData, FileValue } from '@skep/schema'
import type { Citation } from './knowledge-retrieval.ts'

/** @public */
export interface Conversation {
  readonly id: string
  readonly appId: string
  /** First words of the first message until somebody renames it. */
  readonly title: string
  readonly messageCount: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** @public */
export interface Message {
  readonly id: string
  readonly conversationId: string
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly status: 'complete' | 'stopped' | 'failed'
  readonly citations: readonly Citation[]
  /** What came with a question. */
  readonly files?: readonly FileValue[]
  /** Questions that may follow this answer; see `ConversationsApi.followUps`. Absent: not asked for yet. */
  readonly followUps?: readonly string[]
  /** The answer was stored before: a person wrote it for a question like this one. */
  readonly annotation?: { readonly id: string; readonly question: string; readonly score: number }
  /** `moderation`: this text stands instead of one that did not pass. */
  readonly replacedBy?: 'moderation'
  readonly runId?: string
  readonly error?: ErrorData
  readonly createdAtMs: number
}

/** @public */
export interface ConversationsApi {
  list(appId: string): Promise<readonly Conversation[]>
  messages(conversationId: string): Promise<readonly Message[]>
  /**
   * Questions that may follow the answer of a run that has ended. The app's model is asked once; then they are kept with
   * the message. An empty list when the app proposes none, when something was said since, and when the model fails: this
   * never rejects because of a model.
   * @throws `RUN_NOT_FOUND`
   */
  followUps(runId: string): Promise<readonly string[]>
  rename(conversationId: string, title: string): Promise<void>
  /** Stops its run and removes the conversation with its messages and runs. */
  remove(conversationId: string): Promise<void>
}
