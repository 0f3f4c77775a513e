import type { SecretStore, SettingsStore } from '@skep/engine'
import type { JsonValue } from '@skep/schema'
import { compareText } from '../order.ts'

/** Secrets in memory: gone with the page. */
export function createMemorySecretStore(): SecretStore {
  const secrets = new Map<string, string>()
  return {
    list: async () => [...secrets.keys()].sort(compareText),
    get: async (name) => secrets.get(name) ?? null,
    async set(name, value) {
      secrets.set(name, value)
    },
    async remove(name) {
      secrets.delete(name)
    },
  }
}

/** Settings in memory. */
export function createMemorySettingsStore(): SettingsStore {
  const settings = new Map<string, JsonValue>()
  return {
    get: async (name) => structuredClone(settings.get(name) ?? null),
    async set(name, value) {
      settings.set(name, structuredClone(value))
    },
    async remove(name) {
      settings.delete(name)
    },
  }
}
