import type { RunEvent, RunEventBody } from '@skep/client'
import type { GuardedEvent } from './moderation/guard-output.ts'

/** Gives every event of a run its number, whoever it came from, so that there are no gaps. `last`: the number before. @internal */
export function createNumbering(
  runId: string,
  now: () => number,
  last = 0,
): (event: GuardedEvent) => RunEvent {
  let sequence = last
  let atMs = 0
  return (event) => {
    sequence += 1
    // Text that was held back is older than what was said about it.
    atMs = Math.max(atMs, 'atMs' in event ? event.atMs : now())
    return { ...event, runId, sequence, atMs } satisfies RunEvent & RunEventBody
  }
}
