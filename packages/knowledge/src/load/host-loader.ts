import { hasErrorCode, SkepError } from '@skep/schema'
import { extensionOf } from './detect-format.ts'
import { essenceOf } from './mime-type.ts'
import type { HostLoader, LoadedDocument, LoadStep, SourceFile } from './types.ts'

/** The first of the host's loaders that names the file's extension or media type. */
export function findHostLoader(file: SourceFile, loaders: readonly HostLoader[]): HostLoader | undefined {
  const extension = extensionOf(file.name)
  const type = essenceOf(file.mimeType)
  return loaders.find(
    ({ extensions = [], mimeTypes = [] }) =>
      extensions.some((each) => each.toLowerCase().replace(/^\./, '') === extension) ||
      mimeTypes.some((each) => each.toLowerCase() === type),
  )
}

/** @throws what has a code as it is, everything else as `HOST_FUNCTION_FAILED` */
export async function loadByHost(
  loader: HostLoader,
  file: SourceFile,
  options: { readonly signal: AbortSignal; readonly onProgress: (step: LoadStep) => void },
): Promise<LoadedDocument> {
  const loaded = await run(loader, file, options)
  if (typeof loaded === 'string')
    return { text: loaded, pages: [], headings: [], warnings: [], format: loader.id }
  if (typeof loaded !== 'object' || loaded === null || typeof loaded.text !== 'string') throw failed(loader)
  const { text, title, pages = [], headings = [], warnings = [] } = loaded
  return {
    text,
    ...(typeof title === 'string' ? { title } : {}),
    // Places outside the text would open nowhere.
    pages: pages.filter(({ start, end }) => start >= 0 && start <= end && end <= text.length),
    headings: headings.filter(({ start }) => start >= 0 && start <= text.length),
    warnings,
    format: loader.id,
  }
}

async function run(loader: HostLoader, ...args: Parameters<HostLoader['load']>) {
  try {
    return await loader.load(...args)
  } catch (error) {
    // A page's own words arrive with this code and stay behind as well.
    if (hasErrorCode(error) && error.code !== 'HOST_FUNCTION_FAILED') throw error
    throw failed(loader, error)
  }
}

function failed({ id }: HostLoader, cause?: unknown): SkepError {
  return new SkepError(
    'HOST_FUNCTION_FAILED',
    `The loader "${id}" of this page could not read the document. Check the file, or upload it in another format.`,
    { loader: id },
    { cause },
  )
}
