import { isRunEnd, type RunEvent, type RunRecord, type RunRequest, type RunsApi } from '@skep/client'
import {
  type ConversationStore,
  type EnginePorts,
  type Executor,
  type MemoryPort,
  type OpenRun,
  type OpenRunStore,
  type Plan,
  plan,
  type Run,
  type RunStore,
  runWithFeatures,
} from '@skep/engine'
import { type App, fromErrorData, type NodeDefinition, parseApp, SkepError, toErrorData } from '@skep/schema'
import type { Changes } from './changes.ts'
import { openConversation } from './conversations-service.ts'
import { followRun, warnUnsaved } from './follow-run.ts'
import { formStored, LiveRun } from './live-run.ts'
import { removeUnasked, restoreMessages, restoreVariables } from './restore-conversation.ts'
import { countDeath, findRefusal, goOn } from './revive-run.ts'
import { createRunDeadlines, deadlineOf } from './run-deadlines.ts'
import { liveRunIds, takeRunLock } from './run-lock.ts'
import { checkPart } from './run-part.ts'
import { createCheckpoints, modelsOfRun, withoutWrites } from './run-ports.ts'
import { userMessage } from './run-record.ts'
import { createRunRecovery } from './run-recovery.ts'

interface RunsServiceOptions {
  readonly namespace: string
  readonly runs: RunStore
  readonly openRuns: OpenRunStore
  /** Of each app; older runs are removed. */
  readonly keptRuns: number
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
  /** Goes on with what an earlier session left, or ends it. Records and events wait for it. Never rejects. */
  recover(): Promise<void>
  /** Stops the runs that match and resolves when they have written their end. */
  stopAll(matches: (run: RunRecord) => boolean): Promise<void>
  /** Stops all runs for good. */
  close(): Promise<void>
}

