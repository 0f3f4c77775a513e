import { isRunEnd, type RunEventBody, type Usage } from '@skep/client'
import type { ErrorData, ModerationFeature } from '@skep/schema'
import { type Run, type RunOptions, startedEvent } from '../run/run.ts'
import { addUsage } from '../run/usage.ts'
import { findAnnotation } from './find-annotation.ts'
import { type Asking, judgeInput } from './judge-input.ts'
import { createJudge } from './moderation/create-judge.ts'
import { type GuardedEvent, guardOutput } from './moderation/guard-output.ts'

/** The graph that features stand around. @internal */
export interface Graph {
  start(asking: Asking): Run
  stop(): void
}

/** @internal */
export interface AroundOptions {
  readonly run: RunOptions
  readonly graph: Graph
  /** Fires when somebody stops the run. */
  readonly signal: AbortSignal
  readonly moderation: ModerationFeature | undefined
  /** What is wrong with the files of this run. */
  readonly fileError: ErrorData | undefined
}

/** Everything that a run says, from its start to its end, before it is numbered. @internal */
export async function* aroundGraph(options: AroundOptions): AsyncGenerator<GuardedEvent, void, void> {
  const { graph, signal, moderation, fileError } = options
  const { plan, ports, system = {}, inputs = {} } = options.run
  const { app } = plan
  const { conversationId } = system
  const startedAtMs = ports.clock.now()
  const durationMs = (): number => ports.clock.now() - startedAtMs
  let usage: Usage | undefined
  const replyWith = (text: string, reason: 'moderation' | 'annotation'): readonly RunEventBody[] => [
    { type: 'answer_replaced', text, reason },
    {
      type: 'run_succeeded',
      outputs: { answer: text },
      durationMs: durationMs(),
      ...(usage ? { usage } : {}),
    },
  ]

  yield startedEvent(options.run)
  if (fileError) {
    yield { type: 'run_failed', error: fileError, durationMs: durationMs() }
    return
  }
  const judge = moderation && createJudge(moderation, { ports, appId: app.id, conversationId, signal })
  let asking: Asking = { query: system.query ?? '', inputs }
  if (moderation?.inputs.enabled && judge) {
    const judged = await judgeInput(judge, moderation, asking)
    if (signal.aborted) {
      yield { type: 'run_stopped', durationMs: durationMs() }
      return
    }
    usage = addUsage(usage, judged.usage)
    yield* judged.events
    if (judged.reply !== undefined) {
      yield* replyWith(judged.reply, 'moderation')
      return
    }
    asking = judged.asking
  }
  const match = await findAnnotation(app, asking.query, ports, signal)
  if (signal.aborted) {
    yield { type: 'run_stopped', durationMs: durationMs() }
    return
  }
  if (match) {
    const { annotation, score } = match
    yield {
      type: 'annotation_replied',
      annotationId: annotation.id,
      question: annotation.question,
      score,
    }
    yield* replyWith(annotation.answer, 'annotation')
    return
  }
  const run = graph.start(asking)
  const said =
    moderation?.outputs.enabled && judge
      ? guardOutput(run, {
          judge,
          feature: moderation,
          signal,
          stop: graph.stop,
          onUsage: (more) => {
            usage = addUsage(usage, more)
          },
        })
      : run
  for await (const event of said) {
    if (event.type === 'run_started') continue
    if (!isRunEnd(event)) yield event
    else if (event.type === 'run_succeeded' || event.type === 'run_partial_succeeded') {
      const all = addUsage(event.usage, usage)
      yield { ...event, durationMs: durationMs(), ...(all ? { usage: all } : {}) }
    } else yield { ...event, durationMs: durationMs() }
  }
}
