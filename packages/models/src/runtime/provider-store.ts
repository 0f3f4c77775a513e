import type { ProviderConfig } from '@skep/client'

/** Where connections are kept. A host may implement it over its own database. @public */
export interface ProviderStore {
  list(): Promise<readonly ProviderConfig[]>
  /** Adds or replaces by `id`. */
  put(config: ProviderConfig): Promise<void>
  remove(providerId: string): Promise<void>
}

/** Connections kept in memory. @public */
export function memoryProviderStore(initial: readonly ProviderConfig[] = []): ProviderStore {
  const configs = new Map(initial.map((config) => [config.id, config]))
  return {
    list: async () => [...configs.values()],
    put: async (config) => void configs.set(config.id, config),
    remove: async (providerId) => void configs.delete(providerId),
  }
}
