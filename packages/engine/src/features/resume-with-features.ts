import type { RunEvent } from '@skep/client'
import { type ResumeOptions, resume } from '../run/resume.ts'
import type { Run } from '../run/run.ts'
import { createJudge } from './moderation/create-judge.ts'
import { type GuardedEvent, guardOutput } from './moderation/guard-output.ts'
import { createNumbering } from './number-events.ts'

/** What the reader of a run has. */
function readSoFar(events: readonly RunEvent[]): { readonly text: string; readonly isReplaced: boolean } {
  let text = ''
  let isReplaced = false
  for (const event of events) {
    if (event.type === 'text_chunk') text += event.text
    else if (event.type === 'answer_replaced') {
      text = event.text
      isReplaced = true
    }
  }
  return { text, isReplaced }
}

/**
 * Goes on with a run that `runWithFeatures` began, from all events that it told: what is still to be said is judged as
 * what was said before. What came in was judged when the run began: a run of which nothing but that is told begins
 * again with `runWithFeatures`. Where the judge changed what came in, the `run_started` that `ports.checkpoints` was given
 * holds what was made of it; put it in place of the one that was told.
 * @throws as `resume`
 * @public
 */
export function resumeWithFeatures(
  options: ResumeOptions & { readonly from: readonly RunEvent[]; readonly conversationId?: string },
): Run {
  const { plan, ports, from, conversationId } = options
  const { app } = plan
  const guard = app.mode === 'workflow' ? undefined : app.features.moderation
  if (!guard?.enabled || !guard.outputs.enabled) return resume(options)
  const feature = guard
  const signal = options.signal ?? new AbortController().signal
  const graph = new AbortController()
  const stop = (): void => graph.abort()
  const inner = resume({ ...options, signal: graph.signal })

  async function* events(): AsyncGenerator<RunEvent, void, void> {
    const number = createNumbering(inner.id, () => ports.clock.now(), from.at(-1)?.sequence)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    try {
      const said: AsyncIterable<GuardedEvent> = guardOutput(inner, {
        judge: createJudge(feature, { ports, appId: app.id, conversationId, signal }),
        feature,
        signal,
        stop,
        onUsage: () => undefined, // the end of a resumed run counts what its graph took
        before: readSoFar(from),
      })
      for await (const event of said) yield number(event)
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
  return {
    id: inner.id,
    submitForm: (form) => inner.submitForm(form),
    snapshot: () => inner.snapshot(),
    async *batches() {
      for await (const event of events()) yield [event]
    },
    [Symbol.asyncIterator]: events,
  }
}
