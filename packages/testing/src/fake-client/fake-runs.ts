import {
  type Citation,
  type FormSubmission,
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
import type { TimedEvent } from './script.ts'

interface Run {
  record: RunRecord
  readonly events: RunEvent[]
  readonly listeners: Listeners<RunEvent>
  isStopped: boolean
  /** The executions whose forms have not been sent, with their nodes. */
  readonly waiting: Map<string, RunEventBody & { readonly type: 'node_paused' }>
  /** Goes on after the last form. */
  resume: ((submission: FormSubmission) => void) | null
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
    const text = events.reduce(
      (said, event) =>
        event.type === 'text_chunk'
          ? said + event.text
          : event.type === 'answer_replaced'
            ? event.text
            : said,
      '',
    )
    const annotated = events.find((event) => event.type === 'annotation_replied')
    const isModerated = events.some(
      (event) => event.type === 'answer_replaced' && event.reason === 'moderation',
    )
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
      ...(annotated
        ? {
            annotation: {
              id: annotated.annotationId,
              question: annotated.question,
              score: annotated.score,
            },
          }
        : {}),
      ...(isModerated ? { replacedBy: 'moderation' } : {}),
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
    await playAll(run, request, events)
  }

  const playAll = async (run: Run, request: RunRequest, events: readonly TimedEvent[]): Promise<void> => {
    for (const [index, { afterMs, event }] of events.entries()) {
      if (afterMs > 0) await world.wait(afterMs)
      if (run.isStopped) return
      emit(run, event)
      if (event.type === 'node_paused') run.waiting.set(event.executionId, event)
      if (event.type !== 'run_paused') continue
      run.record = { ...run.record, status: 'paused' }
      const submission = await new Promise<FormSubmission>((resolve) => {
        run.resume = resolve
      })
      if (run.isStopped) return
      run.record = { ...run.record, status: 'running' }
      emit(run, { type: 'run_resumed' })
      return playAll(run, request, world.script.resume?.(submission, request) ?? events.slice(index + 1))
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
        const run: Run = {
          record,
          events: [],
          listeners: new Listeners(),
          isStopped: false,
          waiting: new Map(),
          resume: null,
        }
        runs.set(record.id, run)
        if (conversationId && !record.isDraft) {
          conversations.append(conversationId, {
            role: 'user',
            text: request.query ?? '',
            status: 'complete',
            citations: [],
            ...(request.files && request.files.length > 0 ? { files: request.files } : {}),
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
    async *replay(runId, { signal } = {}) {
      const { record, events } = await world.call('runs.replay', () => find(runId))
      if (record.status === 'running') {
        world.fail({
          code: 'RUN_NOT_REPLAYABLE',
          message: 'This run cannot be replayed: it has not ended.',
          data: { reason: 'running' },
        })
      }
      for (const event of [...events]) {
        if (signal?.aborted) return
        yield event
      }
    },
    stop: (runId) =>
      world.call('runs.stop', () => {
        const run = find(runId)
        if (run.record.status !== 'running' && run.record.status !== 'paused') return
        run.isStopped = true
        emit(run, { type: 'run_stopped', durationMs: run.events.length })
      }),
    submitForm: (runId, { executionId, submission }) =>
      world.call('runs.submitForm', () => {
        const run = find(runId)
        const form = run.waiting.get(executionId)
        if (!form || run.isStopped) {
          return world.fail({
            code: 'FORM_NOT_FOUND',
            message: 'Nothing waits for this form any more.',
            data: { runId, executionId },
          })
        }
        run.waiting.delete(executionId)
        const { nodeId, rounds } = form
        emit(run, {
          type: 'form_submitted',
          submission,
          nodeId,
          executionId,
          ...(rounds ? { rounds } : {}),
        })
        if (run.waiting.size === 0) run.resume?.(submission)
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
