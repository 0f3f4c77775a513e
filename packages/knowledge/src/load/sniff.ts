import { findEncoding } from './find-encoding.ts'
import { holdsUtf16 } from './old-formats.ts'
import { readZipDirectory } from './zip-directory.ts'

/** What the bytes of a file say they are. */
export type Sniffed =
  | { readonly kind: 'pdf' | 'docx' | 'pptx' | 'xlsx' | 'odt' | 'epub' }
  | { readonly kind: 'zip-damaged'; readonly isDocument: boolean }
  | { readonly kind: 'ole'; readonly encrypted: boolean }
  | { readonly kind: 'text'; readonly isHtml: boolean }
  /** With the extension that such files have, where there is advice for it. */
  | { readonly kind: 'other'; readonly label: string; readonly extension?: string }

/** First bytes of what people upload by mistake; `?` stands for any byte. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['RIFF????WEBP', 'a WebP picture'],
  ['RIFF????WAVE', 'a WAV recording'],
  ['RIFF????AVI ', 'an AVI video'],
  ['II*\0', 'a TIFF picture'],
  ['MM\0*', 'a TIFF picture'],
  ['????ftyp', 'a video or picture (MP4, HEIC)'],
  ['OggS', 'an Ogg recording'],
  ['ID3', 'an MP3 recording'],
  ['\x1aE\xdf\xa3', 'a Matroska or WebM video'],
  ['\x1f\x8b', 'a gzip archive'],
  ["7z\xbc\xaf'\x1c", 'a 7-Zip archive'],
  ['Rar!', 'a RAR archive'],
  ['MZ', 'a Windows program'],
  ['\x7fELF', 'a program'],
  ['\xca\xfe\xba\xbe', 'a program'],
  ['\0asm', 'a WebAssembly module'],
  ['SQLite format 3', 'an SQLite database'],
  ['{\\rtf', 'a Rich Text file (.rtf)'],
  ['%!PS', 'a PostScript file'],
  ['wOF', 'a font'],
  ['PAR1', 'a Parquet file'],
]

function latin1(bytes: Uint8Array, end: number): string {
  let text = ''
  for (let i = 0; i < Math.min(end, bytes.length); i++) text += String.fromCharCode(bytes[i] ?? 0)
  return text
}

function matches(head: string, signature: string): boolean {
  if (head.length < signature.length) return false
  for (let i = 0; i < signature.length; i++) {
    if (signature[i] !== '?' && signature[i] !== head[i]) return false
  }
  return true
}

/** Media types of OpenDocument and EPUB files, which stand in their first entry. */
const MIMETYPES: readonly (readonly [start: string, found: Sniffed])[] = [
  ['application/vnd.oasis.opendocument.text', { kind: 'odt' }],
  ['application/epub+zip', { kind: 'epub' }],
  [
    'application/vnd.oasis.opendocument.spreadsheet',
    { kind: 'other', label: 'an OpenDocument spreadsheet (.ods)', extension: 'ods' },
  ],
  [
    'application/vnd.oasis.opendocument.presentation',
    { kind: 'other', label: 'an OpenDocument presentation (.odp)', extension: 'odp' },
  ],
  ['application/vnd.oasis.opendocument.', { kind: 'other', label: 'an OpenDocument file' }],
]

function sniffZip(bytes: Uint8Array, head: string): Sniffed {
  const entries = readZipDirectory(bytes, 2_000)
  if (entries === null) {
    // Without its directory at the end an archive can still be told by the names in its first entries.
    const isDocument =
      /\[Content_Types\]\.xml|_rels\/\.rels|word\/|xl\/|ppt\/|mimetypeapplication\/|META-INF\//.test(head)
    return { kind: 'zip-damaged', isDocument }
  }
  const has = (prefix: string) => entries.some(({ name }) => name.startsWith(prefix))
  const own = entries.find(({ name, method }) => name === 'mimetype' && method === 0)
  const mimeType = own ? latin1(own.packed, 100) : ''
  const byMimetype = MIMETYPES.find(([start]) => mimeType.startsWith(start))
  if (byMimetype) return byMimetype[1]
  if (has('word/')) return { kind: 'docx' }
  if (has('xl/workbook.bin'))
    return { kind: 'other', label: 'a binary Excel workbook (.xlsb)', extension: 'xlsb' }
  if (has('xl/')) return { kind: 'xlsx' }
  if (has('ppt/')) return { kind: 'pptx' }
  if (has('META-INF/container.xml')) return { kind: 'epub' }
  if (has('content.xml')) return { kind: 'odt' }
  if (has('Index/Document.iwa') || has('Index.zip')) return { kind: 'other', label: 'an iWork document' }
  return { kind: 'other', label: 'a ZIP archive' }
}

export function sniff(bytes: Uint8Array): Sniffed {
  const head = latin1(bytes, 4096)
  if (/^(?:\xef\xbb\xbf)?[\s\0]*%PDF-/.test(head)) return { kind: 'pdf' }
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return sniffZip(bytes, head)
  if (head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) {
    return { kind: 'ole', encrypted: holdsUtf16(bytes, 'EncryptedPackage') }
  }
  const signature = SIGNATURES.find(([start]) => matches(head, start))
  // Short signatures that are also words (MZ, ID3) count only with bytes that no text holds.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (signature && (signature[0].length > 3 || /[\0-\x08\x0e-\x1a\x80-\xff]/.test(head.slice(0, 512)))) {
    return {
      kind: 'other',
      label: signature[1],
      ...(signature[0].startsWith('{\\rtf') ? { extension: 'rtf' } : {}),
    }
  }
  // A PDF may begin after up to 1,024 bytes of something else. A text about PDF does not end like one.
  if (
    /(?:^|[\r\n])%PDF-\d/.test(head.slice(0, 1024)) &&
    latin1(bytes.subarray(-1024), 1024).includes('%%EOF')
  )
    return { kind: 'pdf' }
  if (findEncoding(bytes) === null) {
    if (head.slice(0, 1024).includes('%PDF-')) return { kind: 'pdf' }
    return { kind: 'other', label: 'data of an unknown kind' }
  }
  const start = head.replace(/\0/g, '').replace(/^[\xef\xbb\xbf\xff\xfe\s]+/, '')
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*>\s*)?<svg[\s>]/i.test(start))
    return { kind: 'other', label: 'an SVG picture' }
  return {
    kind: 'text',
    isHtml: /^(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*>\s*)?<(?:!doctype html|html|head|body)[\s>]/i.test(start),
  }
}
