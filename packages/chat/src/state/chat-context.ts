import { type Context, createContext, type RefObject, useContext } from 'react'
import type { ChatSession } from './chat-session.ts'

/** What the parts of one chat share beside its store. @internal */
export interface ChatContextValue {
  readonly session: ChatSession
  /** Where the visitor writes; empty where no composer is drawn. */
  readonly composer: RefObject<HTMLTextAreaElement | null>
  readonly isDraft: boolean
  readonly allowedImageOrigins: readonly string[]
}

/** @internal */
export const ChatContext: Context<ChatContextValue | null> = createContext<ChatContextValue | null>(null)
ChatContext.displayName = 'Chat'

/** @internal */
export function useChat(): ChatContextValue {
  const value = useContext(ChatContext)
  if (!value)
    throw new Error('A part of the chat stands outside <Chat.Root>. Put it inside, or use <Chat.Panel>.')
  return value
}
