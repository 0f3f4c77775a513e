import { FileDownloads } from '@skep/models/in-browser'
import { type Dtype, isNode, type TransformersSettings } from './settings.ts'

/** What the library puts behind `model` in a file's name. */
const SUFFIX: Readonly<Record<Dtype, string>> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
}

/** Downloads into the cache that loads read from; none where nothing is kept. @internal */
export function createDownloads(
  { isCached, models, modelsUrl }: TransformersSettings,
  fetcher: typeof fetch,
): FileDownloads | undefined {
  if (!isCached || isNode() || typeof caches === 'undefined') return undefined
  return new FileDownloads({
    models: [...models.values()].map(({ info: { model, label, kind }, dtype }) => {
      const url = (file: string): string => new URL(`${model}/${file}`, modelsUrl).href
      const onnx = `onnx/model${SUFFIX[dtype]}.onnx`
      const needed = ['config.json', 'tokenizer.json', 'tokenizer_config.json', onnx]
      const optional = [...(kind === 'chat' ? ['generation_config.json'] : []), `${onnx}_data`]
      const files = [
        ...needed.map((file) => ({ url: url(file) })),
        ...optional.map((file) => ({ url: url(file), isOptional: true })),
      ]
      return { model, label, files }
    }),
    store: () => caches.open('skep-models'),
    fetch: fetcher,
  })
}
