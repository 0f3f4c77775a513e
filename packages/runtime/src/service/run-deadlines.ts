import type { RunEvent } from '@skep/client'
import { DEFAULT_RUN_LIMITS } from '@skep/engine'

/** The longest that a timer of a browser waits. */
const LONGEST_MS = 2_147_483_647

/** What ends the waiting for a form. */
const ANSWERS: ReadonlySet<string> = new Set([
  'form_submitted',
  'form_expired',
  'node_succeeded',
  'node_exception',
  'node_failed',
  'node_stopped',
] satisfies RunEvent['type'][])

/** When the first form that a paused run shows runs out. @internal */
export function deadlineOf(events: readonly RunEvent[]): number | undefined {
  const open = new Map<string, number>()
  for (const event of events) {
    if (event.type === 'node_paused') {
      const limit = event.atMs + DEFAULT_RUN_LIMITS.waitMs
      open.set(event.executionId, Math.min(event.form.expiresAtMs ?? limit, limit))
    } else if ('executionId' in event && ANSWERS.has(event.type)) open.delete(event.executionId)
  }
  return open.size > 0 ? Math.min(...open.values()) : undefined
}

/** Wakes paused runs that no worker holds when their form runs out. @internal */
export interface RunDeadlines {
  set(runId: string, atMs: number): void
  close(): void
}

/** @internal */
export function createRunDeadlines(onDue: (runId: string) => void): RunDeadlines {
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  function set(runId: string, atMs: number): void {
    clearTimeout(timers.get(runId))
    const leftMs = Math.max(0, atMs - Date.now())
    timers.set(
      runId,
      setTimeout(
        () => {
          timers.delete(runId)
          if (leftMs > LONGEST_MS) set(runId, atMs)
          else onDue(runId)
        },
        Math.min(leftMs, LONGEST_MS),
      ),
    )
  }
  return {
    set,
    close() {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
