import type { DocumentTextPort, FileStore, HttpPort } from '@skep/engine'
import type { LoadFunction } from '@skep/knowledge'
import { type FileValue, hasErrorCode, SkepError } from '@skep/schema'
import { subtitlesToText } from './subtitles.ts'

/** Files that are text whatever they are called: read as they are. */
const TEXT_EXTENSIONS: ReadonlySet<string> = new Set(
  `c cc cpp cs css go h hpp ini java js json jsonl jsx kt less lua mjs php pl properties py r rb rs sass scala scss sh
  sql svelte swift toml ts tsx vtt vue xml yaml yml`.split(/\s+/),
)

const MAX_BYTES = 100 * 1024 * 1024

/** @internal */
export interface DocumentTextSources {
  readonly files: Pick<FileStore, 'read'>
  readonly http: HttpPort
  readonly load: LoadFunction
}

function extensionOf({ extension, name }: FileValue): string {
  const found = extension || (/\.[^.\\/]+$/.exec(name)?.[0] ?? '')
  return found.replace(/^\./, '').toLowerCase()
}

async function readBytes(
  file: FileValue,
  { files, http }: DocumentTextSources,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (file.transferMethod !== 'remote_url' || !file.url) return files.read(file.id)
  const { status, body } = await http.fetch(
    { method: 'GET', url: file.url, headers: {}, maxBytes: MAX_BYTES },
    { signal },
  )
  if (status >= 200 && status < 300) return body
  throw new SkepError(
    'FILE_NOT_FOUND',
    `The file "${file.name}" could not be fetched: its address answered ${status}. Check the address.`,
    { fileId: file.id, status },
  )
}

/** JSON with lines, as people read it; text that is none stays as it is. */
function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text // half a file is still text
  }
}

/**
 * The text of files of a run, by the loaders of the knowledge package. Tables become Markdown; a document without text
 * is an empty text. A format that no loader knows ends in its code with `format` in the data.
 * @internal
 */
export function createDocumentText(sources: DocumentTextSources): DocumentTextPort {
  return {
    async extractText(file, { signal }) {
      const extension = extensionOf(file)
      const bytes = await readBytes(file, sources, signal)
      const isText = TEXT_EXTENSIONS.has(extension)
      const named = isText
        ? { name: `${file.name}.txt`, mimeType: 'text/plain', bytes }
        : { name: withExtension(file, extension), mimeType: file.mimeType, bytes }
      try {
        const { text } = await sources.load(named, { signal, tables: 'markdown' })
        if (extension === 'json') return prettyJson(text)
        return extension === 'vtt' ? subtitlesToText(text) : text
      } catch (error) {
        if (!hasErrorCode(error)) throw error
        if (error.code === 'DOCUMENT_EMPTY' || error.code === 'DOCUMENT_NO_TEXT') return ''
        if (error.code !== 'DOCUMENT_TYPE_UNSUPPORTED' && error.code !== 'DOCUMENT_TYPE_MISMATCH') throw error
        const data = { ...error.data, format: extension || file.mimeType, file: file.name }
        throw new SkepError(error.code, `"${file.name}": ${error.message}`, data, { cause: error })
      }
    },
  }
}

/** Files of other programs may be named without their extension. */
function withExtension({ name }: FileValue, extension: string): string {
  const hasOwn = /\.[^.\\/]+$/.test(name)
  return hasOwn || extension === '' ? name : `${name}.${extension}`
}
