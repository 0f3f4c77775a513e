import { findEncoding } from './decode-text.ts'
import { readZipDirectory } from './zip-directory.ts'

/** What the bytes of a file say they are. */
export type Sniffed =
  | { readonly kind: 'pdf' | 'docx' | 'zip-damaged' }
  | { readonly kind: 'ole'; readonly encrypted: boolean }
  | { readonly kind: 'text'; readonly html: boolean }
  | { readonly kind: 'other'; readonly label: string }

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

function sniffZip(bytes: Uint8Array, head: string): Sniffed {
  const entries = readZipDirectory(bytes, 2_000)
  if (entries === null) {
    // Without its directory at the end an archive can still be told by the names in its first entries.
    const isOffice =
      head.includes('[Content_Types].xml') || head.includes('word/') || head.includes('_rels/.rels')
    return isOffice ? { kind: 'zip-damaged' } : { kind: 'other', label: 'a damaged ZIP archive' }
  }
  const has = (prefix: string) => entries.some(({ name }) => name.startsWith(prefix))
  if (has('word/')) return { kind: 'docx' }
  if (has('xl/')) return { kind: 'other', label: 'an Excel workbook (.xlsx)' }
  if (has('ppt/')) return { kind: 'other', label: 'a PowerPoint presentation (.pptx)' }
  if (has('META-INF/container.xml')) return { kind: 'other', label: 'an e-book (EPUB)' }
  if (has('content.xml')) return { kind: 'other', label: 'an OpenDocument file' }
  return { kind: 'other', label: 'a ZIP archive' }
}

/** "EncryptedPackage" in UTF-16: the stream that holds a Word file with a password. */
function holdsEncryptedPackage(bytes: Uint8Array): boolean {
  const needle = [...'EncryptedPackage'].flatMap((letter) => [letter.charCodeAt(0), 0])
  const first = needle[0] ?? 0
  for (let at = bytes.indexOf(first); at >= 0 && at < bytes.length; at = bytes.indexOf(first, at + 1)) {
    if (needle.every((byte, i) => bytes[at + i] === byte)) return true
  }
  return false
}

export function sniff(bytes: Uint8Array): Sniffed {
  const head = latin1(bytes, 4096)
  if (/^(?:\xef\xbb\xbf)?[\s\0]*%PDF-/.test(head)) return { kind: 'pdf' }
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return sniffZip(bytes, head)
  if (head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) {
    return { kind: 'ole', encrypted: holdsEncryptedPackage(bytes) }
  }
  const signature = SIGNATURES.find(([start]) => matches(head, start))
  // Short signatures that are also words (MZ, ID3) count only with bytes that no text holds.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (signature && (signature[0].length > 3 || /[\0-\x08\x0e-\x1a\x80-\xff]/.test(head.slice(0, 512)))) {
    return { kind: 'other', label: signature[1] }
  }
  if (findEncoding(bytes) === null) {
    // The standard lets a PDF begin after up to 1,024 bytes of something else.
    if (head.slice(0, 1024).includes('%PDF-')) return { kind: 'pdf' }
    return { kind: 'other', label: 'data of an unknown kind' }
  }
  const start = head.replace(/\0/g, '').replace(/^[\xef\xbb\xbf\xff\xfe\s]+/, '')
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*>\s*)?<svg[\s>]/i.test(start))
    return { kind: 'other', label: 'an SVG picture' }
  return {
    kind: 'text',
    html: /^(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*>\s*)?<(?:!doctype html|html|head|body)[\s>]/i.test(start),
  }
}
