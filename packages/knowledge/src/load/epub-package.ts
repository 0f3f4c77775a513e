import { SkepError } from '@skep/schema'
import { damaged } from './document-errors.ts'
import { resolvePart } from './office-parts.ts'
import type { Pacer } from './pacer.ts'
import type { LoadLimits } from './types.ts'
import { readPart } from './xml-events.ts'

/** What a book says about itself. */
export interface EpubPackage {
  readonly title: string
  readonly creators: readonly string[]
  /** Names of its chapters in reading order. */
  readonly chapters: readonly string[]
}

const CHAPTER_TYPE = /^(?:application\/xhtml\+xml|text\/html|application\/x-dtbook\+xml)$/

type Parts = ReadonlyMap<string, Uint8Array>

function partName(base: string, href: string): string {
  try {
    return resolvePart(base, decodeURIComponent(href.split('#')[0] ?? ''))
  } catch {
    return resolvePart(base, href) // not every percent sign is an escape
  }
}

/**
 * Reads the way through a book: container, package, spine.
 * @throws `DOCUMENT_DAMAGED`; `DOCUMENT_ENCRYPTED` where chapters are locked
 */
export async function readPackage(
  parts: Parts,
  limits: Required<LoadLimits>,
  pacer: Pacer,
): Promise<EpubPackage> {
  let main = ''
  await readPart(
    parts.get('META-INF/container.xml'),
    {
      open(name, attributes) {
        if (name === 'rootfile' && main === '') main = attributes.get('full-path') ?? ''
      },
    },
    limits,
    pacer,
  )
  if (!parts.has(main)) throw damaged('The e-book is cut off or damaged.')
  const items = new Map<string, string>()
  const spine: string[] = []
  const creators: string[] = []
  let title = ''
  let open = ''
  let text = ''
  await readPart(
    parts.get(main),
    {
      open(name, attributes) {
        open = name
        text = ''
        if (name === 'item') {
          const isContents = /(?:^|\s)nav(?:\s|$)/.test(attributes.get('properties') ?? '')
          const isChapter = CHAPTER_TYPE.test(attributes.get('media-type') ?? '')
          if (isChapter && !isContents)
            items.set(attributes.get('id') ?? '', partName(main, attributes.get('href') ?? ''))
        }
        if (name === 'itemref') spine.push(items.get(attributes.get('idref') ?? '') ?? '')
      },
      text(part) {
        text += part
      },
      close(name) {
        if (name !== open) return
        if (name === 'title' && title === '') title = text.trim()
        if (name === 'creator' && text.trim() !== '') creators.push(text.trim())
      },
    },
    limits,
    pacer,
  )
  // A book without an order of reading is read as its parts are listed.
  const chapters = [...new Set(spine.length > 0 ? spine.filter((part) => part !== '') : items.values())]
  const locked = await readLocked(parts.get('META-INF/encryption.xml'), limits, pacer)
  if (chapters.some((part) => locked.has(part))) throw lockedBook()
  return { title, creators, chapters }
}

export function lockedBook(): SkepError {
  return new SkepError(
    'DOCUMENT_ENCRYPTED',
    'The e-book is locked by its seller (DRM). Upload an edition without a lock.',
  )
}

/** Fonts are often disguised; that locks no text. */
async function readLocked(
  bytes: Uint8Array | undefined,
  limits: Required<LoadLimits>,
  pacer: Pacer,
): Promise<ReadonlySet<string>> {
  const locked = new Set<string>()
  await readPart(
    bytes,
    {
      open(name, attributes) {
        if (name === 'CipherReference') locked.add(partName('', attributes.get('URI') ?? ''))
      },
    },
    limits,
    pacer,
  )
  return locked
}
