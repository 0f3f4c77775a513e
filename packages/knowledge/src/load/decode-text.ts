import type { ErrorData } from '@skep/schema'
import { warning } from './document-errors.ts'

/** Encodings that files are told apart into. */
export type TextEncoding =
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  | 'gb18030'
  | 'shift_jis'
  | 'windows-1251'
  | 'windows-1252'

const SAMPLE_BYTES = 64 * 1024

/** How many bytes of a sample are NUL, at even and odd places, and how many are other controls that no text holds. */
function countBinary(sample: Uint8Array): { even: number; odd: number; controls: number } {
  let even = 0
  let odd = 0
  let controls = 0
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i] ?? 0
    if (byte === 0) i % 2 === 0 ? even++ : odd++
    else if (byte < 32 && (byte < 7 || byte > 13) && byte !== 27) controls++
  }
  return { even, odd, controls }
}

/**
 * Guesses the encoding of a text, or null where the bytes are no text. UTF-16 without a mark is known by its NULs,
 * UTF-8 by being valid; what is left is told by the letters that an encoding makes of it.
 */
export function findEncoding(bytes: Uint8Array): TextEncoding | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  const { even, odd, controls } = countBinary(sample)
  const half = sample.length / 2
  // Latin text in UTF-16 has a NUL in nearly every pair; a line break already gives one in other scripts.
  if (bytes.length % 2 === 0 && bytes.length > 3) {
    if (odd > half * 0.2 && even < half * 0.02) return 'utf-16le'
    if (even > half * 0.2 && odd < half * 0.02) return 'utf-16be'
  }
  // Compressed or random bytes have 9 % controls and texts none; NULs may be padding.
  if (controls > sample.length * 0.04 || even + odd > sample.length * 0.4) return null
  return findByteEncoding(sample)
}

function findByteEncoding(sample: Uint8Array): TextEncoding {
  let high = 0
  for (const byte of sample) if (byte > 127) high++
  if (high === 0) return 'utf-8'
  let broken = 0
  let whole = 0
  for (const character of new TextDecoder('utf-8').decode(sample, { stream: true })) {
    if (character === '\ufffd') broken++
    else if (character > '\u007f') whole++
  }
  // Half surrogates in the form of UTF-8 come from programs that cut strings; each shows as three broken bytes.
  broken -= 3 * countHalfSurrogates(sample)
  // Mostly valid: a UTF-8 file with damage. One broken byte among few proves nothing, so ties go to UTF-8.
  if (broken <= 0 || whole >= broken) return 'utf-8'
  // In the old encodings of these scripts nearly every byte above 127 is part of a letter, and each fits one only.
  if (share(sample, 'windows-1251', /[\u0430-\u044f\u0451]/, high) > 0.7) return 'windows-1251'
  if (share(sample, 'shift_jis', /[\u3041-\u30ff]/, high / 2) > 0.3) return 'shift_jis'
  if (share(sample, 'gb18030', /[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]/, high / 2) > 0.8) return 'gb18030'
  // Letters that are valid UTF-8 come about by chance once in a while: a quarter of them is a UTF-8 file with damage.
  if (whole * 4 >= broken) return 'utf-8'
  // Anything passes as windows-1252; where most bytes would be accented letters it is something else.
  return high <= sample.length * 0.3 ? 'windows-1252' : 'utf-8'
}

function countHalfSurrogates(sample: Uint8Array): number {
  let count = 0
  for (let at = sample.indexOf(0xed); at >= 0 && at < sample.length; at = sample.indexOf(0xed, at + 1)) {
    if ((sample[at + 1] ?? 0) >= 0xa0) count++
  }
  return count
}

/** How many of `expected` characters an encoding makes letters of; 0 where it does not fit at all. */
function share(sample: Uint8Array, encoding: string, letters: RegExp, expected: number): number {
  let found = 0
  let broken = 0
  for (const character of new TextDecoder(encoding).decode(sample, { stream: true })) {
    if (letters.test(character)) found++
    else if (character === '\ufffd') broken++
  }
  return broken > found / 100 ? 0 : found / expected
}

const SUSPICIOUS =
  'Some characters of the file could not be read and are shown as \ufffd. Save it as UTF-8 and upload it again if they matter.'

/**
 * Decodes a text file to well-formed text with `\n` line ends and no NULs. `declared` is an encoding that the
 * document names itself; a byte order mark is stronger.
 */
export function decodeText(bytes: Uint8Array, declared?: string): { text: string; warnings: ErrorData[] } {
  const encoding = findEncoding(bytes) ?? 'utf-8'
  const decoder = encoding.startsWith('utf-16')
    ? new TextDecoder(encoding)
    : createDecoder(declared, encoding)
  const raw = decoder.decode(bytes)
  const warnings: ErrorData[] = []
  if (raw.includes('\ufffd'))
    warnings.push(warning('DOCUMENT_DAMAGED', SUSPICIOUS, { encoding: decoder.encoding }))
  else if (declared === undefined && !encoding.startsWith('utf-')) {
    warnings.push(
      warning(
        'DOCUMENT_DAMAGED',
        `The file does not say how its characters are encoded; it was read as ${encoding}. Save it as UTF-8 if some look wrong.`,
        { encoding },
      ),
    )
  }
  const text = raw.includes('\0') ? raw.replaceAll('\0', '') : raw
  if (text.length < raw.length) {
    const removed = raw.length - text.length
    warnings.push(
      warning('DOCUMENT_DAMAGED', `The file holds ${removed} NUL characters, which were left out.`, {
        removed,
      }),
    )
  }
  return { text: text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text, warnings }
}

function createDecoder(declared: string | undefined, guessed: TextEncoding): TextDecoder {
  if (declared === undefined) return new TextDecoder(guessed)
  try {
    return new TextDecoder(declared)
  } catch {
    // An encoding that browsers do not know: the guess is the better reader.
    return new TextDecoder(guessed)
  }
}
