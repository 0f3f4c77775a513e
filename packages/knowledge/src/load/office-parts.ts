import { hasErrorCode } from '@skep/schema'
import type { Pacer } from './pacer.ts'
import type { LoadLimits } from './types.ts'
import { readPart } from './xml-events.ts'

/** What one part of an Office file says about another. */
export interface Relation {
  /** The last word of its type: `slide`, `notesSlide`, `worksheet`. */
  readonly type: string
  /** Name of a part in the same file. */
  readonly target: string
}

/** The parts of an Office file that hold text and what it refers to; pictures, fonts and programs are not read. */
export function isXmlPart(name: string): boolean {
  return /\.(?:xml|rels)$/i.test(name) && !name.startsWith('/') && !name.split(/[\\/]/).includes('..')
}

/** The name of a part that another one refers to. It is looked up among the parts and never leaves the file. */
export function resolvePart(from: string, target: string): string {
  const parts = target.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const part of target.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

/** The title that an Office or OpenDocument file keeps among its properties; nothing where they cannot be read. */
export async function readTitle(
  parts: ReadonlyMap<string, Uint8Array>,
  limits: Required<LoadLimits>,
  pacer: Pacer,
): Promise<{ readonly title?: string }> {
  let title = ''
  let isOpen = false
  const properties = parts.get('docProps/core.xml') ?? parts.get('meta.xml')
  try {
    await readPart(
      properties,
      {
        open(name) {
          isOpen = name === 'title'
        },
        text(text) {
          if (isOpen) title += text
        },
        close() {
          isOpen = false
        },
      },
      limits,
      pacer,
    )
  } catch (error) {
    // The text is whole without it.
    if (!hasErrorCode(error) || error.code === 'CALL_ABORTED') throw error
  }
  return title.trim() === '' ? {} : { title }
}

/** The part that an Office file begins with, which nearly always has the usual name. */
export async function findMainPart(
  parts: ReadonlyMap<string, Uint8Array>,
  usual: string,
  limits: Required<LoadLimits>,
  pacer: Pacer,
): Promise<string> {
  if (parts.has(usual)) return usual
  const relations = await readRelations(parts, '', limits, pacer)
  return [...relations.values()].find(({ type }) => type === 'officeDocument')?.target ?? usual
}

/** What a part refers to, by id. References to anything outside of the file are left out. */
export async function readRelations(
  parts: ReadonlyMap<string, Uint8Array>,
  part: string,
  limits: Required<LoadLimits>,
  pacer: Pacer,
): Promise<ReadonlyMap<string, Relation>> {
  const slash = part.lastIndexOf('/') + 1
  const relations = new Map<string, Relation>()
  await readPart(
    parts.get(`${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`),
    {
      open(name, attributes) {
        const id = attributes.get('Id')
        const target = attributes.get('Target')
        if (name !== 'Relationship' || !id || !target || attributes.get('TargetMode') === 'External') return
        const type = attributes.get('Type') ?? ''
        relations.set(id, { type: type.slice(type.lastIndexOf('/') + 1), target: resolvePart(part, target) })
      },
    },
    limits,
    pacer,
  )
  return relations
}
