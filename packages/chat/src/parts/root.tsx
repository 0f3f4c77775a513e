import { useClient } from '@skep/react'
import { createStore, Provider } from '@skep/react/jotai'
import type { App, ErrorData, JsonObject } from '@skep/schema'
import { type ReactElement, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { givenInputsAtom } from '../form/form-atoms.ts'
import { appAtom } from '../state/atoms.ts'
import { ChatContext } from '../state/chat-context.ts'
import { type ChatHost, createChatSession } from '../state/chat-session.ts'
import type { ChatMessage } from '../state/types.ts'

/** @public */
export interface ChatRootProps {
  /** A stored app by id. Give this or `app`. */
  readonly appId?: string
  /** An app as it is, e.g. the draft of a builder. */
  readonly app?: App
  /** Which conversation is open; `null` for a new one. Absent: the last one, and the chat decides. */
  readonly conversationId?: string | null
  readonly onConversationChange?: (conversationId: string | null) => void
  /** Values for the inputs of the app's start node: they fill its form, and those of hidden fields go with every message. */
  readonly initialInputs?: JsonObject
  /** Runs leave no conversation behind. Default: true for `app`, false for `appId`. */
  readonly isDraft?: boolean
  /** Called with every answer once it is whole, stopped or failed. */
  readonly onMessage?: (message: ChatMessage) => void
  readonly onError?: (error: ErrorData) => void
  /** Origins (`https://cdn.example.com`) whose images are drawn in answers. Default none: a picture is a request. */
  readonly allowedImageOrigins?: readonly string[]
  readonly children?: ReactNode
}

const NO_ORIGINS: readonly string[] = []
const NO_INPUTS: JsonObject = {}

/** One chat: its app, its conversation, its state. Draws nothing itself. @public */
export function ChatRoot(props: ChatRootProps): ReactElement {
  const { appId, app, conversationId, initialInputs = NO_INPUTS, children } = props
  const { allowedImageOrigins = NO_ORIGINS } = props
  const client = useClient()
  const isDraft = props.isDraft ?? (app !== undefined && appId === undefined)
  const host = useRef<ChatHost | null>(null)
  host.current = {
    app: app ?? appId ?? '',
    inputs: initialInputs,
    isDraft,
    onConversationChange: props.onConversationChange,
    onMessage: props.onMessage,
    onError: props.onError,
  }
  const [store] = useState(createStore)
  const session = useMemo(
    () =>
      createChatSession(client, store, () => {
        if (!host.current) throw new Error('The chat has not been drawn yet.')
        return host.current
      }),
    [client, store],
  )
  const key = appId ?? app?.id
  // A change of `conversationId` by the host opens that conversation; one that only echoes ours does nothing.
  const opened = useRef<string | null | undefined>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: loading starts anew for another app or client only
  useEffect(() => {
    opened.current = conversationId
    void session.load(conversationId)
    return () => session.leave()
  }, [session, key])
  useEffect(() => {
    if (conversationId === undefined || conversationId === opened.current) return
    opened.current = conversationId
    session.follow(conversationId)
  }, [session, conversationId])
  useEffect(() => store.set(givenInputsAtom, initialInputs), [store, initialInputs])
  // A draft changes under the chat's feet; what is open stays open.
  useEffect(() => {
    if (app) store.set(appAtom, app)
  }, [store, app])
  useEffect(() => {
    if (appId === undefined) return
    return client.apps.watch((event) => {
      if (event.type === 'app_saved' && event.summary.id === appId) {
        client.apps.get(appId).then(
          (record) => store.set(appAtom, record.app),
          () => undefined, // gone again; the next message says so
        )
      }
    })
  }, [client, store, appId])
  const composer = useRef<HTMLTextAreaElement>(null)
  const value = useMemo(
    () => ({ session, composer, isDraft, allowedImageOrigins }),
    [session, isDraft, allowedImageOrigins],
  )
  return (
    <Provider store={store}>
      <ChatContext.Provider value={value}>{children}</ChatContext.Provider>
    </Provider>
  )
}
