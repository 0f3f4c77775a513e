import type { FeatureExtractionPipeline } from '@huggingface/transformers'
import type { ProviderConfig } from '@skep/client'
import {
  type ModelProvider,
  modelNotFoundError,
  type ProviderContext,
  type ProviderFactory,
} from '@skep/models'
import { SkepError } from '@skep/schema'
import { loadPipeline } from './load-pipeline.ts'
import { ModelFiles } from './model-files.ts'
import { readSettings } from './settings.ts'
import { SharedLoad } from './shared-load.ts'
import { createEmbedder } from './transformers-embedder.ts'

/**
 * Embeddings on this device with transformers.js: WebGPU where a real adapter answers, else WASM; the CPU in Node.
 *
 * Settings: `modelsUrl` (folder of the model folders; in Node also a path), `wasmUrl` (folder of the ONNX Runtime
 * files), `models` (names, or `{ model, label, dtype, pooling, queryPrefix, passagePrefix }`), `dtype` (default `q8`),
 * `pooling` (default `mean`), `device` (`auto`, `wasm`, `webgpu`), `batchSize` (16), `cache` (true). Nothing is ever
 * fetched from anywhere else.
 * @public
 */
export function transformersProvider(): ProviderFactory {
  return { type: 'transformers', create: createProvider }
}

function createProvider(config: ProviderConfig, context: ProviderContext): ModelProvider {
  const settings = readSettings(config)
  const loads = new Map<string, SharedLoad<FeatureExtractionPipeline>>()
  const names = [...settings.models.keys()]
  return {
    list: async () => [...settings.models.values()].map(({ info }) => info),
    embedder(name) {
      const model = settings.models.get(name)
      if (!model) throw modelNotFoundError(config.id, name, names)
      let load = loads.get(name)
      if (!load) {
        load = new SharedLoad((signal, onBytes) =>
          loadPipeline({ settings, model, fetch: context.fetch, signal, onBytes }),
        )
        loads.set(name, load)
      }
      return createEmbedder(model, settings.batchSize, load)
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
      for (const one of loaded) await one?.then((pipeline) => pipeline.dispose()).catch(() => undefined) // never came to be
    },
  }
}
