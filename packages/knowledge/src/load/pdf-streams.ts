import { SkepError } from '@skep/schema'
import { Unzlib } from 'fflate'
import { MEBIBYTE } from './limits.ts'
import type { Pacer } from './pacer.ts'

/** pdf.js keeps a stream whole, and what it grows into beside it. */
const MAX_STREAM_BYTES = 64 * MEBIBYTE
/** Deflate packs at most 1,032 to 1, so that shorter streams need no look. */
const MAX_RATIO = 1_032
const INPUT_STEP = 16 * 1024
const MAX_DICTIONARY_BYTES = 4_096
const STREAM = [...'stream'].map((letter) => letter.charCodeAt(0))

interface PdfStream {
  readonly start: number
  readonly end: number
  /** How often it is packed by Deflate, one in the other. */
  readonly layers: number
}

/**
 * Refuses a PDF of which a page unpacks to more than there is room for. Looks at what reading its text would unpack: no
 * pictures and no files inside.
 * @throws `DOCUMENT_TOO_LARGE`
 */
export async function checkStreams(bytes: Uint8Array, pacer: Pacer): Promise<void> {
  for (const { start, end, layers } of findStreams(bytes)) {
    let packed = bytes.subarray(start, end)
    for (let layer = 1; layer <= layers; layer++) {
      const isLast = layer === layers
      if (isLast && packed.length * MAX_RATIO < MAX_STREAM_BYTES) break
      const unpacked = await inflate(packed, pacer, !isLast)
      if (isLast) break
      packed = unpacked
    }
  }
}

function* findStreams(bytes: Uint8Array): Generator<PdfStream> {
  let at = 0
  for (;;) {
    at = indexOfStream(bytes, at)
    if (at < 0) return
    const dictionary = textBefore(bytes, at)
    const start = at + STREAM.length
    at = start
    const filters = /\/Filter\s*(?:\[([^\]]*)\]|(\/\w+))/.exec(dictionary)
    if (!filters || /\/Subtype\s*\/Image\b|\/EmbeddedFile\b/.test(dictionary)) continue
    const names = (filters[1] ?? filters[2] ?? '').match(/\w+/g) ?? []
    const other = names.findIndex((name) => name !== 'FlateDecode' && name !== 'Fl')
    const layers = other < 0 ? names.length : other
    if (layers === 0) continue
    // The length that is given may lie; the stream ends where the next one cannot have begun yet.
    const next = indexOfStream(bytes, start)
    yield { start: afterLineEnd(bytes, start), end: next < 0 ? bytes.length : next, layers }
  }
}

/** The next `stream` that begins one: not that of `endstream`. */
function indexOfStream(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(115, from); at >= 0; at = bytes.indexOf(115, at + 1)) {
    const after = bytes[at + STREAM.length]
    if ((after === 10 || after === 13) && STREAM.every((code, i) => bytes[at + i] === code)) {
      if (bytes[at - 1] !== 100) return at
    }
  }
  return -1
}

function afterLineEnd(bytes: Uint8Array, at: number): number {
  const isReturn = bytes[at] === 13
  return at + (isReturn && bytes[at + 1] === 10 ? 2 : 1)
}

/** The dictionary in front of a stream, back to the beginning of its object. */
function textBefore(bytes: Uint8Array, at: number): string {
  const text = new TextDecoder('latin1').decode(bytes.subarray(Math.max(0, at - MAX_DICTIONARY_BYTES), at))
  return text.slice(text.lastIndexOf(' obj') + 1)
}

/** What is unpacked, where it is wanted; what cannot be unpacked is left to pdf.js. */
async function inflate(packed: Uint8Array, pacer: Pacer, isWanted: boolean): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  const stream = new Unzlib((chunk) => {
    length += chunk.length
    if (isWanted) chunks.push(chunk)
  })
  for (let at = 0; at < packed.length; at += INPUT_STEP) {
    try {
      stream.push(packed.subarray(at, at + INPUT_STEP), false)
    } catch {
      // Behind its end, or damaged, or locked.
      break
    }
    if (length > MAX_STREAM_BYTES) throw bomb()
    await pacer.restIfDue()
  }
  const whole = new Uint8Array(isWanted ? length : 0)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

function bomb(): SkepError {
  return new SkepError(
    'DOCUMENT_TOO_LARGE',
    'A page of the PDF unpacks to far more than its size suggests, and the file was refused. If it is genuine, print it to a new PDF and upload that.',
    { limitBytes: MAX_STREAM_BYTES },
  )
}
