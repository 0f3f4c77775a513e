import { type FormSubmission, isRunEnd, type RunEvent, type RunRequest, type SkepClient } from '@skep/client'
import { settle, toInputs } from '@skep/react/forms'
import type { Store } from '@skep/react/jotai'
import { type App, type ErrorData, type FileValue, type JsonObject, toErrorData } from '@skep/schema'
import {
  failedChecksAtom,
  problemsAtom,
  refusalAtom,
  typedInputsAtom,
  variablesAtom,
} from '../form/form-atoms.ts'
import {
  appAtom,
  conversationIdAtom,
  conversationsAtom,
  liveAtom,
  messagesAtom,
  statusAtom,
} from './atoms.ts'
import { type Attachments, createAttachments } from './attachments.ts'
import { createFrameBatch } from './frame-batch.ts'
import { toChatMessages } from './to-chat-messages.ts'
import type { ChatForm, ChatMessage, LiveAnswer } from './types.ts'

/** What the host gives; read anew on every use, so that props may change. @internal */
export interface ChatHost {
  readonly app: string | App
  readonly inputs: JsonObject
  readonly isDraft: boolean
  readonly onConversationChange: ((conversationId: string | null) => void) | undefined
  readonly onMessage: ((message: ChatMessage) => void) | undefined
  readonly onError: ((error: ErrorData) => void) | undefined
}

/** Everything a visitor can do in a chat. @internal */
export interface ChatSession {
  /** The files that go with the next message. */
  readonly attachments: Attachments
  /** Loads the app and a conversation: the given one, the last one, or none. */
  load(conversationId: string | null | undefined): Promise<void>
  send(text: string): Promise<void>
  /** Whether the form of the app is complete; if not, its problems are shown. */
  checkForm(): boolean
  /** Ends the answer that is coming in; what has come stays. */
  stop(): void
  /** Asks the last question again in place of its failed or stopped answer. */
  retry(): Promise<void>
  /** Answers a form that the answer waits for. @throws what the client throws; the form shows it. */
  submitForm(executionId: string, submission: FormSubmission): Promise<void>
  open(conversationId: string): Promise<void>
  startNew(): void
  /** Opens what the host names, unless it is open already. */
  follow(conversationId: string | null): void
  rename(conversationId: string, title: string): Promise<void>
  remove(conversationId: string): Promise<void>
  refreshConversations(): Promise<void>
  /** Leaves everything. A run that is going on goes on; its answer will be in the conversation. */
  leave(): void
}

