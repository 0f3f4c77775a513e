import {
  isRunEnd,
  type RunEndEvent,
  type RunEvent,
  type RunRecord,
  type RunRequest,
  type RunsApi,
} from '@skep/client'
import {
  type ConversationStore,
  type EnginePorts,
  type Executor,
  type MemoryPort,
  plan,
  type Run,
  type RunStore,
  resumeWithFeatures,
  runWithFeatures,
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
import type { Changes } from './changes.ts'
import { ignoreRemoved, openConversation } from './conversations-service.ts'
import { LiveRun } from './live-run.ts'
import { holdRunLock, liveRunIds } from './run-lock.ts'
import { endedRecord, Said, userMessage } from './run-record.ts'
import { createRunRecovery } from './run-recovery.ts'

interface RunsServiceOptions {
  readonly namespace: string
  readonly runs: RunStore
  readonly conversations: ConversationStore
  /** Conversations of drafts: they last as long as the worker. */
  readonly draftConversations: ConversationStore
  readonly loadApp: (appId: string) => Promise<App>
  readonly nodes: readonly NodeDefinition[]
  readonly executors: readonly Executor[]
  readonly ports: Omit<EnginePorts, 'conversations' | 'memory'>
  readonly memory: MemoryPort
  readonly draftMemory: MemoryPort
  readonly changes: Changes
}

/** @internal */
export interface RunsService extends RunsApi {
  /** The app that a run ran: the draft as it was, or the stored one as it is now. */
  appOf(run: RunRecord): Promise<App>
  /** Where its messages are. */
  storeOf(run: RunRecord): ConversationStore
  /** Ends what an earlier session left running. Records and events wait for it. Never rejects. */
  recover(): Promise<void>
  /** Stops the runs that match and resolves when they have written their end. */
  stopAll(matches: (run: RunRecord) => boolean): Promise<void>
  /** Stops all runs for good. */
  close(): Promise<void>
}

interface Working {
  readonly run: LiveRun
  /** Takes the forms of a paused run. */
  readonly engine: Pick<Run, 'submitForm'>
  /** It waits for a person: nothing is lost when this worker ends. */
  isPaused: boolean
  /** Leaves a paused run to another worker; nothing of it changes. */
  readonly letGo: () => void
  readonly record: RunRecord
  readonly work: Promise<void>
}

/** How often the events of a run of another tab are looked for. */
const OTHER_TAB_MS = 300
const RECOVERED_RUNS = 100
/** How often, and how long apart, another tab is asked to let go of a paused run. */
const LET_GO_ROUNDS = 20
const LET_GO_MS = 100
/** Drafts that are kept for what may be asked of them after their run. */
const KEPT_DRAFTS = 20

/** Runs apps: plans, starts the engine, keeps the events, and writes what was said into the conversation. @internal */
export function createRunsService(options: RunsServiceOptions): RunsService {
  const { runs, changes } = options
  const working = new Map<string, Working>()
  /** Runs that are stored and do not work yet. */
  const starting = new Set<string>()
  const recovery = createRunRecovery({
    ...options,
    isLive: (runId) => working.has(runId) || starting.has(runId),
  })
  const drafts = new Map<string, App>()
  let recovered: Promise<void> | undefined
  let isClosed = false

  const stopListening = changes.listen((change) => {
    if (change.topic === 'stop-run') working.get(change.runId)?.run.controller.abort()
    else if (change.topic === 'release-run') working.get(change.runId)?.letGo()
    else if (change.topic === 'wipe') void stopAll(() => true)
  })

  function rememberDraft(runId: string, app: App): void {
    drafts.set(runId, app)
    const [oldest] = drafts.keys()
    if (drafts.size > KEPT_DRAFTS && oldest !== undefined) drafts.delete(oldest)
  }

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
    const { inputs = {}, query = '', files = [] } = request
    const conversation = talks ? await openConversation(store, app.id, request, now) : undefined
    const inConversation = conversation ? { conversationId: conversation.id } : {}
    const record: RunRecord = {
      id: runId,
      appId: app.id,
      appName: app.name,
      isDraft,
      status: 'running',
      inputs,
      startedAtMs: now,
      eventCount: 0,
      ...inConversation,
    }
    const release = await holdRunLock(options.namespace, runId)
    starting.add(runId)
    try {
      const history = conversation ? await store.messages(conversation.id) : []
      const conversationVariables = conversation ? await store.variables(conversation.id) : {}
      await runs.put(record)
      if (conversation) await store.putMessage(userMessage(conversation.id, runId, query, now, files))
      if (isClosed) throw new SkepError('CLIENT_CLOSED', 'This client is closed.')
      const run = new LiveRun({
        write: (events) => runs.appendEvents(runId, events),
        read: (after) => runs.events(runId, after),
      })
      if (isDraft) rememberDraft(runId, app)
      const events = runWithFeatures({
        plan: planned.value,
        runId,
        inputs,
        ports: {
          ...options.ports,
          conversations: store,
          memory: isDraft ? options.draftMemory : options.memory,
        },
        signal: run.controller.signal,
        system: {
          query,
          files,
          dialogueCount: history.filter(({ role }) => role === 'user').length + 1,
          ...inConversation,
        },
        conversationVariables,
        isDraft,
        ...(request.part ? { part: request.part } : {}),
      })
      work(events, run, record, store, release)
    } catch (error) {
      // A run that could not be started has not been: nothing of it stays.
      await Promise.allSettled([
        runs.remove(runId),
        conversation?.isNew ? store.remove(conversation.id) : null,
      ])
      release()
      throw error
    } finally {
      starting.delete(runId)
    }
    return { runId, ...inConversation }
  }

  /** Follows a run to its end, from its beginning or from where it paused. */
  function work(
    engine: Run,
    run: LiveRun,
    record: RunRecord,
    store: ConversationStore,
    release: () => void,
    earlier: readonly RunEvent[] = [],
  ): void {
    const { id } = record
    const done = follow(engine, run, record, store, earlier).finally(() => {
      if (working.get(id)?.run === run) working.delete(id)
      release()
    })
    const letGo = (): void => {
      if (working.get(id)?.isPaused !== true) return
      working.delete(id)
      release()
      run.leave()
    }
    working.set(id, { run, engine, record, isPaused: false, letGo, work: done })
  }

  /** The worker of another tab lets go of a paused run, so that this one can go on with it. */
  async function askOtherTab(runId: string): Promise<undefined> {
    const { status } = await get(runId)
    if (status !== 'paused') return
    for (let round = 0; round < LET_GO_ROUNDS; round += 1) {
      if ((await liveRunIds(options.namespace))?.has(runId) !== true) return
      changes.post({ topic: 'release-run', runId })
      await pause(LET_GO_MS)
    }
  }

  /** Goes on with a run that paused in another worker, which is gone. */
  async function revive(runId: string): Promise<Working> {
    const record = await get(runId)
    const isAlive = (await liveRunIds(options.namespace))?.has(runId) === true
    if (record.status !== 'paused' || isAlive) throw notWaiting(runId)
    const app = drafts.get(runId) ?? (await options.loadApp(record.appId))
    const planned = plan(app, { nodes: options.nodes, executors: options.executors })
    if (!planned.ok) throw fromErrorData(planned.error)
    const stored = await runs.events(runId, 0)
    const release = await holdRunLock(options.namespace, runId)
    try {
      const store = record.isDraft ? options.draftConversations : options.conversations
      const run = new LiveRun(
        {
          write: (events) => runs.appendEvents(runId, events),
          read: (after) => runs.events(runId, after),
        },
        stored.length,
      )
      const engine = resumeWithFeatures({
        plan: planned.value,
        ports: {
          ...options.ports,
          conversations: store,
          memory: record.isDraft ? options.draftMemory : options.memory,
        },
        from: stored,
        ...(record.conversationId === undefined ? {} : { conversationId: record.conversationId }),
        signal: run.controller.signal,
      })
      work(engine, run, record, store, release, stored)
    } catch (error) {
      release()
      throw error
    }
    const revived = working.get(runId)
    if (!revived) throw notWaiting(runId)
    return revived
  }

  async function follow(
    source: AsyncIterable<RunEvent>,
    run: LiveRun,
    started: RunRecord,
    store: ConversationStore,
    earlier: readonly RunEvent[],
  ): Promise<void> {
    const said = new Said()
    for (const event of earlier) said.hear(event)
    const { id: runId, conversationId } = started

    /** The message, the trace and the record are written before readers hear of the end, so that they find all. */
    async function end(event: RunEvent & RunEndEvent, onUnsaid: (error: unknown) => void): Promise<void> {
      const record = endedRecord(started, event, run.eventCount + 1)
      if (conversationId !== undefined) {
        await store
          .putMessage(said.message(conversationId, record, event.atMs))
          .catch(ignoreRemoved)
          .catch(onUnsaid)
      }
      run.append(event)
      await run.save().catch(warnUnsaved)
      await runs.put(record).catch(warnUnsaved) // the next start finds the end in the trace
      run.tell()
    }

    /** A pause is written before readers hear of it: from then on any worker may go on with the run. */
    async function turn(event: RunEvent & { readonly type: 'run_paused' | 'run_resumed' }): Promise<void> {
      const isPaused = event.type === 'run_paused'
      const own = working.get(runId)
      if (own) own.isPaused = isPaused
      run.append(event)
      await run.save().catch(warnUnsaved)
      await runs
        .put({ ...started, status: isPaused ? 'paused' : 'running', eventCount: run.eventCount })
        .catch(warnUnsaved)
      run.tell()
    }

    async function fail(error: ErrorData): Promise<void> {
      const atMs = Date.now()
      await end(
        {
          type: 'run_failed',
          error,
          durationMs: Math.max(0, atMs - started.startedAtMs),
          runId,
          sequence: run.eventCount + 1,
          atMs,
        },
        warnUnsaved,
      )
    }

    try {
      for await (const event of source) {
        said.hear(event)
        if (event.type === 'run_paused' || event.type === 'run_resumed') await turn(event)
        else if (!isRunEnd(event)) run.push(event)
        else {
          await end(event, (error) => {
            throw error
          })
        }
      }
    } catch (error) {
      // The engine or the store of conversations broke: the run ends all the same, so that nobody waits for it.
      await fail(toErrorData(error))
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
    let next = after
    while (!signal?.aborted) {
      const own = working.get(runId)
      if (own) {
        for await (const event of own.run.read(next, signal)) {
          yield event
          next = event.sequence
          if (isRunEnd(event)) return
        }
        continue // another worker goes on with it
      }
      const { status } = await get(runId)
      for (const event of await runs.events(runId, next)) {
        if (signal?.aborted) return
        yield event
        next = event.sequence
        if (isRunEnd(event)) return
      }
      if (status !== 'running' && status !== 'paused') return
      await pause(OTHER_TAB_MS, signal) // another tab works on it
    }
  }

  async function get(runId: string): Promise<RunRecord> {
    await recovered
    const record = await runs.get(runId)
    if (!record) throw new SkepError('RUN_NOT_FOUND', 'This run does not exist any more.', { runId })
    const [mended = record] = await recovery.mend([record])
    return mended
  }

  async function list({
    appId,
    limit = 50,
  }: {
    readonly appId?: string
    readonly limit?: number
  } = {}): Promise<readonly RunRecord[]> {
    await recovered
    return recovery.mend(await runs.list({ limit, ...(appId === undefined ? {} : { appId }) }))
  }

  async function stopAll(matches: (run: RunRecord) => boolean): Promise<void> {
    const stopped = [...working.values()].filter(({ record }) => matches(record))
    for (const { run } of stopped) run.controller.abort()
    await Promise.all(stopped.map(({ work }) => work))
  }

  return {
    appOf: async ({ id, appId }) => drafts.get(id) ?? options.loadApp(appId),
    storeOf: ({ isDraft }) => (isDraft ? options.draftConversations : options.conversations),
    start,
    events,
    get,
    list,
    async stop(runId) {
      const own = working.get(runId)
      if (own) {
        own.run.controller.abort()
        return
      }
      const { status } = await get(runId)
      const isAlive = (await liveRunIds(options.namespace))?.has(runId) === true
      if (status === 'paused' && !isAlive) {
        const revived = await revive(runId)
        revived.run.controller.abort()
        await revived.work
      } else if (status === 'running' || status === 'paused') changes.post({ topic: 'stop-run', runId })
    },
    async submitForm(runId, form) {
      const own = working.get(runId) ?? (await askOtherTab(runId)) ?? (await revive(runId))
      own.engine.submitForm(form)
    },
    recover() {
      recovered ??= runs.list({ limit: RECOVERED_RUNS }).then(
        async (found) => void (await recovery.mend(found, { isStart: true })),
        (error: unknown) =>
          console.warn('Skep could not look for runs of an earlier session.', toErrorData(error).code),
      )
      return recovered
    },
    stopAll,
    async close() {
      isClosed = true
      stopListening()
      // What waits for a person waits on, for the next worker.
      for (const { letGo } of [...working.values()]) letGo()
      await Promise.all([recovered, stopAll(() => true)])
    },
  }
}

function notWaiting(runId: string): SkepError {
  return new SkepError('FORM_NOT_FOUND', 'Nothing waits for this form any more.', { runId })
}

function warnUnsaved(error: unknown): void {
  console.warn('Skep could not store all of a run.', toErrorData(error).code)
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end, { once: true })
  })
}
