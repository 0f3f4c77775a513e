import type { ModelInfo, ModelsApi, ProviderConfig } from '@skep/client'
import type { FakeWorld } from './fake-world.ts'

const EXTRACTIVE: ModelInfo = {
  provider: 'extractive',
  model: 'extractive',
  label: 'Quote the best sentences',
  kind: 'chat',
  location: 'local',
  isLanguageModel: false,
  description: 'Answers by quoting your documents. Not a language model; nothing leaves this browser.',
  capabilities: [],
}

/** @internal */
export function createFakeModels(world: FakeWorld, secrets: Map<string, string>): ModelsApi {
  const providers = new Map<string, ProviderConfig>()
  for (const provider of world.script.providers ?? []) providers.set(provider.id, provider)
  return {
    list: () => world.call('models.list', () => world.script.models ?? [EXTRACTIVE]),
    providers: () => world.call('models.providers', () => [...providers.values()]),
    saveProvider: (config, key) =>
      world.call('models.saveProvider', () => {
        providers.set(config.id, config)
        if (key !== undefined && config.secretName) secrets.set(config.secretName, key)
      }),
    removeProvider: (id) => world.call('models.removeProvider', () => void providers.delete(id)),
    testConnection: () =>
      world.call(
        'models.testConnection',
        () => world.script.connection ?? { ok: true, models: ['example-small'] },
      ),
  }
}