/** @internal */
export function createChatSession(client: SkepClient, store: Store, host: () => ChatHost): ChatSession {
  const attachments = createAttachments(client, store)
  let listening: AbortController | null = null
  let runId: string | null = null
  let isStopAsked = false
  let lastLocalId = 0
  let loads = 0

  const localId = (): string => {
    lastLocalId += 1
    return `local-${lastLocalId}`
  }
  const appId = (): string => {
    const { app } = host()
    return typeof app === 'string' ? app : app.id
  }
  const setConversation = (id: string | null): void => {
    if (store.get(conversationIdAtom) === id) return
    store.set(conversationIdAtom, id)
    host().onConversationChange?.(id)
  }
  const quit = (): void => {
    listening?.abort()
    listening = null
    runId = null
    isStopAsked = false
    store.set(liveAtom, null)
  }

  const finish = (live: LiveAnswer, status: ChatMessage['status'], error?: ErrorData): void => {
    const { id, text, citations, hasFoundNothing, forms, annotation, replacedBy } = live
    const endedRun = runId
    const message: ChatMessage = {
      id,
      role: 'assistant',
      text,
      status,
      citations,
      ...(error ? { error } : {}),
      ...(hasFoundNothing ? { hasFoundNothing } : {}),
      ...(forms.length > 0 ? { forms } : {}),
      ...(annotation ? { annotation } : {}),
      ...(replacedBy ? { replacedBy } : {}),
    }
    store.set(messagesAtom, (messages) => [...messages, message])
    store.set(liveAtom, null)
    listening = null
    runId = null
    isStopAsked = false
    if (error) host().onError?.(error)
    if (error?.code === 'INPUT_INVALID' && typeof error.data.field === 'string') {
      store.set(refusalAtom, { field: error.data.field, message: error.message })
    }
    host().onMessage?.(message)
    void session.refreshConversations()
    if (endedRun && status === 'complete') void askFollowUps(endedRun, id)
  }

  /** What may be asked next comes after the answer, and nobody waits for it. */
  const askFollowUps = async (endedRun: string, messageId: string): Promise<void> => {
    if (!store.get(appAtom)?.features.followUps?.enabled) return
    const followUps = await client.conversations.followUps(endedRun).catch(() => []) // the answer is as good without
    if (followUps.length === 0) return
    store.set(messagesAtom, (messages) =>
      messages.map((message) => (message.id === messageId ? { ...message, followUps } : message)),
    )
  }

  /** Follows a run to its end. Text is put on the screen once per frame. */
  const followRun = async (
    events: AsyncIterable<RunEvent>,
    signal: AbortSignal,
    first: LiveAnswer,
  ): Promise<void> => {
    let live = first
    const batch = createFrameBatch(() => {
      if (!signal.aborted) store.set(liveAtom, live)
    })
    for await (const event of events) {
      if (signal.aborted) return
      if (isRunEnd(event)) {
        batch.now()
        if (event.type === 'run_failed') finish(live, 'failed', event.error)
        else finish(withOutputs(live, event), event.type === 'run_stopped' ? 'stopped' : 'complete')
        return
      }
      live = { ...afterEvent(live, event), lastSequence: event.sequence }
      batch.ask()
    }
    if (signal.aborted) return
    batch.now()
    // A paused run may wait for days: its stream may end, and is opened again when the form is sent.
    if (live.isPaused) listening = null
    else {
      // The stream ended without an end: whoever runs it is gone.
      finish(live, 'failed', { code: 'RUN_ABORTED', message: 'The answer broke off. Ask again.', data: {} })
    }
  }

  const run = async (text: string, files: readonly FileValue[]): Promise<void> => {
    const abort = new AbortController()
    listening = abort
    const live = newAnswer(localId())
    store.set(liveAtom, live)
    const { app, inputs: given, isDraft } = host()
    const settled = settle(store.get(variablesAtom), store.get(typedInputsAtom), given)
    store.set(typedInputsAtom, settled)
    store.set(refusalAtom, null)
    const inputs = toInputs(settled, given)
    const conversationId = store.get(conversationIdAtom)
    const request: RunRequest = {
      app,
      query: text,
      ...(Object.keys(inputs).length > 0 ? { inputs } : {}),
      ...(conversationId ? { conversationId } : {}),
      ...(isDraft ? { isDraft } : {}),
      ...(files.length > 0 ? { files } : {}),
    }
    try {
      const started = await client.runs.start(request)
      if (abort.signal.aborted) return
      runId = started.runId
      if (started.conversationId) setConversation(started.conversationId)
      // A new conversation stands in the list while its first answer comes in.
      if (!conversationId) void session.refreshConversations()
      if (isStopAsked) session.stop()
      await followRun(client.runs.events(started.runId, { signal: abort.signal }), abort.signal, live)
    } catch (caught) {
      if (!abort.signal.aborted) finish(store.get(liveAtom) ?? live, 'failed', toErrorData(caught))
    }
  }

  const clearForm = (): void => {
    store.set(typedInputsAtom, {})
    store.set(failedChecksAtom, 0)
    store.set(refusalAtom, null)
  }

  /** What a stored conversation was begun with is with its last run. */
  const recallInputs = async (conversationId: string, lastRunId: string | undefined): Promise<void> => {
    const variables = store.get(variablesAtom)
    if (!lastRunId || variables.length === 0) return
    const run = await client.runs.get(lastRunId).catch(() => null) // cleared away
    if (!run || store.get(conversationIdAtom) !== conversationId) return
    store.set(typedInputsAtom, settle(variables, run.inputs, {}))
  }

  /** A run that was going on when the visitor left is followed again. */
  const rejoin = async (conversationId: string): Promise<void> => {
    const runs = await client.runs.list({ appId: appId(), limit: 5 })
    const running = runs.find(
      (record) =>
        (record.status === 'running' || record.status === 'paused') &&
        record.conversationId === conversationId,
    )
    if (!running || store.get(conversationIdAtom) !== conversationId || listening) return
    const abort = new AbortController()
    listening = abort
    runId = running.id
    const live = newAnswer(localId())
    store.set(liveAtom, live)
    await followRun(client.runs.events(running.id, { signal: abort.signal }), abort.signal, live)
  }

  const session: ChatSession = {
    attachments,
    async load(conversationId) {
      loads += 1
      const mine = loads
      quit()
      store.set(statusAtom, { status: 'loading' })
      try {
        const { app, isDraft } = host()
        const loaded = typeof app === 'string' ? (await client.apps.get(app)).app : app
        const conversations = isDraft ? [] : await client.conversations.list(loaded.id)
        if (mine !== loads) return
        store.set(appAtom, loaded)
        store.set(conversationsAtom, conversations)
        const id = conversationId === undefined ? (conversations[0]?.id ?? null) : conversationId
        if (id) await session.open(id)
        else session.startNew()
      } catch (caught) {
        if (mine === loads) store.set(statusAtom, { status: 'failed', error: toErrorData(caught) })
      }
    },
    async send(text) {
      const said = text.trim()
      if (said === '' || store.get(liveAtom)) return
      const files = attachments.take()
      store.set(messagesAtom, (messages) => [
        ...messages,
        {
          id: localId(),
          role: 'user',
          text: said,
          status: 'complete',
          citations: [],
          ...(files.length > 0 ? { files } : {}),
        },
      ])
      await run(said, files)
    },
    checkForm() {
      if (Object.keys(store.get(problemsAtom)).length === 0) return true
      store.set(failedChecksAtom, (count) => count + 1)
      return false
    },
    stop() {
      isStopAsked = true
      // Asked for before the run has an id: done as soon as it has one.
      if (runId) void client.runs.stop(runId).catch(() => undefined) // it may just have ended by itself
    },
    async retry() {
      const messages = store.get(messagesAtom)
      const question = messages.findLast((message) => message.role === 'user')
      if (!question || store.get(liveAtom) || !session.checkForm()) return
      store.set(messagesAtom, messages.slice(0, messages.indexOf(question) + 1))
      await run(question.text, question.files ?? [])
    },
    async submitForm(executionId, submission) {
      const id = runId
      if (!id) return
      await client.runs.submitForm(id, { executionId, submission })
      const live = store.get(liveAtom)
      if (listening || !live || runId !== id) return
      const abort = new AbortController()
      listening = abort
      const events = client.runs.events(id, { after: live.lastSequence, signal: abort.signal })
      void followRun(events, abort.signal, live).catch((caught) => {
        if (!abort.signal.aborted) finish(store.get(liveAtom) ?? live, 'failed', toErrorData(caught))
      })
    },
    async open(conversationId) {
      quit()
      setConversation(conversationId)
      clearForm()
      attachments.clear()
      store.set(messagesAtom, [])
      store.set(statusAtom, { status: 'loading' })
      try {
        const messages = await client.conversations.messages(conversationId)
        await recallInputs(conversationId, messages.findLast((message) => message.runId)?.runId)
        if (store.get(conversationIdAtom) !== conversationId) return
        store.set(messagesAtom, toChatMessages(messages))
        store.set(statusAtom, { status: 'ready' })
        if (messages.at(-1)?.role === 'user') await rejoin(conversationId)
      } catch (caught) {
        if (store.get(conversationIdAtom) !== conversationId) return
        store.set(statusAtom, { status: 'failed', error: toErrorData(caught) })
      }
    },
    startNew() {
      quit()
      setConversation(null)
      clearForm()
      attachments.clear()
      store.set(messagesAtom, [])
      store.set(statusAtom, { status: 'ready' })
    },
    follow(conversationId) {
      if (store.get(conversationIdAtom) === conversationId) return
      if (conversationId) void session.open(conversationId)
      else session.startNew()
    },
    async rename(conversationId, title) {
      await client.conversations.rename(conversationId, title)
      await session.refreshConversations()
    },
    async remove(conversationId) {
      await client.conversations.remove(conversationId)
      if (store.get(conversationIdAtom) === conversationId) session.startNew()
      await session.refreshConversations()
    },
    async refreshConversations() {
      if (host().isDraft) return
      const conversations = await client.conversations.list(appId()).catch(() => null) // the list stays as it was
      if (conversations) store.set(conversationsAtom, conversations)
    },
    leave: quit,
  }
  return session
}

