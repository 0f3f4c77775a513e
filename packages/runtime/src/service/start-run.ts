import type { RunRecord, RunRequest, RunsApi } from '@skep/client'
import type { OpenRun } from '@skep/engine'
import { SkepError } from '@skep/schema'
import { openConversation } from './conversations-service.ts'
import { takeRunLock } from './run-lock.ts'
import { checkPart } from './run-part.ts'
import { userMessage } from './run-record.ts'
import type { RunSetup } from './run-setup.ts'
import type { WorkingRuns } from './working-runs.ts'

/** @internal */
export interface RunStarts {
  readonly start: RunsApi['start']
  /** Whether a run is stored and does not work yet. */
  isStarting(runId: string): boolean
  /** Nothing starts any more. */
  close(): void
}

/** Starts runs: what a run needs to go on is stored before anything of it happens. @internal */
export function createRunStarts(setup: RunSetup, working: WorkingRuns): RunStarts {
  const { namespace, runs, openRuns, recordings } = setup
  const starting = new Set<string>()
  let isClosed = false

  async function start(request: RunRequest): ReturnType<RunsApi['start']> {
    checkPart(request)
    if (isClosed) throw closed()
    const app = await setup.resolveApp(request.app)
    const planned = setup.planOf(app)
    const isDraft = request.isDraft ?? false
    const store = setup.storeOf({ isDraft })
    const talks = app.mode !== 'workflow' && app.mode !== 'completion'
    const runId = setup.ports.random.id()
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
      const run = setup.openRun(runId)
      if (isDraft) setup.rememberDraft(runId, app)
      const recorder = recordings.record(record, app)
      const engine = recorder.open({
        plan: planned,
        runId,
        ports: setup.portsOf(planned, record, run, part !== undefined),
        signal: run.controller.signal,
        isDraft,
        ...begin,
      })
      working.work({ engine, run, record, recorder, release })
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

  return {
    start,
    isStarting: (runId) => starting.has(runId),
    close() {
      isClosed = true
    },
  }
}

function closed(): SkepError {
  return new SkepError('CLIENT_CLOSED', 'This client is closed.')
}
