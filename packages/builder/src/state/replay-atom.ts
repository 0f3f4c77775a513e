import type { RunEvent, SkepClient } from '@skep/client'
import { atom, type WritableAtom } from '@skep/react/jotai'
import { toErrorData } from '@skep/schema'
import { applyRunEvents, emptyRun } from '../core/run-view.ts'
import { abortAtom, follow, runErrorAtom, runSourceAtom } from './run-atoms.ts'

/** The longest that a replay waits between two events: nobody wants to wait for a slow server twice. */
const LONGEST_GAP_MS = 400

/**
 * Shows the run on the canvas once more, as it went, without asking anybody. Stopping shows its end at once; one that
 * cannot be replayed stays as it was shown.
 * @internal
 */
export const replayRunAtom: WritableAtom<null, [client: SkepClient], Promise<void>> = atom(
  null,
  async (get, set, client: SkepClient) => {
    const shown = get(runSourceAtom)
    if (!shown || get(abortAtom)) return
    const hurry = new AbortController()
    set(abortAtom, { stop: () => hurry.abort() })
    set(runErrorAtom, null)
    set(runSourceAtom, emptyRun(shown.runId))
    try {
      await follow(inItsTime(client.runs.replay(shown.runId), hurry.signal), (events) =>
        set(runSourceAtom, (view) => applyRunEvents(view ?? emptyRun(shown.runId), events)),
      )
    } catch (cause) {
      set(runSourceAtom, shown)
      set(runErrorAtom, toErrorData(cause, 'RUN_NOT_REPLAYABLE'))
    } finally {
      set(abortAtom, null)
    }
  },
)

/** The events as far apart as they were, until `hurry` fires. */
async function* inItsTime(
  events: AsyncIterable<RunEvent>,
  hurry: AbortSignal,
): AsyncGenerator<RunEvent, void, void> {
  let beforeMs: number | undefined
  for await (const event of events) {
    const gapMs = Math.min(LONGEST_GAP_MS, event.atMs - (beforeMs ?? event.atMs))
    beforeMs = event.atMs
    if (gapMs > 0 && !hurry.aborted) await sleep(gapMs, hurry)
    yield event
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
