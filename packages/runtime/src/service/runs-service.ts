import {
  type Citation,
  isRunEnd,
  type Message,
  type RunEvent,
  type RunRecord,
  type RunRequest,
  type RunsApi,
} from '@skep/client'
import {
  type ConversationStore,
  type EnginePorts,
  type Executor,
  plan,
  type RunStore,
  run as runApp,
} from '@skep/engine'
import {
  type App,
  type ErrorData,
  fromErrorData,
  type NodeDefinition,
  parseApp,
  SkepError,
  toErrorData,
} from '@skep/schema'
import { findConversation } from './conversations-service.ts'
import { LiveRun } from './live-run.ts'
import { holdRunLock, liveRunIds } from './run-lock.ts'

interface RunsServiceOptions {
  readonly namespace: string
  readonly runs: RunStore
  readonly conversations: ConversationStore
  /** Conversations of drafts: they last as long as the worker. */
  readonly draftConversations: ConversationStore
  readonly loadApp: (appId: string) => Promise<App>
  readonly nodes: readonly NodeDefinition[]
  readonly executors: readonly Executor[]
  readonly ports: Omit<EnginePorts, 'conversations'>
}

const TITLE_CHARS = 80

/** Runs apps: plans, starts the engine, keeps the events, and writes what was said into the conversation. @internal */
export function createRunsService(
  options: RunsServiceOptions,
): RunsApi & { recover(): Promise<void>; close(): void } {
  const { runs } = options
  const live = new Map<string, LiveRun>()

  async function start(
    request: RunRequest,
  ): Promise<{ readonly runId: string; readonly conversationId?: string }> {
    const app = await resolveApp(request.app)
    const planned = plan(app, { nodes: options.nodes, executors: options.executors })
    if (!planned.ok) throw fromErrorData(planned.error)
    const isDraft = request.isDraft ?? false
    const store = isDraft ? options.draftConversations : options.conversations
    const talks = app.mode !== 'workflow' && app.mode !== 'completion'
    const runId = options.ports.random.id()
    const now = Date.now()
    const conversationId = talks ? await openConversation(store, app.id, request, now) : undefined
    let record: RunRecord = {
      id: runId,
      appId: app.id,
      appName: app.name,
      isDraft,
      status: 'running',
      inputs: request.inputs ?? {},
      startedAtMs: now,
      eventCount: 0,
      ...(conversationId === undefined ? {} : { conversationId }),
    }
    await runs.put(record)
    const history = conversationId === undefined ? [] : await store.messages(conversationId)
    if (conversationId !== undefined) {
      await store.putMessage(userMessage(conversationId, runId, request.query ?? '', now))
    }
    const run = new LiveRun((events) => runs.appendEvents(runId, events))
    live.set(runId, run)
    const events = runApp({
      plan: planned.value,
      runId,
      inputs: request.inputs ?? {},
      ports: { ...options.ports, conversations: store },
      signal: run.controller.signal,
      system: {
        query: request.query ?? '',
        files: request.files ?? [],
        dialogueCount: history.filter(({ role }) => role === 'user').length + 1,
        ...(conversationId === undefined ? {} : { conversationId }),
      },
      ...(conversationId === undefined
        ? {}
        : { conversationVariables: await store.variables(conversationId) }),
    })
    const work = follow(events).finally(() => live.delete(runId))
    holdRunLock(options.namespace, runId, work)
    return { runId, ...(conversationId === undefined ? {} : { conversationId }) }

    async function follow(source: AsyncIterable<RunEvent>): Promise<void> {
      const said = new Said()
      try {
        for await (const event of source) {
          said.hear(event)
          // The record and the message are written before readers hear of the end, so that they find both.
          if (isRunEnd(event)) {
            record = ended(record, event, run.eventCount + 1)
            await finish(record, said)
          }
          run.push(event)
        }
      } catch (error) {
        await fail(toErrorData(error), said)
      } finally {
        await run
          .save()
          .catch((error) =>
            console.warn('Skep could not store the events of a run.', toErrorData(error).code),
          )
      }
    }

    async function finish(run: RunRecord, said: Said): Promise<void> {
      if (conversationId !== undefined)
        await store.putMessage(said.message(conversationId, run)).catch(ignoreRemoved)
      await runs.put(run)
    }

    /** The engine or a store broke: the run ends all the same, so that nobody waits for it. */
    async function fail(error: ErrorData, said: Said): Promise<void> {
      const sequence = run.eventCount + 1
      const atMs = Date.now()
      const event: RunEvent = { type: 'run_failed', error, durationMs: atMs - now, runId, sequence, atMs }
      record = ended(record, event, sequence)
      await finish(record, said).catch(() => undefined) // the store is what broke
      run.push(event)
    }
  }

  async function resolveApp(app: RunRequest['app']): Promise<App> {
    if (typeof app === 'string') return options.loadApp(app)
    const checked = parseApp(app)
    if (!checked.ok) throw fromErrorData(checked.error)
    return checked.value
  }

  async function* events(
    runId: string,
    { after = 0, signal }: { readonly after?: number; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<RunEvent, void, void> {
    const run = live.get(runId)
    if (run) yield* run.read(after, signal)
    else {
      await get(runId)
      yield* await runs.events(runId, after)
    }
  }

  async function get(runId: string): Promise<RunRecord> {
    const record = await runs.get(runId)
    if (!record) throw new SkepError('RUN_NOT_FOUND', 'This run does not exist any more.', { runId })
    return record
  }

  return {
    start,
    events,
    get,
    async stop(runId) {
      live.get(runId)?.controller.abort()
    },
    list: ({ appId, limit = 50 } = {}) => runs.list({ limit, ...(appId === undefined ? {} : { appId }) }),
    /** Ends the runs whose worker died with them: they fail with `WORKER_LOST`, and everything stored stays. */
    async recover() {
      const alive = await liveRunIds(options.namespace)
      for (const record of await runs.list({ limit: 100 })) {
        if (record.status !== 'running' || alive.has(record.id) || live.has(record.id)) continue
        const stored = await runs.events(record.id, 0)
        const sequence = (stored.at(-1)?.sequence ?? 0) + 1
        const atMs = Date.now()
        const event: RunEvent = {
          type: 'run_failed',
          error: lostRun,
          durationMs: atMs - record.startedAtMs,
          runId: record.id,
          sequence,
          atMs,
        }
        const said = new Said()
        for (const earlier of stored) said.hear(earlier)
        const failed = ended(record, event, sequence)
        await runs.appendEvents(record.id, [event])
        await runs.put(failed)
        if (record.conversationId !== undefined && !record.isDraft) {
          await options.conversations
            .putMessage(said.message(record.conversationId, failed))
            .catch(ignoreRemoved)
        }
      }
    },
    close() {
      for (const run of live.values()) run.controller.abort()
    },
  }
}

const lostRun: ErrorData = {
  code: 'WORKER_LOST',
  message: 'The page or its worker ended in the middle of this run. Run it again.',
  data: {},
}

async function openConversation(
  store: ConversationStore,
  appId: string,
  { conversationId, query = '' }: RunRequest,
  now: number,
): Promise<string> {
  if (conversationId !== undefined) return (await findConversation(store, conversationId)).id
  const id = crypto.randomUUID()
  const title = query.trim().replace(/\s+/g, ' ').slice(0, TITLE_CHARS)
  await store.put({ id, appId, title, messageCount: 0, createdAtMs: now, updatedAtMs: now })
  return id
}

function userMessage(conversationId: string, runId: string, text: string, createdAtMs: number): Message {
  return {
    id: `${runId}-user`,
    conversationId,
    role: 'user',
    text,
    status: 'complete',
    citations: [],
    runId,
    createdAtMs,
  }
}

/** What a run has told the user so far. */
class Said {
  #text = ''
  readonly #citations = new Map<string, readonly Citation[]>()

  hear(event: RunEvent): void {
    if (event.type === 'text_chunk') this.#text += event.text
    else if (event.type === 'citations') this.#citations.set(event.nodeId, event.citations)
  }

  message(conversationId: string, run: RunRecord): Message {
    return {
      id: `${run.id}-assistant`,
      conversationId,
      role: 'assistant',
      text: this.#text,
      status: run.status === 'failed' ? 'failed' : run.status === 'stopped' ? 'stopped' : 'complete',
      citations: [...this.#citations.values()].flat(),
      runId: run.id,
      createdAtMs: run.startedAtMs + (run.durationMs ?? 0),
      ...(run.error ? { error: run.error } : {}),
    }
  }
}

function ended(
  record: RunRecord,
  event: Extract<RunEvent, { durationMs: number }>,
  eventCount: number,
): RunRecord {
  const common = { ...record, durationMs: event.durationMs, eventCount }
  switch (event.type) {
    case 'run_succeeded':
    case 'run_partial_succeeded': {
      const status = event.type === 'run_succeeded' ? 'succeeded' : 'partial-succeeded'
      return { ...common, status, outputs: event.outputs, ...(event.usage ? { usage: event.usage } : {}) }
    }
    case 'run_failed':
      return { ...common, status: 'failed', error: event.error }
    default:
      return { ...common, status: 'stopped' }
  }
}

/** The conversation was removed while its answer was written: then the answer goes too. */
function ignoreRemoved(error: unknown): void {
  if (toErrorData(error).code !== 'CONVERSATION_NOT_FOUND') throw error
}
