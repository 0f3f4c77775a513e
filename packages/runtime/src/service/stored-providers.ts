import type { ProviderConfig } from '@skep/client'
import type { SettingsStore } from '@skep/engine'
import type { ProviderStore } from '@skep/models'
import type { JsonValue } from '@skep/schema'

const NAME = 'providers'

/** The connections of the host's own, and those that people saved beside them; a saved one replaces the host's. @internal */
export function storedProviders(settings: SettingsStore, fixed: readonly ProviderConfig[]): ProviderStore {
  async function saved(): Promise<readonly ProviderConfig[]> {
    return ((await settings.get(NAME)) ?? []) as unknown as readonly ProviderConfig[] // written below and nowhere else
  }
  async function write(configs: readonly ProviderConfig[]): Promise<void> {
    await settings.set(NAME, configs as unknown as JsonValue) // ProviderConfig is plain JSON
  }
  return {
    async list() {
      const own = await saved()
      return [...fixed.filter(({ id }) => own.every((config) => config.id !== id)), ...own]
    },
    async put(config) {
      await write([...(await saved()).filter(({ id }) => id !== config.id), config])
    },
    async remove(providerId) {
      await write((await saved()).filter(({ id }) => id !== providerId))
    },
  }
}
