import type { RunRecord, RunRequest } from '@skep/client'
import {
  type ConversationStore,
  type EnginePorts,
  type Executor,
  type MemoryPort,
  type OpenRunStore,
  type Plan,
  plan,
  type RunStore,
} from '@skep/engine'
import { type App, fromErrorData, type NodeDefinition, parseApp } from '@skep/schema'
import type { Changes } from './changes.ts'
import { LiveRun } from './live-run.ts'
import { createCheckpoints, modelsOfRun, withoutWrites } from './run-ports.ts'
import type { RunRecordings } from './run-recordings.ts'
import { withoutSecretValues } from './seal-secrets.ts'

/** @internal */
export interface RunsServiceOptions {
  readonly namespace: string
  readonly runs: RunStore
  readonly openRuns: OpenRunStore
  readonly recordings: RunRecordings
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

/** What a run is made of. @internal */
export interface RunSetup extends RunsServiceOptions {
  resolveApp(app: RunRequest['app']): Promise<App>
  /** @throws why the app cannot run */
  planOf(app: App): Plan
  /** Where the messages of a run are. */
  storeOf(run: Pick<RunRecord, 'isDraft'>): ConversationStore
  portsOf(planned: Plan, record: RunRecord, run: LiveRun, isPart: boolean): EnginePorts
  /** `earlier`: how many of its events are stored. */
  openRun(runId: string, earlier?: number): LiveRun
  rememberDraft(runId: string, app: App): void
  /** The draft that a run of this session ran. */
  draftOf(runId: string): App | undefined
}

/** Drafts that are kept for what may be asked of them after their run. */
const KEPT_DRAFTS = 20

/** @internal */
export function createRunSetup(options: RunsServiceOptions): RunSetup {
  const { runs, openRuns } = options
  const drafts = new Map<string, App>()

  function storeOf({ isDraft }: Pick<RunRecord, 'isDraft'>): ConversationStore {
    return isDraft ? options.draftConversations : options.conversations
  }

  return {
    ...options,
    storeOf,
    async resolveApp(app) {
      if (typeof app === 'string') return options.loadApp(app)
      const checked = parseApp(app)
      if (!checked.ok) throw fromErrorData(checked.error)
      // What a run needs of its app is stored: runs read secrets from their store alone.
      return withoutSecretValues(checked.value)
    },
    planOf(app) {
      const planned = plan(app, { nodes: options.nodes, executors: options.executors })
      if (!planned.ok) throw fromErrorData(planned.error)
      return planned.value
    },
    portsOf(planned, record, run, isPart) {
      const store = storeOf(record)
      return {
        ...options.ports,
        ...(options.ports.models ? { models: modelsOfRun(options.ports.models, record.id) } : {}),
        conversations: isPart ? withoutWrites(store) : store,
        memory: record.isDraft ? options.draftMemory : options.memory,
        checkpoints: createCheckpoints({ plan: planned, runId: record.id, run, openRuns }),
      }
    },
    openRun: (runId, earlier = 0) =>
      new LiveRun(
        {
          write: (events) => runs.appendEvents(runId, events),
          read: (after) => runs.events(runId, after),
        },
        earlier,
      ),
    rememberDraft(runId, app) {
      drafts.set(runId, app)
      const [oldest] = drafts.keys()
      if (drafts.size > KEPT_DRAFTS && oldest !== undefined) drafts.delete(oldest)
    },
    draftOf: (runId) => drafts.get(runId),
  }
}
