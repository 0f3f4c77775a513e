import type { FormSubmission, RunEvent, RunRequest, SkepClient } from '@skep/client'
import { type Atom, atom, type PrimitiveAtom, type WritableAtom } from '@skep/react/jotai'
import { type ErrorData, toErrorData } from '@skep/schema'
import { applyRunEvents, emptyRun, type RunView } from '../core/run-view.ts'

/** @internal */
export const runSourceAtom: PrimitiveAtom<RunView | null> = atom<RunView | null>(null)

/** What ends the run, or its replay, that goes on. @internal */
export const abortAtom: PrimitiveAtom<{ readonly stop: () => void } | null> = atom<{
  readonly stop: () => void
} | null>(null)

/** The run that the canvas shows, live or from the list. @internal */
export const runAtom: Atom<RunView | null> = atom((get) => get(runSourceAtom))

const lastFullSourceAtom: PrimitiveAtom<RunView | null> = atom<RunView | null>(null)

/** The last run that is more than a single step: what partial runs take their values from. @internal */
export const lastFullRunAtom: Atom<RunView | null> = atom((get) => get(lastFullSourceAtom))

/** Whether a run of this builder is going on. @internal */
export const isRunningAtom: Atom<boolean> = atom((get) => get(abortAtom) !== null)

/** Why a run could not start or broke off without an end. @internal */
export const runErrorAtom: PrimitiveAtom<ErrorData | null> = atom<ErrorData | null>(null)

/** Counts finished runs, so that the list of runs knows when to look again. @internal */
export const finishedRunsAtom: PrimitiveAtom<number> = atom(0)

/** The conversation that chat runs go on with; null starts a new one. @internal */
export const conversationIdAtom: PrimitiveAtom<string | null> = atom<string | null>(null)

/** Takes a run off the canvas. @internal */
export const clearRunAtom: WritableAtom<null, [], void> = atom(null, (_get, set) => {
  set(runSourceAtom, null)
  set(runErrorAtom, null)
})

/** Stops the run that is going on. @internal */
export const stopRunAtom: WritableAtom<null, [], void> = atom(null, (get) => get(abortAtom)?.stop())

/** The steps of a single step's run, on top of those of the run before: the canvas shows both. */
const isOverlayAtom: PrimitiveAtom<boolean> = atom(false)

/** Starts a run and shows it to its end. @internal */
export const startRunAtom: WritableAtom<
  null,
  [client: SkepClient, request: RunRequest],
  Promise<void>
> = atom(null, async (get, set, client: SkepClient, request: RunRequest) => {
  if (get(abortAtom)) return
  const controller = new AbortController()
  set(abortAtom, { stop: () => controller.abort() })
  set(runErrorAtom, null)
  set(runSourceAtom, emptyRun())
  set(isOverlayAtom, request.part?.kind === 'node')
  await set(followAtom, client.run(request, { signal: controller.signal }))
})

/** Sends a form that the shown run waits for, and goes on showing the run. @throws what the client throws @internal */
export const submitFormAtom: WritableAtom<
  null,
  [client: SkepClient, executionId: string, submission: FormSubmission],
  Promise<void>
> = atom(null, async (get, set, client: SkepClient, executionId: string, submission: FormSubmission) => {
  const view = get(runSourceAtom)
  if (!view) return
  await client.runs.submitForm(view.runId, { executionId, submission })
  // The stream of a paused run may have ended, e.g. when the run was opened from the list.
  if (get(isFollowingAtom)) return
  const controller = new AbortController()
  const stop = (): void => {
    controller.abort()
    void client.runs.stop(view.runId).catch(() => undefined) // it may just have ended by itself
  }
  set(abortAtom, { stop })
  void set(
    followAtom,
    client.runs.events(view.runId, { after: view.lastSequence, signal: controller.signal }),
  )
})

const isFollowingAtom: PrimitiveAtom<boolean> = atom(false)

const followAtom: WritableAtom<null, [events: AsyncIterable<RunEvent>], Promise<void>> = atom(
  null,
  async (get, set, events: AsyncIterable<RunEvent>) => {
    set(isFollowingAtom, true)
    try {
      await follow(events, (batch) => set(runSourceAtom, (view) => applyRunEvents(view ?? emptyRun(), batch)))
      set(conversationIdAtom, get(runSourceAtom)?.conversationId ?? null)
    } catch (cause) {
      const error = toErrorData(cause, 'NODE_FAILED')
      set(runErrorAtom, error)
      set(runSourceAtom, (view) => (view?.status === 'running' ? { ...view, status: 'failed', error } : view))
    } finally {
      set(abortAtom, null)
      set(isFollowingAtom, false)
      if (!get(isOverlayAtom)) set(lastFullSourceAtom, get(runSourceAtom))
      set(finishedRunsAtom, (count) => count + 1)
    }
  },
)

/** Shows a run of the list. One that still goes on is followed. @internal */
export const openRunAtom: WritableAtom<null, [client: SkepClient, runId: string], Promise<void>> = atom(
  null,
  async (get, set, client: SkepClient, runId: string) => {
    if (get(abortAtom)) return
    const controller = new AbortController()
    set(runErrorAtom, null)
    set(runSourceAtom, emptyRun(runId))
    set(isFollowingAtom, true)
    const isStillShown = (): boolean => get(runSourceAtom)?.runId === runId
    try {
      await follow(client.runs.events(runId, { signal: controller.signal }), (events) => {
        if (isStillShown()) set(runSourceAtom, (view) => applyRunEvents(view ?? emptyRun(runId), events))
        else controller.abort()
      })
    } catch (cause) {
      if (isStillShown()) set(runErrorAtom, toErrorData(cause, 'RUN_NOT_FOUND'))
    } finally {
      set(isFollowingAtom, false)
      if (isStillShown()) set(lastFullSourceAtom, get(runSourceAtom))
    }
  },
)

/** Hands events on in one batch per frame: a run may yield thousands in a second. @internal */
export async function follow(
  events: AsyncIterable<RunEvent>,
  take: (events: readonly RunEvent[]) => void,
): Promise<void> {
  let waiting: RunEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = (): void => {
    timer = undefined
    const batch = waiting
    waiting = []
    if (batch.length > 0) take(batch)
  }
  try {
    for await (const event of events) {
      waiting.push(event)
      timer ??= setTimeout(flush, 16)
    }
  } finally {
    clearTimeout(timer)
    flush()
  }
}
