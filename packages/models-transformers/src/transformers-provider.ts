import type { ProviderConfig } from '@skep/client'
import {
  type ModelProvider,
  modelNotFoundError,
  type ProviderContext,
  type ProviderFactory,
} from '@skep/models'
import { SkepError } from '@skep/schema'
import { createDownloads } from './downloads.ts'
import { EmbeddingQueue } from './embedding-queue.ts'
import { connectWorker, type EmbeddingThread } from './embedding-worker.ts'
import { type LoadedModel, loadModel, type MakeModel } from './load-model.ts'
import { ModelFiles } from './model-files.ts'
import { type LocalModel, readSettings } from './settings.ts'
import { SharedLoad } from './shared-load.ts'
import { makeChatModel, streamChat } from './transformers-chat.ts'
import { createEmbedder, makeExtractor } from './transformers-embedder.ts'
import { makeReranker, scoreTexts } from './transformers-rerank.ts'
import { readDevice, workerCount } from './worker-count.ts'

/** @public */
export interface TransformersOptions {
  /**
   * Makes a worker that helps to embed. Default: the package's own `worker` file, which bundlers find beside this one.
   * A file elsewhere: `() => new Worker('/assets/embedding-worker.js', { type: 'module' })`.
   */
  readonly createWorker?: () => EmbeddingThread
}

/**
 * Models on this device with transformers.js: embeddings, chat and rerank. WebGPU where a real adapter answers, else
 * WASM; the CPU in Node.
 *
 * Settings: `modelsUrl` (folder of the model folders; in Node also a path), `wasmUrl` (folder of the ONNX Runtime
 * files), `models` (names, or `{ model, kind, label, dtype, pooling, queryPrefix, passagePrefix, contextTokens,
 * maxTokens }`; `kind` is `embedding`, `chat` or `rerank`), `dtype` (default `q8`), `pooling` (default `mean`), `device`
 * (`auto`, `wasm`, `webgpu`), `batchSize` (16), `cache` (true), `workers` (`auto`, or how many help to embed).
 * Nothing is ever fetched from anywhere else.
 * @public
 */
export function transformersProvider(options: TransformersOptions = {}): ProviderFactory {
  const createWorker =
    options.createWorker ?? (() => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }))
  return {
    type: 'transformers',
    devices: ['webgpu', 'wasm'],
    create: (config, context) => createProvider(config, context, createWorker),
  }
}

function createProvider(
  config: ProviderConfig,
  context: ProviderContext,
  createWorker: () => EmbeddingThread,
): ModelProvider {
  const settings = readSettings(config)
  const names = [...settings.models.keys()]
  const loads = new Map<string, SharedLoad<LoadedModel>>()
  const queues = new Map<string, EmbeddingQueue>()
  /** Of what was loaded here. */
  const devices = new Map<string, 'cpu' | 'wasm' | 'webgpu'>()
  const sizes = new Map<string, number>()
  const find = (name: string, kind: LocalModel['info']['kind']): LocalModel => {
    const model = settings.models.get(name)
    const known = names.filter((one) => settings.models.get(one)?.info.kind === kind)
    if (model?.info.kind !== kind) throw modelNotFoundError(config.id, name, known)
    return model
  }
  // A model has one kind, hence one maker: the load of its name is of that maker's type.
  const loadOf = <T extends LoadedModel>(model: LocalModel, make: MakeModel<T>): SharedLoad<T> => {
    const { model: name } = model.info
    const load =
      loads.get(name) ??
      new SharedLoad((signal, tell) => {
        const onBytes = (loaded: number, total: number): void => {
          sizes.set(name, total)
          tell(loaded, total)
        }
        return loadModel({ settings, model, fetch: context.fetch, signal, onBytes }, (library, id, how) => {
          devices.set(name, how.device)
          return make(library, id, how)
        })
      })
    loads.set(name, load)
    return load as SharedLoad<T> // see above
  }
  const queueOf = (model: string): EmbeddingQueue => {
    const queue =
      queues.get(model) ??
      new EmbeddingQueue({
        limit: () => {
          // Workers read the model from where this realm put it; a graphics card is one for all.
          if (devices.get(model) !== 'wasm' || !settings.isCached || typeof caches === 'undefined') return 0
          return workerCount({ wanted: settings.workers, modelBytes: sizes.get(model) ?? 0, ...readDevice() })
        },
        start: () =>
          connectWorker(createWorker(), { settings: { ...config.settings, device: 'wasm' }, model }),
        now: () => performance.now(),
      })
    queues.set(model, queue)
    return queue
  }
  const downloads = createDownloads(settings, context.fetch)
  return {
    ...(downloads ? { downloads } : {}),
    list: async () => [...settings.models.values()].map(({ info }) => info),
    capabilities: (name) => settings.models.get(name)?.info.capabilities,
    embedder(name) {
      const model = find(name, 'embedding')
      return createEmbedder(model, settings.batchSize, loadOf(model, makeExtractor), queueOf(name))
    },
    async *chat(request, { signal }) {
      const model = find(request.model, 'chat')
      yield* streamChat(model, loadOf(model, makeChatModel), request, signal)
    },
    async rerank({ model: name, query, documents, topN }, { signal }) {
      const model = find(name, 'rerank')
      const load = loadOf(model, makeReranker)
      const scores = await scoreTexts(model, load, settings.batchSize, query, documents, signal)
      const results = scores
        .map((score, index) => ({ index, score }))
        .sort((a, b) => b.score - a.score || a.index - b.index)
      return { results: topN === undefined ? results : results.slice(0, topN) }
    },
    async test({ signal }) {
      for (const model of names) {
        const files = new ModelFiles({
          ...{ modelsUrl: settings.modelsUrl, model, fetch: context.fetch, signal },
          isCached: false,
          onBytes: () => undefined,
        })
        const isThere = await files.fetch('config.json', new Headers()).then(
          (response) => response.ok,
          () => false,
        )
        const path = new URL(`${model}/config.json`, settings.modelsUrl).pathname
        if (signal.aborted) throw new SkepError('CALL_ABORTED', 'The call was stopped.')
        if (!isThere) {
          throw new SkepError(
            'MODEL_LOAD_FAILED',
            `There is no ${path}. Put the files of "${model}" there.`,
            { model, path },
          )
        }
      }
      return names
    },
    async dispose() {
      for (const queue of queues.values()) queue.end()
      const loaded = [...loads.values()].map((load) => load.current)
      for (const load of loads.values()) load.forget()
      for (const one of loaded) await one?.then((model) => model.dispose()).catch(() => undefined) // never came to be
    },
  }
}
