import type {
  DeviceReport,
  ModelDownload,
  ModelInfo,
  ModelPart,
  ModelRef,
  ModelRequest,
  ModelSettings,
  ModelsApi,
  ProviderConfig,
} from '@skep/client'
import { type FakeWorld, Listeners } from './fake-world.ts'

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

const SETTINGS: ModelSettings = {
  defaults: {},
  routes: [],
  fallback: [],
  budget: {},
  prices: [],
  cache: { isOn: false, maxBytes: 20_000_000, maxAgeMs: 86_400_000 },
}

const DEVICE: DeviceReport = {
  chosen: 'wasm',
  steps: [
    {
      device: 'webgpu',
      isUsable: false,
      reason: 'no-adapter',
      message: 'This browser found no graphics adapter.',
    },
    { device: 'wasm', isUsable: true, reason: 'simd', message: 'This browser runs WebAssembly with SIMD.' },
    {
      device: 'remote',
      isUsable: false,
      reason: 'no-connection',
      message: 'No connection to a model elsewhere is set up.',
    },
    {
      device: 'extractive',
      isUsable: true,
      reason: 'always',
      message: 'Answers can quote the documents without any language model.',
    },
  ],
}

/** @internal */
export function createFakeModels(world: FakeWorld, secrets: Map<string, string>): ModelsApi {
  const { script } = world
  const providers = new Map((script.providers ?? []).map((provider) => [provider.id, provider]))
  const downloads = (script.downloads ?? []).map((download) => ({ current: download }))
  const changes = new Listeners<ModelDownload>()
  const models = script.models ?? [EXTRACTIVE]
  let settings: ModelSettings = { ...SETTINGS, ...script.modelSettings }

  function change(ref: ModelRef, next: Partial<ModelDownload>): void {
    const found = downloads.find(
      ({ current }) => current.provider === ref.provider && current.model === ref.model,
    )
    if (!found) {
      world.fail({
        code: 'MODEL_CAPABILITY',
        message: `There is nothing to download for "${ref.model}".`,
        data: {},
      })
    }
    found.current = { ...found.current, ...next }
    changes.emit(found.current)
  }

  function provider(id: string): ProviderConfig {
    return (
      providers.get(id) ??
      world.fail({ code: 'MODEL_PROVIDER_NOT_FOUND', message: `There is no connection "${id}".`, data: {} })
    )
  }

  return {
    list: () => world.call('models.list', () => models),
    providers: () => world.call('models.providers', () => [...providers.values()]),
    presets: () => world.call('models.presets', () => script.presets ?? []),
    saveProvider: (config, key) =>
      world.call('models.saveProvider', () => {
        providers.set(config.id, config)
        if (key !== undefined && config.secretName) secrets.set(config.secretName, key)
      }),
    removeProvider: (id) => world.call('models.removeProvider', () => void providers.delete(id)),
    setKey: (id, key) =>
      world.call('models.setKey', () => {
        const { secretName = `model_key:${id}`, ...config } = provider(id)
        providers.set(id, { ...config, secretName })
        if (key === '') secrets.delete(secretName)
        else secrets.set(secretName, key)
      }),
    hasKey: (id) =>
      world.call('models.hasKey', () => secrets.has(provider(id).secretName ?? `model_key:${id}`)),
    testConnection: () =>
      world.call(
        'models.testConnection',
        () => script.connection ?? { ok: true, models: ['example-small'], latencyMs: 84 },
      ),
    settings: () => world.call('models.settings', () => settings),
    saveSettings: (changed) =>
      world.call('models.saveSettings', () => {
        settings = { ...settings, ...changed }
        return settings
      }),
    budget: () =>
      world.call('models.budget', () => ({
        day: '2026-11-20',
        spent: { requests: 0, inputTokens: 0, outputTokens: 0, costs: [], unpricedTokens: 0 },
        byModel: [],
        ...(settings.budget.perDay === undefined ? {} : { limit: settings.budget.perDay }),
        isReached: false,
        ...script.budget,
      })),
    choose: () =>
      world.call('models.choose', () => {
        const [first] = models
        if (first) {
          return {
            provider: first.provider,
            model: first.model,
            message: 'The first in the list.',
            rejected: [],
          }
        }
        return world.fail({ code: 'MODEL_NO_CHOICE', message: 'No model fits.', data: {} })
      }),
    clearCache: () => world.call('models.clearCache', () => undefined),
    chat: (request, options) => chat(world, request, options?.signal),
    rerank: ({ documents, topN }) =>
      world.call('models.rerank', () => ({
        results: documents
          .map((_document, index) => ({ index, score: 1 / (index + 1) }))
          .slice(0, topN ?? documents.length),
      })),
    moderate: ({ inputs }) =>
      world.call('models.moderate', () => ({
        results: inputs.map(() => ({ isFlagged: false, categories: [] })),
      })),
    transcribe: () => world.call('models.transcribe', () => ({ text: 'What does it cost?' })),
    speak: () => world.call('models.speak', () => ({ audio: new Blob([], { type: 'audio/mpeg' }) })),
    downloads: () => world.call('models.downloads', () => downloads.map(({ current }) => current)),
    startDownload: (ref) => world.call('models.startDownload', () => change(ref, { state: 'running' })),
    pauseDownload: (ref) => world.call('models.pauseDownload', () => change(ref, { state: 'paused' })),
    cancelDownload: (ref) =>
      world.call('models.cancelDownload', () => change(ref, { state: 'absent', loadedBytes: 0 })),
    deleteDownload: (ref) =>
      world.call('models.deleteDownload', () => change(ref, { state: 'absent', loadedBytes: 0 })),
    watchDownloads: changes.add,
    probe: () => world.call('models.probe', () => script.device ?? DEVICE),
  }
}

async function* chat(
  world: FakeWorld,
  request: ModelRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<ModelPart, void, void> {
  const { provider, model } = request
  const parts = await world.call<readonly ModelPart[]>(
    'models.chat',
    () =>
      world.script.chat?.(request) ?? [
        { type: 'text', text: `This is ${model} speaking.` },
        {
          type: 'finish',
          reason: 'stop',
          usage: { inputTokens: 8, outputTokens: 5, totalTokens: 13, latencyMs: 120, provider, model },
          answeredBy: { provider, model, reason: 'asked' },
        },
      ],
  )
  for (const part of parts) {
    if (signal?.aborted) world.fail({ code: 'CALL_ABORTED', message: 'The call was stopped.', data: {} })
    yield part
    await world.wait(world.script.chunkMs ?? 0)
  }
}
