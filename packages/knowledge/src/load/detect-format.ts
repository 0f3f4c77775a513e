import { SkepError } from '@skep/schema'
import { damaged, SUPPORTED_FORMATS } from './document-errors.ts'
import { sniff } from './sniff.ts'
import type { DocumentFormat, SourceFile } from './types.ts'

const EXTENSIONS: Readonly<Record<string, DocumentFormat>> = {
  pdf: 'pdf',
  docx: 'docx',
  md: 'markdown',
  markdown: 'markdown',
  mdown: 'markdown',
  mkd: 'markdown',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  txt: 'text',
  text: 'text',
  log: 'text',
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
}

const MIME_TYPES: Readonly<Record<string, DocumentFormat>> = {
  'text/markdown': 'markdown',
  'text/x-markdown': 'markdown',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/plain': 'text',
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
}

const LABELS: Readonly<Record<DocumentFormat, string>> = {
  pdf: 'a PDF',
  docx: 'a Word document (.docx)',
  markdown: 'Markdown',
  html: 'a web page',
  text: 'plain text',
  csv: 'a table (CSV)',
}

/** What to save an old Office file as. */
const OLD_OFFICE: Readonly<Record<string, { what: string; saveAs: string }>> = {
  doc: { what: 'an old Word document (.doc)', saveAs: 'DOCX or PDF' },
  dot: { what: 'an old Word template (.dot)', saveAs: 'DOCX or PDF' },
  xls: { what: 'an old Excel workbook (.xls)', saveAs: 'CSV' },
  ppt: { what: 'an old PowerPoint presentation (.ppt)', saveAs: 'PDF' },
}

/** The extension in lower case, or an empty string. Only letters and digits, so that it can stand in a message. */
export function extensionOf(name: string): string {
  return /\.([a-z0-9]{1,12})$/i.exec(name.trim())?.[1]?.toLowerCase() ?? ''
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
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
    `${what} cannot be read here. ${hint}Supported are ${SUPPORTED_FORMATS}.`,
    { supported: SUPPORTED_FORMATS },
  )
}

function oldOffice(extension: string): SkepError {
  const known = own(OLD_OFFICE, extension)
  if (!known) return unsupported('An old Office file', 'Save it as DOCX, CSV or PDF and upload that. ')
  return unsupported(
    known.what.replace(/^an?/, (article) => (article === 'an' ? 'An' : 'A')),
    `Save it as ${known.saveAs} in the program that made it and upload that. `,
  )
}

/**
 * Decides how a file is read: by its bytes first, by its name where the bytes leave a choice.
 * @throws `DOCUMENT_TYPE_MISMATCH`, `DOCUMENT_TYPE_UNSUPPORTED`, `DOCUMENT_ENCRYPTED`, `DOCUMENT_DAMAGED`
 */
export function detectFormat(file: SourceFile): DocumentFormat {
  const extension = extensionOf(file.name)
  const named = own(EXTENSIONS, extension)
  const found = sniff(file.bytes)
  switch (found.kind) {
    case 'pdf':
    case 'docx':
      if (named !== undefined && named !== found.kind) {
        throw mismatch(extension, LABELS[found.kind], `Rename it to .${found.kind} and upload it again.`)
      }
      return found.kind
    case 'ole':
      if (found.encrypted) {
        throw new SkepError(
          'DOCUMENT_ENCRYPTED',
          'The document is protected with a password. Save a copy without the password and upload that.',
        )
      }
      if (named === undefined) throw oldOffice(extension)
      throw mismatch(
        extension,
        'an old Office file (.doc, .xls or .ppt)',
        'Open it in Office and save it as DOCX or PDF.',
      )
    case 'zip-damaged':
      throw damaged('The document is cut off or damaged.')
    case 'other':
      if (named !== undefined) throw mismatch(extension, found.label, `Supported are ${SUPPORTED_FORMATS}.`)
      throw unsupported(`${found.label.charAt(0).toUpperCase()}${found.label.slice(1)}`)
    case 'text': {
      if (named === 'pdf' || named === 'docx') {
        throw mismatch(
          extension,
          found.html ? LABELS.html : LABELS.text,
          `Upload the real .${extension} file, or rename this one to .${found.html ? 'html' : 'txt'}.`,
        )
      }
      if (named !== undefined) return named
      const byMime = own(MIME_TYPES, (file.mimeType ?? '').split(';')[0]?.trim().toLowerCase() ?? '')
      if (byMime !== undefined) return byMime
      if (extension === '') return found.html ? 'html' : 'text'
      throw unsupported(`A file of type .${extension}`)
    }
    default:
      throw found satisfies never
  }
}
