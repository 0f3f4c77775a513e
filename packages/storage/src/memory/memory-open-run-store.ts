import type { OpenRun, OpenRunStore } from '@skep/engine'

/** Runs that have not ended, in memory. */
export function createMemoryOpenRunStore(): OpenRunStore {
  const open = new Map<string, OpenRun>()
  return {
    list: async () => [...open.keys()],
    get: async (runId) => structuredClone(open.get(runId) ?? null),
    async put(run) {
      open.set(run.runId, structuredClone(run))
    },
    async remove(runId) {
      open.delete(runId)
    },
  }
}