function afterEvent(live: LiveAnswer, event: RunEvent): LiveAnswer {
  switch (event.type) {
    case 'text_chunk':
      return { ...live, text: live.text + event.text, stepTitle: null }
    case 'citations':
      return { ...live, citations: event.citations, hasFoundNothing: event.citations.length === 0 }
    case 'node_started':
      return { ...live, stepTitle: event.title }
    case 'node_progress':
      return { ...live, stepTitle: event.message }
    case 'node_paused': {
      const { executionId, form } = event
      const others = live.forms.filter((each) => each.executionId !== executionId)
      return { ...live, forms: [...others, { executionId, form, textLength: live.text.length }] }
    }
    case 'form_submitted':
      return changeForm(live, event.executionId, { submission: event.submission })
    case 'form_expired':
      return changeForm(live, event.executionId, { hasExpired: true })
    case 'run_paused':
      return { ...live, isPaused: true, stepTitle: null }
    case 'run_resumed':
      return { ...live, isPaused: false }
    case 'answer_replaced':
      return {
        ...live,
        text: event.text,
        // The places were those of other words.
        forms: live.forms.map((each) => ({ ...each, textLength: event.text.length })),
        stepTitle: null,
        ...(event.reason === 'moderation' ? { replacedBy: 'moderation' } : {}),
      }
    case 'annotation_replied': {
      const { annotationId: id, question, score } = event
      return { ...live, annotation: { id, question, score } }
    }
    case 'moderation_flagged':
    case 'moderation_failed':
      // They spoke for words that nobody reads any more.
      return event.action === 'block' ? { ...live, citations: [], hasFoundNothing: false } : live
    default:
      return live
  }
}

function newAnswer(id: string): LiveAnswer {
  return {
    id,
    text: '',
    citations: [],
    hasFoundNothing: false,
    stepTitle: null,
    forms: [],
    isPaused: false,
    lastSequence: 0,
  }
}

function changeForm(live: LiveAnswer, executionId: string, change: Partial<ChatForm>): LiveAnswer {
  const forms = live.forms.map((each) => (each.executionId === executionId ? { ...each, ...change } : each))
  return { ...live, forms }
}

/** An app whose answer was not streamed has it in its outputs. */
function withOutputs(
  live: LiveAnswer,
  event: { readonly type: string; readonly outputs?: JsonObject },
): LiveAnswer {
  const answer = event.outputs?.answer
  return live.text === '' && typeof answer === 'string' ? { ...live, text: answer } : live
}
