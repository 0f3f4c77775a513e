import type { Conversation } from '@skep/client'
import { type Atom, atom, type PrimitiveAtom } from '@skep/react/jotai'
import type { App } from '@skep/schema'
import type { ChatMessage, ChatStatus, LiveAnswer } from './types.ts'

/** The app that answers, once it is loaded. @internal */
export const appAtom: PrimitiveAtom<App | null> = atom<App | null>(null)

/** @internal */
export const statusAtom: PrimitiveAtom<ChatStatus> = atom<ChatStatus>({ status: 'loading' })

/** Null: a conversation that has not begun. @internal */
export const conversationIdAtom: PrimitiveAtom<string | null> = atom<string | null>(null)

/** @internal */
export const conversationsAtom: PrimitiveAtom<readonly Conversation[]> = atom<readonly Conversation[]>([])

/** What has been said; the answer that is coming in is not in it. @internal */
export const messagesAtom: PrimitiveAtom<readonly ChatMessage[]> = atom<readonly ChatMessage[]>([])

/** @internal */
export const liveAtom: PrimitiveAtom<LiveAnswer | null> = atom<LiveAnswer | null>(null)

/** What is being written; it stays when the chat is closed and opened again. @internal */
export const composerTextAtom: PrimitiveAtom<string> = atom('')

/** @internal */
export const isRunningAtom: Atom<boolean> = atom((get) => get(liveAtom) !== null)
