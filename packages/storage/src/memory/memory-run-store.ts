import type { RunEvent, RunRecord } from '@skep/client'
import type { RunStore } from '@skep/engine'
import { compareText } from '../order.ts'

/** Runs and their events in memory. */
export function createMemoryRunStore(): RunStore {
  const runs = new Map<string, RunRecord>()
  const events = new Map<string, Map<number, RunEvent>>()
  return {
    async put(run) {
      runs.set(run.id, structuredClone(run))
    },
    get: async (runId) => structuredClone(runs.get(runId) ?? null),
    list: async ({ appId, limit }) =>
      structuredClone(
        [...runs.values()]
          .filter((run) => appId === undefined || run.appId === appId)
          .sort((a, b) => b.startedAtMs - a.startedAtMs || compareText(b.id, a.id))
          .slice(0, limit),
      ),
    async appendEvents(runId, added) {
      const stored = events.get(runId) ?? new Map<number, RunEvent>()
      for (const event of structuredClone(added)) {
        if (!stored.has(event.sequence)) stored.set(event.sequence, event)
      }
      events.set(runId, stored)
    },
    events: async (runId, after) =>
      structuredClone(
        [...(events.get(runId)?.values() ?? [])]
          .filter((event) => event.sequence > after)
          .sort((a, b) => a.sequence - b.sequence),
      ),
    async remove(runId) {
      runs.delete(runId)
      events.delete(runId)
    },
  }
}
