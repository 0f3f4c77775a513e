import type { RunEvent } from '@skep/client'
import { describeFileProblem, type ErrorData, findFilesProblem, SkepError } from '@skep/schema'
import { type Run, type RunOptions, run } from '../run/run.ts'
import { aroundGraph } from './around-graph.ts'
import type { Asking } from './judge-input.ts'
import { createNumbering } from './number-events.ts'

function findFileError({ plan, system }: RunOptions): ErrorData | undefined {
  const problem = findFilesProblem(plan.app.features.fileUpload, system?.files ?? [])
  return problem && { code: 'FILE_NOT_ALLOWED', ...describeFileProblem(problem) }
}

/**
 * Runs a planned app with the features around its graph: limits on files, moderation of what comes in and of what is
 * said, stored answers. Like the iteration of `run`, this one never throws, and its events have no gaps. An app without
 * such features runs as it does by `run`, at no cost.
 *
 * A helper that fails changes nothing about the answer, unless the app says that its moderation must not fail.
 * @public
 */
export function runWithFeatures(options: RunOptions): Run {
  const { app } = options.plan
  const { moderation, annotationReply } = app.features
  const isTalking = app.mode !== 'workflow'
  const fileError = findFileError(options)
  const guard = isTalking && moderation?.enabled ? moderation : undefined
  const hasAnnotations =
    isTalking && annotationReply?.enabled === true && options.ports.annotations !== undefined
  if (!guard && !hasAnnotations && !fileError) return run(options)

  const id = options.runId ?? options.ports.random.id()
  const signal = options.signal ?? new AbortController().signal
  const graph = new AbortController()
  const stop = (): void => graph.abort()
  const withQuery = ({ query, inputs }: Asking): RunOptions => ({
    ...options,
    inputs,
    ...(options.system?.query === undefined ? {} : { system: { ...options.system, query } }),
  })
  const open = (asked: RunOptions): Run => run({ ...asked, runId: id, signal: graph.signal })
  let inner: Run | undefined
  let isStarted = false

  async function* events(): AsyncGenerator<RunEvent, void, void> {
    if (isStarted) throw new SkepError('CALL_INVALID', 'The events of a run can be read once.')
    isStarted = true
    const number = createNumbering(id, () => options.ports.clock.now())
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    try {
      const all = aroundGraph({
        run: options,
        graph: {
          start: (asking) => {
            inner = open(withQuery(asking))
            return inner
          },
          stop,
        },
        signal,
        moderation: guard,
        fileError,
      })
      for await (const event of all) yield number(event)
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
  // Before the graph starts there is nothing to know but how it would begin.
  const current = (): Run => inner ?? open(options)
  return {
    id,
    async *batches() {
      for await (const event of events()) yield [event]
    },
    submitForm: (form) => current().submitForm(form),
    snapshot: () => current().snapshot(),
    [Symbol.asyncIterator]: events,
  }
}
