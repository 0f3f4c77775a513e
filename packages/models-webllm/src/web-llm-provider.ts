import { modelNotFoundError, type ProviderFactory } from '@skep/models'
import { SkepError } from '@skep/schema'
import { createDownloads } from './downloads.ts'
import { Engine, type WebLlmWorker } from './engine.ts'
import { readSettings } from './settings.ts'
import { streamChat } from './stream-chat.ts'

/** @public */
export interface WebLlmOptions {
  /**
   * Makes the worker that runs the model. Default: the package's own `worker` file, which bundlers find beside this one.
   * A file elsewhere: `() => new Worker('/assets/web-llm-worker.js', { type: 'module' })`.
   */
  readonly createWorker?: () => WebLlmWorker
}

/**
 * Language models on the visitor's graphics card with web-llm, in a worker of their own.
 *
 * Settings: `models` (a list of `{ model, url, libUrl, label, contextTokens, downloadBytes, requiredFeatures, vramMb,
 * overrides }`: all files come from your own addresses), `cacheBackend` (`cache`, `indexeddb`, `opfs`).
 * @public
 */
export function webLlmProvider(options: WebLlmOptions = {}): ProviderFactory {
  const createWorker =
    options.createWorker ?? (() => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }))
  return {
    type: 'web-llm',
    devices: ['webgpu'],
    create(config, context) {
      const settings = readSettings(config)
      const names = [...settings.models.keys()]
      const engine = new Engine(settings, createWorker)
      const downloads = createDownloads(settings, context.fetch)
      return {
        ...(downloads ? { downloads } : {}),
        list: async () => [...settings.models.values()].map(({ info }) => info),
        capabilities: (name) => settings.models.get(name)?.info.capabilities,
        async *chat(request, { signal }) {
          if (!settings.models.has(request.model)) throw modelNotFoundError(config.id, request.model, names)
          yield* streamChat(engine, request, signal)
        },
        async test({ signal }) {
          for (const [model, { record }] of settings.models) {
            const response = await context
              .fetch(record.model_lib, { method: 'HEAD', signal })
              .catch(() => undefined)
            if (signal.aborted) throw new SkepError('CALL_ABORTED', 'The call was stopped.')
            const isPage = /\bhtml\b/i.test(response?.headers.get('content-type') ?? '')
            if (!response?.ok || isPage)
              throw new SkepError(
                'MODEL_LOAD_FAILED',
                `There is no ${new URL(record.model_lib).pathname}. Put the library file of "${model}" there.`,
                { model },
              )
          }
          return names
        },
        async dispose() {
          engine.stop()
        },
      }
    },
  }
}
