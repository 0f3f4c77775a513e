import { DOCUMENT_FORMAT_INFOS, type DocumentFormat } from '@skep/client'
import { SkepError } from '@skep/schema'
import { damaged, SUPPORTED_FORMATS } from './document-errors.ts'
import { essenceOf } from './mime-type.ts'
import { OLD_FORMATS, type OldFormat, oleExtension } from './old-formats.ts'
import { sniff } from './sniff.ts'
import type { SourceFile } from './types.ts'

/** How a message names what a file is, with its article. */
const NAMES: Readonly<Record<DocumentFormat, string>> = {
  pdf: 'a PDF',
  docx: 'a Word document (.docx)',
  pptx: 'a PowerPoint presentation (.pptx)',
  xlsx: 'an Excel workbook (.xlsx)',
  odt: 'an OpenDocument text (.odt)',
  epub: 'an e-book (.epub)',
  markdown: 'Markdown',
  html: 'a web page',
  csv: 'a table (CSV)',
  json: 'JSON',
  xml: 'XML',
  subtitles: 'subtitles',
  email: 'an e-mail',
  properties: 'properties',
  code: 'source code',
  text: 'plain text',
}

/** Formats whose bytes are no text. */
const BINARY: ReadonlySet<DocumentFormat> = new Set(['pdf', 'docx', 'pptx', 'xlsx', 'odt', 'epub'])

/**
 * The extension in lower case, or an empty string, as names that begin with their only dot have none. Only letters and
 * digits, so that it can stand in a message.
 */
export function extensionOf(name: string): string {
  return /.\.([a-z0-9]{1,12})$/i.exec(name.trim())?.[1]?.toLowerCase() ?? ''
}

function formatNamed(key: 'extensions' | 'mimeTypes', value: string): DocumentFormat | undefined {
  return DOCUMENT_FORMAT_INFOS.find((info) => info[key].includes(value))?.id
}

function mismatch(extension: string, actual: string, hint: string): SkepError {
  return new SkepError(
    'DOCUMENT_TYPE_MISMATCH',
    `The file is named .${extension}, but its content is ${actual}. ${hint}`,
    { named: extension, content: actual },
  )
}

function unsupported(what: string, hint = ''): SkepError {
  return new SkepError(
    'DOCUMENT_TYPE_UNSUPPORTED',
    `${what.charAt(0).toUpperCase()}${what.slice(1)} cannot be read here. ${hint}Supported are ${SUPPORTED_FORMATS}.`,
    { supported: SUPPORTED_FORMATS },
  )
}

function oldFormat(extension: string | undefined): OldFormat | undefined {
  return extension !== undefined && Object.hasOwn(OLD_FORMATS, extension) ? OLD_FORMATS[extension] : undefined
}

function saveAs({ what, saveAs: format }: OldFormat): SkepError {
  return unsupported(what, `Save it as ${format} in the program that made it and upload that. `)
}

/**
 * Decides how a file is read: by its bytes first, by its name where the bytes leave a choice.
 * @throws `DOCUMENT_TYPE_MISMATCH`, `DOCUMENT_TYPE_UNSUPPORTED`, `DOCUMENT_ENCRYPTED`, `DOCUMENT_DAMAGED`
 */
export function detectFormat(file: SourceFile): DocumentFormat {
  const extension = extensionOf(file.name)
  const named = formatNamed('extensions', extension)
  const found = sniff(file.bytes)
  switch (found.kind) {
    case 'ole': {
      if (found.encrypted) {
        throw new SkepError(
          'DOCUMENT_ENCRYPTED',
          'The document is protected with a password. Save a copy without the password and upload that.',
        )
      }
      const old = oldFormat(oleExtension(file.bytes)) ??
        oldFormat(extension) ?? { what: 'an old Office file', saveAs: 'DOCX, XLSX, PPTX or PDF' }
      if (named === undefined) throw saveAs(old)
      throw mismatch(extension, old.what, `Open it in the program that made it and save it as ${old.saveAs}.`)
    }
    case 'zip-damaged':
      if (found.isDocument || (named !== undefined && named !== 'pdf' && BINARY.has(named)))
        throw damaged('The document is cut off or damaged.')
      throw unsupported('a damaged ZIP archive')
    case 'other': {
      const old = oldFormat(found.extension ?? extension)
      if (named !== undefined) {
        throw mismatch(
          extension,
          found.label,
          old ? `Save it as ${old.saveAs} and upload that.` : `Supported are ${SUPPORTED_FORMATS}.`,
        )
      }
      throw old ? saveAs(old) : unsupported(found.label)
    }
    case 'text':
      return ofText(file, found.isHtml, extension, named)
    default:
      if (named !== undefined && named !== found.kind) {
        throw mismatch(extension, NAMES[found.kind], `Rename it to .${found.kind} and upload it again.`)
      }
      return found.kind
  }
}

function ofText(
  { mimeType }: SourceFile,
  isHtml: boolean,
  extension: string,
  named: DocumentFormat | undefined,
): DocumentFormat {
  if (named !== undefined && BINARY.has(named)) {
    throw mismatch(
      extension,
      isHtml ? NAMES.html : NAMES.text,
      `Upload the real .${extension} file, or rename this one to .${isHtml ? 'html' : 'txt'}.`,
    )
  }
  const byMime = formatNamed('mimeTypes', essenceOf(mimeType))
  // Pages are called by their title, which may end like the name of a file.
  if (isHtml && byMime === 'html') return 'html'
  if (named !== undefined) return named
  if (byMime !== undefined && !BINARY.has(byMime)) return byMime
  if (extension === '') return isHtml ? 'html' : 'text'
  const old = oldFormat(extension)
  throw old ? saveAs(old) : unsupported(`A file of type .${extension}`)
}
