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
  let last: Promise<void> = Promise.resolve()
  /** One after the other: two changes at once must not lose one. */
  function change(next: (configs: readonly ProviderConfig[]) => readonly ProviderConfig[]): Promise<void> {
    const done = last.then(async () => {
      await settings.set(NAME, next(await saved()) as unknown as JsonValue) // ProviderConfig is plain JSON
    })
    last = done.catch(() => undefined) // told to whoever asked for the change
    return done
  }
  return {
    async list() {
      const own = await saved()
      return [...fixed.filter(({ id }) => own.every((config) => config.id !== id)), ...own]
    },
    put: (config) => change((configs) => [...configs.filter(({ id }) => id !== config.id), config]),
    remove: (providerId) => change((configs) => configs.filter(({ id }) => id !== providerId)),
  }
}
