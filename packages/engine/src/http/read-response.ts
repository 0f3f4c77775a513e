import type { FileValue } from '@skep/schema'
import { findHeader } from './build-headers.ts'

type Headers = Readonly<Record<string, string>>

/** Types under `application/` that are text. */
const TEXT_TYPES = ['json', 'xml', 'javascript', 'x-www-form-urlencoded', 'yaml', 'graphql']
/** What text under an unclear `application/` type begins with somewhere, as Dify looks for it. */
const TEXT_MARKS = ['{', '[', '<', 'function', 'var ', 'const ', 'let ']

function contentType(headers: Headers): string {
  return (findHeader(headers, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

function looksLikeText(bytes: Uint8Array): boolean {
  try {
    // A character that the sample cuts in two is no fault of the text.
    const sample = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, 1024), { stream: true })
    return TEXT_MARKS.some((mark) => sample.includes(mark))
  } catch {
    return false
  }
}

/** Whether an answer is a file rather than a text, by Dify's rules. @internal */
export function isFileResponse(headers: Headers, bytes: Uint8Array): boolean {
  const disposition = findHeader(headers, 'content-disposition') ?? ''
  if (/^\s*attachment\b/i.test(disposition) || /;\s*filename\*?\s*=/i.test(disposition)) return true
  const type = contentType(headers)
  if (type.startsWith('text/')) return type.includes('csv')
  if (type.startsWith('application/')) {
    return !TEXT_TYPES.some((each) => type.includes(each)) && !looksLikeText(bytes)
  }
  return /^(?:image|audio|video|font)\//.test(type)
}

/** The text of an answer, by the character set that it names; UTF-8 where it names none or an unknown one. @internal */
export function decodeText(headers: Headers, bytes: Uint8Array): string {
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(findHeader(headers, 'content-type') ?? '')?.[1]
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/pdf': '.pdf',
  'application/zip': '.zip',
  'application/gzip': '.gz',
  'application/octet-stream': '.bin',
  'application/msword': '.doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': '.docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': '.xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': '.pptx',
  'text/csv': '.csv',
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'image/svg+xml': '.svg',
  'audio/mpeg': '.mp3',
  'audio/wav': '.wav',
  'video/mp4': '.mp4',
}

function nameInHeader(disposition: string): string | undefined {
  const encoded = /filename\*\s*=\s*[\w-]*'[\w-]*'([^;]+)/i.exec(disposition)?.[1]
  if (encoded) {
    try {
      return decodeURIComponent(encoded.trim())
    } catch {
      // The plain name beside it may serve.
    }
  }
  const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(disposition)
  return plain?.[1]?.replaceAll(/\\(.)/g, '$1') ?? plain?.[2]?.trim()
}

function nameInUrl(url: string): string | undefined {
  const last = URL.canParse(url) ? new URL(url).pathname.split('/').at(-1) : undefined
  if (!last?.includes('.')) return undefined
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

function typeOfFile(mimeType: string): FileValue['type'] {
  const [head] = mimeType.split('/')
  if (head === 'image' || head === 'audio' || head === 'video') return head
  return mimeType === 'application/octet-stream' || mimeType === '' ? 'custom' : 'document'
}

/** The file that an answer is, named by its header, else by its address. @internal */
export function fileOfResponse(id: string, url: string, headers: Headers, bytes: Uint8Array): FileValue {
  const mimeType = contentType(headers) || 'application/octet-stream'
  const named = nameInHeader(findHeader(headers, 'content-disposition') ?? '') ?? nameInUrl(url)
  // A path in a name would be one on whatever disk it is saved to.
  const base = named
    ?.split(/[\\/]/)
    .at(-1)
    ?.replaceAll(/\p{Cc}/gu, '')
    .slice(0, 200)
  const name = base || `response${EXTENSIONS[mimeType] ?? '.bin'}`
  const dot = name.lastIndexOf('.')
  return {
    kind: 'file',
    id,
    name,
    sizeBytes: bytes.byteLength,
    mimeType,
    extension: dot > 0 ? name.slice(dot).toLowerCase() : '',
    type: typeOfFile(mimeType),
    transferMethod: 'local_file',
  }
}
