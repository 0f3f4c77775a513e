import type { ErrorData } from '@skep/schema'
import type { Citation } from './knowledge.ts'

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
  readonly runId?: string
  readonly error?: ErrorData
  readonly createdAtMs: number
}

/** @public */
export interface ConversationsApi {
  list(appId: string): Promise<readonly Conversation[]>
  messages(conversationId: string): Promise<readonly Message[]>
  rename(conversationId: string, title: string): Promise<void>
  /** Stops its run and removes the conversation with its messages and runs. */
  remove(conversationId: string): Promise<void>
}
