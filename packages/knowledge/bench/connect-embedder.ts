import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createModelRuntime, type Embedder, openAiProvider } from '@skep/models'
// Through the files: this package must not depend on it, not even for a bench.
import { transformersProvider } from '../../models-transformers/src/index.ts'

/**
 * The embedder that an address names, with its model behind `#`: an OpenAI-compatible server, whose key is in
 * `EMBEDDER_KEY`, or a folder of models for transformers.js.
 */
export async function connectEmbedder(address: string): Promise<Embedder> {
  const [place = '', model = ''] = address.split('#')
  const isServer = /^https?:/.test(place)
  const runtime = createModelRuntime({
    providers: [
      {
        id: 'named',
        type: isServer ? 'openai' : 'transformers',
        settings: isServer ? { baseUrl: place, models: [model] } : localSettings(place, model),
        secretName: 'key',
      },
    ],
    factories: [openAiProvider(), transformersProvider()],
    secrets: async () => process.env.EMBEDDER_KEY,
  })
  return runtime.embedder({ provider: 'named', model })
}

function localSettings(place: string, model: string) {
  const modelsUrl = resolve(process.env.INIT_CWD ?? '.', place)
  const isQuantized = existsSync(join(modelsUrl, model, 'onnx/model_quantized.onnx'))
  return { modelsUrl, models: [model], dtype: isQuantized ? 'q8' : 'fp32' }
}