interface Working {
  readonly run: LiveRun
  /** Takes the forms of a paused run. */
  readonly engine: Run
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
/** How many runs of an app may end before those above the limit are removed. */
const MOST_UNPRUNED = 20
/** How often, and how long apart, another tab is asked to let go of a paused run. */
const LET_GO_ROUNDS = 20
const LET_GO_MS = 100
/** Drafts that are kept for what may be asked of them after their run. */
const KEPT_DRAFTS = 20

/** Runs apps: plans, starts the engine, keeps the events, and writes what was said into the conversation. @internal */
export function createRunsService(options: RunsServiceOptions): RunsService {
  const { namespace, runs, openRuns, changes } = options
  const working = new Map<string, Working>()
  /** Runs that are stored and do not work yet. */
  const starting = new Set<string>()
  const reviving = new Map<string, Promise<Working | undefined>>()
  const recovery = createRunRecovery(options)
  const deadlines = createRunDeadlines((runId) => {
    revive(runId).catch((error: unknown) => warnUnsaved(error))
  })
  const drafts = new Map<string, App>()
  /** How many runs of each app have ended here. */
  const endedRuns = new Map<string, number>()
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

  function planOf(app: App): Plan {
    const planned = plan(app, { nodes: options.nodes, executors: options.executors })
    if (!planned.ok) throw fromErrorData(planned.error)
    return planned.value
  }

  function storeOf({ isDraft }: Pick<RunRecord, 'isDraft'>): ConversationStore {
    return isDraft ? options.draftConversations : options.conversations
  }

  function portsOf(planned: Plan, record: RunRecord, run: LiveRun, isPart: boolean): EnginePorts {
    const store = storeOf(record)
    return {
      ...options.ports,
      ...(options.ports.models ? { models: modelsOfRun(options.ports.models, record.id) } : {}),
      conversations: isPart ? withoutWrites(store) : store,
      memory: record.isDraft ? options.draftMemory : options.memory,
      checkpoints: createCheckpoints({ plan: planned, runId: record.id, run, openRuns }),
    }
  }

  function openRun(runId: string, earlier = 0): LiveRun {
    return new LiveRun(
      {
        write: (events) => runs.appendEvents(runId, events),
        read: (after) => runs.events(runId, after),
      },
      earlier,
    )
  }

  async function start(
    request: RunRequest,
  ): Promise<{ readonly runId: string; readonly conversationId?: string }> {
    checkPart(request)
    if (isClosed) throw closed()
    const app = await resolveApp(request.app)
    const planned = planOf(app)
    const isDraft = request.isDraft ?? false
    const store = storeOf({ isDraft })
    const talks = app.mode !== 'workflow' && app.mode !== 'completion'
    const runId = options.ports.random.id()
    const now = Date.now()
    const { inputs = {}, query = '', files = [], part } = request
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
    const release = (await takeRunLock(namespace, runId)) ?? (() => undefined)
    starting.add(runId)
    try {
      const history = conversation ? await store.messages(conversation.id) : []
      const asked = conversation && userMessage(conversation.id, runId, query, now, files)
      const begin: OpenRun['start'] = {
        inputs,
        system: {
          query,
          files,
          dialogueCount: history.filter(({ role }) => role === 'user').length + 1,
          ...inConversation,
        },
        conversationVariables: conversation ? await store.variables(conversation.id) : {},
        ...(part ? { part } : {}),
      }
      // First, so that whoever finds the record finds what the run needs to go on.
      const messages = asked && [...(isDraft ? history : []), asked]
      await openRuns.put({ runId, app, start: begin, ...(messages ? { messages } : {}) })
      await runs.put(record)
      if (asked) await store.putMessage(asked)
      if (isClosed) throw closed()
      const run = openRun(runId)
      if (isDraft) rememberDraft(runId, app)
      const engine = runWithFeatures({
        plan: planned,
        runId,
        ports: portsOf(planned, record, run, part !== undefined),
        signal: run.controller.signal,
        isDraft,
        ...begin,
      })
      work(engine, run, record, release)
    } catch (error) {
      // A run that could not be started has not been: nothing of it stays.
      await Promise.allSettled([
        openRuns.remove(runId),
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

  /** Follows a run to its end, from its beginning or from where an earlier worker left it. */
  function work(
    engine: Run,
    run: LiveRun,
    record: RunRecord,
    release: () => void,
    earlier: readonly RunEvent[] = [],
  ): Working {
    const { id } = record
    const own: Working = {
      run,
      engine,
      record,
      isPaused: record.status === 'paused',
      letGo() {
        if (working.get(id) !== own || !own.isPaused) return
        working.delete(id)
        run.leave()
        release()
      },
      work: followRun(engine, {
        runs,
        openRuns,
        store: storeOf(record),
        run,
        started: record,
        earlier,
        onPause: (isPaused) => {
          own.isPaused = isPaused
        },
      }).finally(async () => {
        if (working.get(id) === own) working.delete(id)
        release()
        if (!run.hasLeft) await prune(record.appId)
      }),
    }
    working.set(id, own)
    return own
  }

  /** Looking for old runs reads many records, so it is not done after every run. */
  async function prune(appId: string): Promise<void> {
    const { keptRuns } = options
    const ended = endedRuns.get(appId) ?? 0
    endedRuns.set(appId, ended + 1)
    const every = Math.min(MOST_UNPRUNED, Math.ceil(keptRuns / 10))
    if (ended % every === 0 && !isClosed) await recovery.prune(appId, keptRuns).catch(warnUnsaved)
  }

  /** The worker of another tab lets go of a paused run, so that this one can go on with it. */
  async function askOtherTab(runId: string): Promise<undefined> {
    const { status } = await get(runId)
    if (status !== 'paused') return
    for (let round = 0; round < LET_GO_ROUNDS; round += 1) {
      if ((await liveRunIds(namespace))?.has(runId) !== true) return
      changes.post({ topic: 'release-run', runId })
      await pause(LET_GO_MS)
    }
  }

  /**
   * Goes on with a run whose worker is gone. `undefined`: it has ended, is another worker's, or had to be ended.
   */
  function revive(runId: string): Promise<Working | undefined> {
    const own = working.get(runId)
    if (own) return Promise.resolve(own)
    const known = reviving.get(runId)
    if (known) return known
    const work = reviveNow(runId).finally(() => reviving.delete(runId))
    reviving.set(runId, work)
    return work
  }

  async function reviveNow(runId: string): Promise<Working | undefined> {
    if (isClosed || starting.has(runId)) return undefined
    const release = await takeRunLock(namespace, runId)
    if (!release) return undefined
    let isHeld = false
    try {
      const record = await runs.get(runId) // with the lock: another tab may just have ended it
      if (record?.status !== 'running' && record?.status !== 'paused') return undefined
      const stored = await runs.events(runId, 0)
      const open = await openRuns.get(runId)
      if (open) await restoreMessages(storeOf(record), record, open)
      const refusal = findRefusal(open, stored, record)
      const last = stored.at(-1)
      if (refusal || (last && isRunEnd(last))) {
        await recovery.end(record, stored, refusal)
        return undefined
      }
      const app = open?.app ?? drafts.get(runId) ?? (await options.loadApp(record.appId))
      if (record.isDraft) rememberDraft(runId, app)
      const planned = planOf(app)
      if (open && record.status === 'running') await openRuns.put(countDeath(open, stored))
      const run = openRun(runId, stored.length)
      const engine = goOn({
        plan: planned,
        ports: portsOf(planned, record, run, open?.start.part !== undefined),
        record,
        open,
        stored,
        signal: run.controller.signal,
      })
      if (record.isDraft && open) await restoreVariables(options.draftConversations, record, open, engine)
      if (isClosed) return undefined
      isHeld = true
      return work(engine, run, record, release, stored)
    } finally {
      if (!isHeld) release()
    }
  }

  /** The records as they are after those whose worker is gone went on or were ended. */
  async function mend(records: readonly RunRecord[], isStart = false): Promise<readonly RunRecord[]> {
    const left = records.filter(
      ({ id, status }) => status === 'running' && !working.has(id) && !starting.has(id),
    )
    if (left.length === 0) return records
    const alive = await liveRunIds(namespace)
    // Where nobody can tell who lives, that is nobody when this worker starts, and everybody later.
    if (!alive && !isStart) return records
    return Promise.all(
      records.map(async (record) => {
        if (!left.includes(record) || alive?.has(record.id)) return record
        try {
          await revive(record.id)
          return (await runs.get(record.id)) ?? record
        } catch (error) {
          // One that cannot go on now is tried again when it is next asked for.
          console.warn('Skep could not go on with a run of an earlier session.', toErrorData(error).code)
          return record
        }
      }),
    )
  }

  /** What is left of an earlier session: runs go on, forms run out, and what belongs to no run any more goes. */
  async function recoverAll(): Promise<void> {
    await mend(await runs.list({ limit: RECOVERED_RUNS }), true)
    const alive = await liveRunIds(namespace)
    for (const runId of await openRuns.list()) {
      if (alive?.has(runId) || working.has(runId) || starting.has(runId)) continue
      const record = await runs.get(runId)
      if (record?.status === 'running') await mend([record], true)
      else if (record?.status === 'paused') {
        const dueAtMs = deadlineOf(await runs.events(runId, 0))
        if (dueAtMs !== undefined) deadlines.set(runId, dueAtMs)
      } else {
        const open = record ? null : await openRuns.get(runId)
        if (open) await removeUnasked(options.conversations, open)
        await openRuns.remove(runId)
      }
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
    const [mended = record] = await mend([record])
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
    return mend(await runs.list({ limit, ...(appId === undefined ? {} : { appId }) }))
  }

  async function stopAll(matches: (run: RunRecord) => boolean): Promise<void> {
    const stopped = [...working.values()].filter(({ record }) => matches(record))
    for (const { run } of stopped) run.controller.abort()
    await Promise.all(stopped.map(({ work }) => work))
  }

  return {
    async appOf({ id, appId }) {
      return drafts.get(id) ?? (await openRuns.get(id))?.app ?? options.loadApp(appId)
    },
    storeOf,
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
      const revived = status === 'paused' ? await revive(runId) : working.get(runId)
      revived?.run.controller.abort()
      if (revived) await revived.work
      else if (status === 'running' || status === 'paused') changes.post({ topic: 'stop-run', runId })
    },
    async submitForm(runId, form) {
      const own = working.get(runId) ?? (await askOtherTab(runId)) ?? (await revive(runId))
      if (!own) throw new SkepError('FORM_NOT_FOUND', 'Nothing waits for this form any more.', { runId })
      const told = own.run.eventCount
      own.engine.submitForm(form)
      own.isPaused = false // it is this worker's now
      // Readers get what is stored: whoever was told that the form was taken may rely on it.
      await Promise.race([formStored(own.run, told, form.executionId), own.work])
    },
    recover() {
      recovered ??= recoverAll().catch((error: unknown) =>
        console.warn('Skep could not look for runs of an earlier session.', toErrorData(error).code),
      )
      return recovered
    },
    stopAll,
    async close() {
      isClosed = true
      stopListening()
      deadlines.close()
      await Promise.allSettled(reviving.values())
      // What waits for a person waits on, for the next worker.
      for (const { letGo } of [...working.values()]) letGo()
      await Promise.all([recovered, stopAll(() => true)])
    },
  }
}

function closed(): SkepError {
  return new SkepError('CLIENT_CLOSED', 'This client is closed.')
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
