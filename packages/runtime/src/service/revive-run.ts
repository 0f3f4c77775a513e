import type { RunEvent, RunRecord } from '@skep/client'
import type { EnginePorts, OpenRun, Plan, RecordableRun, Run } from '@skep/engine'
import { type ErrorData, SkepError, toErrorData } from '@skep/schema'

/** How often in a row a worker may die with a run before it is left alone: it may be the run that kills it. */
const MAX_DEATHS = 3

/**
 * Why a run that a worker left behind must not go on.
 * @internal
 */
export function findRefusal(
  open: OpenRun | null,
  stored: readonly RunEvent[],
  record: RunRecord,
): ErrorData | undefined {
  const isOverridden = stored.some(
    (event) => event.type === 'moderation_flagged' && event.stage === 'input' && event.action === 'override',
  )
  if (isOverridden && hasBegun(stored) && !open?.judged) return unknownInput
  if (record.status === 'paused') return undefined
  if (!open) return lostRun
  if ((open.deaths?.count ?? 0) >= MAX_DEATHS && open.deaths?.endedNodes === endedNodes(stored))
    return deadlyRun
  const told = new Set(stored.flatMap((event) => (event.type === 'node_started' ? [event.executionId] : [])))
  if (open.begun?.some((id) => !told.has(id))) return unknownEffect
  return undefined
}

/** What is written down before a run goes on, in case that kills this worker too. @internal */
export function countDeath(open: OpenRun, stored: readonly RunEvent[]): OpenRun {
  const ended = endedNodes(stored)
  const count = open.deaths?.endedNodes === ended ? open.deaths.count + 1 : 1
  return { ...open, deaths: { count, endedNodes: ended } }
}

interface GoOnOptions {
  readonly plan: Plan
  readonly ports: EnginePorts
  readonly record: RunRecord
  readonly open: OpenRun | null
  readonly stored: readonly RunEvent[]
  readonly signal: AbortSignal
  /** Opens the engine. */
  readonly start: (options: RecordableRun) => Run
}

/**
 * The engine with a run that goes on. One that had told nothing of its graph begins again: what came in may not have been
 * judged yet. What it had told of that is not told twice.
 * @internal
 */
export function goOn({ plan, ports, record, open, stored, signal, start }: GoOnOptions): Run {
  const conversation = record.conversationId === undefined ? {} : { conversationId: record.conversationId }
  if (hasBegun(stored) || (stored.length > 0 && !hasFeaturesBefore(plan)) || !open) {
    const [first, ...rest] = stored
    // What was told is what came in; the graph had what was made of it.
    const from =
      first?.type === 'run_started' && open?.judged ? [{ ...first, ...open.judged }, ...rest] : stored
    return start({ plan, ports, from, signal, ...conversation })
  }
  const engine = start({
    plan,
    ports,
    signal,
    runId: record.id,
    isDraft: record.isDraft,
    ...open.start,
  })
  return { ...engine, [Symbol.asyncIterator]: () => after(engine, stored.length) }
}

/** @internal */
export function lostEvent(
  record: RunRecord,
  last: RunEvent | undefined,
  error: ErrorData,
): Extract<RunEvent, { type: 'run_failed' }> {
  const atMs = Date.now()
  return {
    type: 'run_failed',
    error,
    durationMs: Math.max(0, atMs - record.startedAtMs),
    runId: record.id,
    sequence: (last?.sequence ?? 0) + 1,
    atMs,
  }
}

async function* after(
  events: AsyncIterable<RunEvent>,
  sequence: number,
): AsyncGenerator<RunEvent, void, void> {
  for await (const event of events) if (event.sequence > sequence) yield event
}

function hasFeaturesBefore({ app }: Plan): boolean {
  const { moderation, annotationReply } = app.features
  return app.mode !== 'workflow' && (moderation?.enabled === true || annotationReply?.enabled === true)
}

/** Whether something of the graph was told. */
function hasBegun(stored: readonly RunEvent[]): boolean {
  return stored.some((event) => 'nodeId' in event && event.type !== 'run_failed')
}

function endedNodes(events: readonly RunEvent[]): number {
  return events.filter(({ type }) => type === 'node_succeeded' || type === 'node_exception').length
}

/** @internal */
export const lostRun: ErrorData = {
  code: 'WORKER_LOST',
  message: 'The page or its worker ended in the middle of this run. Run it again.',
  data: {},
}

const deadlyRun: ErrorData = {
  code: 'WORKER_LOST',
  message: `The worker ended ${MAX_DEATHS} times at the same step of this run. Change that step, then run it again.`,
  data: { deaths: MAX_DEATHS },
}

const unknownInput: ErrorData = toErrorData(
  new SkepError(
    'RUN_NOT_RESUMABLE',
    'The run cannot go on: what came in was changed before it began, and the change is lost. Ask again.',
    { reason: 'moderation' },
  ),
)

const unknownEffect: ErrorData = toErrorData(
  new SkepError(
    'RUN_NOT_RESUMABLE',
    'The run cannot go on: it was interrupted while a step was at work that changes something outside. Check whether it took effect.',
    { reason: 'side-effect' },
  ),
)
