import type { AppVersion } from '@skep/client'
import type { VersionStore } from '@skep/engine'

/** Versions of apps in memory. */
export function createMemoryVersionStore(): VersionStore {
  const versions = new Map<string, AppVersion>()
  const ofApp = (appId: string): AppVersion[] =>
    [...versions.values()].filter((version) => version.appId === appId).sort((a, b) => b.number - a.number)
  return {
    list: async (appId) => structuredClone(ofApp(appId)),
    async add(version) {
      const number = (ofApp(version.appId)[0]?.number ?? 0) + 1
      const stored = versions.get(version.id) ?? structuredClone({ ...version, number })
      versions.set(stored.id, stored)
      return structuredClone(stored)
    },
    async removeAll(appId) {
      for (const version of ofApp(appId)) versions.delete(version.id)
    },
  }
}
