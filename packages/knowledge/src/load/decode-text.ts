import type { ErrorData } from '@skep/schema'
import { warning } from './document-errors.ts'
import { decodeWide, findEncoding, type TextEncoding } from './find-encoding.ts'

const SUSPICIOUS =
  'Some characters of the file could not be read and are shown as \ufffd. Save it as UTF-8 and upload it again if they matter.'

/**
 * Decodes a text file to well-formed text with `\n` line ends and no NULs. `declared` is an encoding that the
 * document names itself; a byte order mark is stronger.
 */
export function decodeText(bytes: Uint8Array, declared?: string): { text: string; warnings: ErrorData[] } {
  const { raw, encoding, isGuess } = decode(bytes, declared)
  const warnings: ErrorData[] = []
  if (raw.includes('\ufffd')) warnings.push(warning('DOCUMENT_DAMAGED', SUSPICIOUS, { encoding }))
  else if (isGuess && !encoding.startsWith('utf-')) {
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

interface Decoded {
  readonly raw: string
  readonly encoding: string
  readonly isGuess: boolean
}

function decode(bytes: Uint8Array, declared: string | undefined): Decoded {
  const found = findEncoding(bytes)
  const guess = found ?? 'utf-8'
  switch (guess) {
    case 'utf-16le':
    case 'utf-16be':
    case 'utf-32le':
    case 'utf-32be':
      return { raw: decodeWide(bytes, guess), encoding: guess, isGuess: true }
    default: {
      const decoder = createDecoder(declared, guess, found === null)
      return { ...decoder, raw: new TextDecoder(decoder.encoding).decode(bytes) }
    }
  }
}

function createDecoder(
  declared: string | undefined,
  guess: TextEncoding,
  isUnknown: boolean,
): Omit<Decoded, 'raw'> {
  const guessed = { encoding: guess, isGuess: true }
  if (declared === undefined) return guessed
  try {
    const { encoding } = new TextDecoder(declared)
    // Bytes tell whether they are UTF-8, and those of UTF-16 could not have been read for what they declare.
    const isWrong = encoding === 'utf-8' ? guess !== 'utf-8' : encoding.startsWith('utf-16') && !isUnknown
    return isWrong ? guessed : { encoding, isGuess: false }
  } catch {
    // An encoding that browsers do not know: the guess is the better reader.
    return guessed
  }
}
