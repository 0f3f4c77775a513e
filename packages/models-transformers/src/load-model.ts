import type { PreTrainedModel, PreTrainedTokenizer } from '@huggingface/transformers'
import { hasErrorCode, SkepError } from '@skep/schema'
import { type Library, loadLibrary, prepareDevice, withModelId } from './library.ts'
import { type FileFailure, ModelFiles } from './model-files.ts'
import type { Dtype, LocalModel, TransformersSettings } from './settings.ts'

/** @internal */
export interface LoadOptions {
  readonly settings: TransformersSettings
  readonly model: LocalModel
  readonly fetch: typeof fetch
  readonly signal: AbortSignal
  readonly onBytes: (loadedBytes: number, totalBytes: number) => void
}

/** How the library is asked for one kind of model. @internal */
export type MakeModel<T> = (
  library: Library,
  modelId: string,
  how: { readonly device: 'cpu' | 'wasm' | 'webgpu'; readonly dtype: Dtype },
) => Promise<T>

/** What every kind of loaded model has. @internal */
export interface LoadedModel {
  readonly tokenizer: PreTrainedTokenizer
  readonly model: PreTrainedModel
  dispose(): Promise<unknown>
}

/** @throws `MODEL_LOAD_FAILED` naming the path, `CALL_ABORTED`, `ASSET_UNAVAILABLE` @internal */
export async function loadModel<T extends LoadedModel>(options: LoadOptions, make: MakeModel<T>): Promise<T> {
  const { settings, model, signal } = options
  const library = await loadLibrary()
  const device = await prepareDevice(library, { ...settings, fetch: options.fetch, signal })
  const files = new ModelFiles({
    modelsUrl: settings.modelsUrl,
    model: model.info.model,
    isCached: settings.isCached,
    fetch: options.fetch,
    signal,
    onBytes: options.onBytes,
  })
  try {
    const made = await withModelId(files, (modelId) => make(library, modelId, { device, dtype: model.dtype }))
    if (signal.aborted) {
      await made.dispose()
      throw new SkepError('CALL_ABORTED', 'The call was stopped.')
    }
    // The library goes on without a tokenizer and fails later with a riddle.
    if (!made.tokenizer) throw loadError(model, files.failures.get('tokenizer.json'))
    return made
  } catch (cause) {
    if (signal.aborted) throw new SkepError('CALL_ABORTED', 'The call was stopped.')
    if (hasErrorCode(cause)) throw cause
    throw loadError(model, mainFailure(files.failures), cause)
  }
}

/** Optional files are missing in every load: the one that matters is a file that no model can do without. */
function mainFailure(failures: ReadonlyMap<string, FileFailure>): FileFailure | undefined {
  const all = [...failures]
  const unreachable = all.find(([, failure]) => failure.reason === 'unreachable')
  const needed = all.find(([file]) => file === 'config.json' || file === 'tokenizer.json')
  return (unreachable ?? needed ?? all.find(([file]) => file.endsWith('.onnx')))?.[1]
}

function loadError(model: LocalModel, failure: FileFailure | undefined, cause?: unknown): SkepError {
  const name = model.info.model
  const data = { model: name, ...(failure ? { ...failure } : {}) }
  return new SkepError('MODEL_LOAD_FAILED', sentence(name, model.dtype, failure), data, { cause })
}

function sentence(name: string, dtype: string, failure: FileFailure | undefined): string {
  switch (failure?.reason) {
    case 'html':
      return `The server gave a web page instead of ${failure.path}. Put the files of "${name}" there.`
    case 'unreachable':
      return `Could not fetch ${failure.path} of the model "${name}". Check the address, and that it needs no redirect and allows this page (CORS).`
    case 'status':
      return failure.path.endsWith('.onnx') && failure.status === 404
        ? `There is no ${failure.path}. Put the model file for the precision "${dtype}" there, or choose another "dtype".`
        : `The server answered ${failure.status} for ${failure.path}. Put the files of "${name}" there.`
    case undefined:
      return `The model "${name}" could not be started on this device. Its files may be damaged: replace them, then reload the page.`
  }
}
