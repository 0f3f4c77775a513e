import type { KnowledgeChunk } from '@skep/client'

/** What is searched: a chunk, or one of its children. Terms and vectors are stored under these ids. */
export interface SearchUnit {
  readonly id: string
  readonly text: string
  /** The headings above the text that it does not hold itself; they are found, and count for more. */
  readonly heading: string
}

/**
 * The units of a chunk: nothing of one that is disabled, its children where it has some, its question where it has one.
 * Keywords are words of every unit.
 */
export function unitsOf(chunk: KnowledgeChunk): SearchUnit[] {
  if (!chunk.isEnabled) return []
  const keywords = chunk.keywords?.length ? `\n${chunk.keywords.join(' ')}` : ''
  const unit = (id: string, text: string, heading: string): SearchUnit => ({
    id,
    text: `${text}${keywords}`,
    heading,
  })
  if (chunk.children) return chunk.children.map((child) => unit(child.id, child.text, headingsOf(child)))
  if (chunk.question !== undefined) return [unit(chunk.id, chunk.question, '')]
  return [unit(chunk.id, chunk.text, headingsOf(chunk))]
}

/** The chunk that a unit belongs to: the id of a child is that of its parent, `/` and a name. @public */
export function chunkIdOf(unitId: string): string {
  const slash = unitId.indexOf('/')
  return slash === -1 ? unitId : unitId.slice(0, slash)
}

/** What is embedded of a unit. */
export function unitText({ heading, text }: Pick<SearchUnit, 'heading' | 'text'>): string {
  return heading === '' ? text : `${heading}\n${text}`
}

function headingsOf({ text, location }: Pick<KnowledgeChunk, 'text' | 'location'>): string {
  return (location.headings ?? []).filter((heading) => !text.includes(heading)).join('\n')
}
