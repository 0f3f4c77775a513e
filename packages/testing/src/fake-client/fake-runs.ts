import {
  type Citation,
  isRunEnd,
  type RunEvent,
  type RunEventBody,
  type RunRecord,
  type RunRequest,
  type RunStatus,
  type RunsApi,
} from '@skep/client'
import { answerEvents } from './answer-events.ts'
import type { FakeConversations } from './fake-conversations.ts'
import { type FakeWorld, Listeners } from './fake-world.ts'

interface Run {
  record: RunRecord
  readonly events: RunEvent[]
  readonly listeners: Listeners<RunEvent>
  isStopped: boolean
}

const STATUS_OF_END: Readonly<Record<string, RunStatus>> = {
  run_succeeded: 'succeeded',
  run_partial_succeeded: 'partial-succeeded',
  run_failed: 'failed',
  run_stopped: 'stopped',
}

/** @internal */
export function createFakeRuns(world: FakeWorld, conversations: FakeConversations): RunsApi {
  const runs = new Map<string, Run>()
  const find = (runId: string): Run =>
    runs.get(runId) ??
    world.fail({ code: 'RUN_NOT_FOUND', message: 'This run is not here any more.', data: {} })

  const emit = (run: Run, body: RunEventBody): void => {
    const event: RunEvent = {
      runId: run.record.id,
      sequence: run.events.length + 1,
      atMs: world.now(),
      ...body,
    }
    run.events.push(event)
    run.record = { ...run.record, eventCount: run.events.length }
    if (isRunEnd(body)) {
      run.record = {
        ...run.record,
        status: STATUS_OF_END[body.type] ?? 'succeeded',
        durationMs: body.durationMs,
        ...('outputs' in body ? { outputs: body.outputs } : {}),
        ...('error' in body ? { error: body.error } : {}),
      }
      remember(run)
    }
    run.listeners.emit(event)
  }

  const remember = ({ record, events }: Run): void => {
    if (!record.conversationId || record.isDraft) return
    const text = events.map((event) => (event.type === 'text_chunk' ? event.text : '')).join('')
    const citations = events.reduce<readonly Citation[]>(
      (last, event) => (event.type === 'citations' ? event.citations : last),
      [],
    )
    const status =
      record.status === 'failed' ? 'failed' : record.status === 'stopped' ? 'stopped' : 'complete'
    conversations.append(record.conversationId, {
      role: 'assistant',
      text,
      status,
      citations,
      runId: record.id,
      ...(record.error ? { error: record.error } : {}),
    })
  }

  const play = async (run: Run, request: RunRequest): Promise<void> => {
    const { script } = world
    const events =
      script.run?.(request) ??
      answerEvents(script.answer?.(request) ?? { text: `You said: ${request.query ?? ''}` }, script.chunkMs)
    emit(run, {
      type: 'run_started',
      appId: run.record.appId,
      inputs: run.record.inputs,
      ...(run.record.conversationId ? { conversationId: run.record.conversationId } : {}),
    })
    for (const { afterMs, event } of events) {
      if (afterMs > 0) await world.wait(afterMs)
      if (run.isStopped) return
      emit(run, event)
    }
  }

  return {
    start: (request) =>
      world.call('runs.start', () => {
        const app = typeof request.app === 'string' ? undefined : request.app
        const appId = typeof request.app === 'string' ? request.app : request.app.id
        const conversationId =
          request.query === undefined
            ? undefined
            : conversations.ensure(appId, request.conversationId, request.query)
        const record: RunRecord = {
          id: world.nextId('run'),
          appId,
          appName: app?.name ?? world.script.apps?.find(({ id }) => id === appId)?.name ?? appId,
          isDraft: request.isDraft ?? false,
          status: 'running',
          inputs: request.inputs ?? {},
          startedAtMs: world.now(),
          eventCount: 0,
          ...(conversationId ? { conversationId } : {}),
        }
        const run: Run = { record, events: [], listeners: new Listeners(), isStopped: false }
        runs.set(record.id, run)
        if (conversationId && !record.isDraft) {
          conversations.append(conversationId, {
            role: 'user',
            text: request.query ?? '',
            status: 'complete',
            citations: [],
          })
        }
        void play(run, request)
        return { runId: record.id, ...(conversationId ? { conversationId } : {}) }
      }),
    async *events(runId, options = {}) {
      const run = find(runId)
      let next = options.after ?? 0
      let wake: () => void = () => {}
      const stop = run.listeners.add(() => wake())
      options.signal?.addEventListener('abort', () => wake(), { once: true })
      try {
        while (!options.signal?.aborted) {
          const event = run.events[next]
          if (!event) {
            await new Promise<void>((resolve) => {
              wake = resolve
            })
            continue
          }
          next += 1
          yield event
          if (isRunEnd(event)) return
        }
      } finally {
        stop()
      }
    },
    stop: (runId) =>
      world.call('runs.stop', () => {
        const run = find(runId)
        if (run.record.status !== 'running') return
        run.isStopped = true
        emit(run, { type: 'run_stopped', durationMs: run.events.length })
      }),
    get: (runId) => world.call('runs.get', () => find(runId).record),
    list: (filter = {}) =>
      world.call('runs.list', () =>
        [...runs.values()]
          .map(({ record }) => record)
          .filter((record) => !filter.appId || record.appId === filter.appId)
          .reverse()
          .slice(0, filter.limit),
      ),
  }
}
