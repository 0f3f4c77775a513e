import { isRunEnd, type RunEvent, type RunEventBody, type Usage } from '@skep/client'
import { type ErrorData, type ModerationFeature, toErrorData } from '@skep/schema'
import type { ModerationVerdict } from '../../ports/moderation.ts'
import type { Asked } from '../ask-for-json.ts'
import type { Judge } from './create-judge.ts'
import { HeldText } from './held-text.ts'
import { nextPiece } from './next-piece.ts'

/** An event of the graph, or one of the guard that has no number yet. @internal */
export type GuardedEvent = RunEvent | RunEventBody

/** @internal */
export interface GuardOptions {
  readonly judge: Judge
  readonly feature: Pick<ModerationFeature, 'outputs' | 'onFailure'>
  /** Fires when somebody stops the run. */
  readonly signal: AbortSignal
  /** Ends the graph when its text did not pass. */
  readonly stop: () => void
  readonly onUsage: (usage: Usage) => void
  /** What the reader has from before a pause, and whether it is not what the graph said. */
  readonly before?: { readonly text: string; readonly isReplaced: boolean }
}

const GONE: ReadonlySet<RunEvent['type']> = new Set([
  'citations',
  'reasoning_chunk',
  'node_paused',
  'run_paused',
])

type Judged =
  | { readonly ok: true; readonly asked: Asked<ModerationVerdict> }
  | { readonly ok: false; readonly error: ErrorData }

type Step =
  | { readonly type: 'event'; readonly next: IteratorResult<RunEvent, unknown> }
  | { readonly type: 'judged'; readonly chars: number; readonly judged: Judged }

/**
 * The events of a run whose text is judged before anybody reads it. Text waits until it has passed; everything else
 * keeps its place in the order. A text that does not pass is never shown: the preset reply stands instead of the whole
 * answer and the run ends well with it.
 * @internal
 */
export async function* guardOutput(
  source: AsyncIterable<RunEvent>,
  { judge, feature, signal, stop, onUsage, before }: GuardOptions,
): AsyncGenerator<GuardedEvent, void, void> {
  const iterator = source[Symbol.asyncIterator]()
  const held = new HeldText()
  const methodOf = { stage: 'output', method: judge.method } as const
  let shown = before?.text ?? ''
  /** The answer, where it is not the one that the graph gives. */
  let replaced: string | undefined = before?.isReplaced ? before.text : undefined
  let isBlocked = false
  /** Somebody stopped the run before all its text had been read, though the graph may have been through. */
  let isCut = false
  /** A judge that has failed once is not asked again: each failure would keep the reader waiting. */
  let isJudging = true
  let isOver = false
  let isPaused = false
  let next: Promise<Step> | undefined
  let judging: Promise<Step> | undefined

  const read = (): Promise<Step> => iterator.next().then((result) => ({ type: 'event', next: result }))

  const startJudging = (chars: number): void => {
    judging = judge.judgeOutput(shown, held.text.slice(0, chars)).then(
      (asked): Step => ({ type: 'judged', chars, judged: { ok: true, asked } }),
      (error): Step => ({ type: 'judged', chars, judged: { ok: false, error: toErrorData(error) } }),
    )
  }

  const pass = (events: readonly RunEvent[]): readonly GuardedEvent[] => {
    for (const event of events) if (event.type === 'text_chunk') shown += event.text
    if (replaced !== undefined && !isBlocked) replaced = shown
    return events.map((event) => finalEvent(event, { replaced, isBlocked, isCut }))
  }

  /** The rest of a run whose words are gone. What speaks for them goes too, and nobody waits for a form any more. */
  const remains = (): readonly GuardedEvent[] => pass(held.dropAll().filter(({ type }) => !GONE.has(type)))

  const block = (reply: string): readonly GuardedEvent[] => {
    isBlocked = true
    replaced = reply
    stop()
    return [{ type: 'answer_replaced', text: reply, reason: 'moderation' }, ...remains()]
  }

  /** What may be said now, and the next judgement where one is due. */
  const advance = (): readonly GuardedEvent[] => {
    if (judging) return []
    if (isBlocked) return remains()
    if (!isJudging || held.text === '') return pass(held.release(held.text.length))
    const chars =
      isOver || held.isUrgent ? held.text.length : (judge.safeLength?.(held.text) ?? nextPiece(held.text))
    if (chars > 0) startJudging(chars)
    return []
  }

  const onJudged = (chars: number, judged: Judged): readonly GuardedEvent[] => {
    judging = undefined
    if (isBlocked) return []
    if (!judged.ok) {
      // Whoever stopped the run does not wait for a judgement, and unread text stays unread.
      if (signal.aborted) {
        isCut = true
        return pass(held.drop(chars))
      }
      isJudging = false
      const action = feature.onFailure ?? 'allow'
      const failed = { type: 'moderation_failed', ...methodOf, error: judged.error, action } as const
      return [failed, ...(action === 'block' ? block(feature.outputs.presetReply) : [])]
    }
    const { value: verdict, usage } = judged.asked
    if (usage) onUsage(usage)
    if (verdict.action === 'allow') return pass(held.release(chars))
    const flagged: RunEventBody = {
      type: 'moderation_flagged',
      ...methodOf,
      action: verdict.action,
      ...(verdict.categories && verdict.categories.length > 0 ? { categories: verdict.categories } : {}),
    }
    if (verdict.action === 'block') return [flagged, ...block(verdict.reply ?? feature.outputs.presetReply)]
    shown = verdict.text ?? shown + held.text.slice(0, chars)
    replaced = shown
    const freed = held.drop(chars)
    return [flagged, { type: 'answer_replaced', text: shown, reason: 'moderation' }, ...pass(freed)]
  }

  try {
    for (;;) {
      for (const event of advance()) yield event
      if (!judging && isOver && held.isEmpty) return
      // What follows a pause may be days away; nobody who leaves meanwhile should have to wait for it.
      if (!isOver && !(isPaused && !held.isEmpty)) next ??= read()
      const step = await Promise.race([next, judging].filter((each) => each !== undefined))
      if (step.type === 'judged') {
        for (const event of onJudged(step.chars, step.judged)) yield event
        continue
      }
      next = undefined
      if (step.next.done) isOver = true
      else {
        isPaused = step.next.value.type === 'run_paused'
        held.push(step.next.value)
      }
    }
  } finally {
    // A run that waits for a person keeps waiting.
    if (!isPaused) stop()
    await iterator.return?.()
  }
}

/** An end event that says what the reader has, which may not be what the graph says. */
function finalEvent(event: RunEvent, { replaced, isBlocked, isCut }: End): RunEvent {
  if (!isRunEnd(event)) return event
  const { runId, sequence, atMs, durationMs } = event
  const about = { runId, sequence, atMs, durationMs }
  // A graph that was stopped because of its text has ended well.
  if (isBlocked) return { ...about, type: 'run_succeeded', outputs: { answer: replaced ?? '' } }
  if (event.type !== 'run_succeeded' && event.type !== 'run_partial_succeeded') return event
  if (isCut) return { ...about, type: 'run_stopped' }
  return replaced === undefined ? event : { ...event, outputs: { ...event.outputs, answer: replaced } }
}

interface End {
  /** The answer, where it is not the one that the graph gives. */
  readonly replaced: string | undefined
  readonly isBlocked: boolean
  readonly isCut: boolean
}
