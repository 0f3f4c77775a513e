import type { ProviderConfig } from '@skep/client'
import {
  type ModelProvider,
  modelNotFoundError,
  type ProviderContext,
  type ProviderFactory,
} from '@skep/models'
import { SkepError } from '@skep/schema'
import { createDownloads } from './downloads.ts'
import { type LoadedModel, loadModel, type MakeModel } from './load-model.ts'
import { ModelFiles } from './model-files.ts'
import { type LocalModel, readSettings } from './settings.ts'
import { SharedLoad } from './shared-load.ts'
import { makeChatModel, streamChat } from './transformers-chat.ts'
import { createEmbedder, makeExtractor } from './transformers-embedder.ts'
import { makeReranker, scoreTexts } from './transformers-rerank.ts'

/**
 * Models on this device with transformers.js: embeddings, chat and rerank. WebGPU where a real adapter answers, else
 * WASM; the CPU in Node.
 *
 * Settings: `modelsUrl` (folder of the model folders; in Node also a path), `wasmUrl` (folder of the ONNX Runtime
 * files), `models` (names, or `{ model, kind, label, dtype, pooling, queryPrefix, passagePrefix, contextTokens,
 * maxTokens }`; `kind` is `embedding`, `chat` or `rerank`), `dtype` (default `q8`), `pooling` (default `mean`), `device`
 * (`auto`, `wasm`, `webgpu`), `batchSize` (16), `cache` (true). Nothing is ever fetched from anywhere else.
 * @public
 */
export function transformersProvider(): ProviderFactory {
  return { type: 'transformers', devices: ['webgpu', 'wasm'], create: createProvider }
}

function createProvider(config: ProviderConfig, context: ProviderContext): ModelProvider {
  const settings = readSettings(config)
  const names = [...settings.models.keys()]
  const loads = new Map<string, SharedLoad<LoadedModel>>()
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
      new SharedLoad((signal, onBytes) =>
        loadModel({ settings, model, fetch: context.fetch, signal, onBytes }, make),
      )
    loads.set(name, load)
    return load as SharedLoad<T> // see above
  }
  const downloads = createDownloads(settings, context.fetch)
  return {
    ...(downloads ? { downloads } : {}),
    list: async () => [...settings.models.values()].map(({ info }) => info),
    capabilities: (name) => settings.models.get(name)?.info.capabilities,
    embedder(name) {
      const model = find(name, 'embedding')
      return createEmbedder(model, settings.batchSize, loadOf(model, makeExtractor))
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
      const loaded = [...loads.values()].map((load) => load.current)
      for (const load of loads.values()) load.forget()
      for (const one of loaded) await one?.then((model) => model.dispose()).catch(() => undefined) // never came to be
    },
  }
}
