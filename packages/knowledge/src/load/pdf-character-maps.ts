import type { ErrorData } from '@skep/schema'
import { warning } from './document-errors.ts'
import type { LoadOptions } from './types.ts'

/** What pdf.js asks its data factory for. */
interface BinaryRequest {
  readonly kind: string
  readonly filename: string
}

/** Supplies pdf.js with character maps and remembers which ones it had to do without. */
export interface CharacterMaps {
  readonly missing: ReadonlySet<string>
  /** To be passed to pdf.js, which makes an instance of its own. */
  readonly Factory: new () => { fetch(request: BinaryRequest): Promise<Uint8Array> }
}

/**
 * East Asian PDFs may name a predefined character map instead of holding one. pdf.js leaves the text of such a font
 * out without a word when it cannot have the map, so the asking is observed here.
 */
export function createCharacterMaps(read: LoadOptions['readCharacterMap']): CharacterMaps {
  const missing = new Set<string>()
  class Factory {
    async fetch({ kind, filename }: BinaryRequest): Promise<Uint8Array> {
      // Fonts and decoders are for painting; text does without.
      if (kind !== 'cMapUrl') throw new Error('Only character maps are read.')
      const name = filename.replace(/\.bcmap$/, '')
      try {
        if (read) return await read(name)
      } catch {
        // Said by the warning, which names the map.
      }
      missing.add(name)
      throw new Error('The character map is not there.')
    }
  }
  return { missing, Factory }
}

/** The warning for maps that were asked for and not there. */
export function warnOfMissing(missing: ReadonlySet<string>): ErrorData[] {
  if (missing.size === 0) return []
  const maps = [...missing].sort()
  return [
    warning(
      'DOCUMENT_NO_TEXT',
      `Some text is missing, because the PDF refers to character maps that are not here (${maps.join(', ')}). Save it again with embedded fonts, or serve the maps.`,
      { maps },
    ),
  ]
}
