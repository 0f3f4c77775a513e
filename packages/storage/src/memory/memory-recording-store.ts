import type { RecordingStore, RunRecording } from '@skep/engine'
import { compareText } from '../order.ts'

/** What came into runs, in memory. */
export function createMemoryRecordingStore(): RecordingStore {
  const recordings = new Map<string, RunRecording>()
  return {
    async put(recording) {
      recordings.set(recording.runId, structuredClone(recording))
    },
    get: async (runId) => structuredClone(recordings.get(runId) ?? null),
    list: async (appId) =>
      [...recordings.values()]
        .filter((recording) => recording.appId === appId)
        .sort((a, b) => b.startedAtMs - a.startedAtMs || compareText(b.runId, a.runId))
        .map(({ runId }) => runId),
    async remove(runId) {
      recordings.delete(runId)
    },
  }
}
