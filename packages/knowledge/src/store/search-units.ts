import type { KnowledgeChunk } from '@skep/client'

/** What is searched: a chunk, or one of its children. Terms and vectors are stored under these ids. */
export interface SearchUnit {
  readonly id: string
  readonly text: string
}

/**
 * The units of a chunk: nothing of one that is disabled, its children where it has some, its question where it has one.
 * Keywords are words of every unit.
 */
export function unitsOf(chunk: KnowledgeChunk): SearchUnit[] {
  if (!chunk.isEnabled) return []
  const keywords = chunk.keywords?.length ? `\n${chunk.keywords.join(' ')}` : ''
  const unit = (id: string, text: string): SearchUnit => ({ id, text: `${text}${keywords}` })
  if (chunk.children) return chunk.children.map((child) => unit(child.id, withHeadings(child)))
  if (chunk.question !== undefined) return [unit(chunk.id, chunk.question)]
  return [unit(chunk.id, withHeadings(chunk))]
}

/** The chunk that a unit belongs to: the id of a child is that of its parent, `/` and a name. */
export function chunkIdOf(unitId: string): string {
  const slash = unitId.indexOf('/')
  return slash === -1 ? unitId : unitId.slice(0, slash)
}

/** A text below the headings that it does not hold itself. */
function withHeadings({ text, location }: Pick<KnowledgeChunk, 'text' | 'location'>): string {
  const headings = (location.headings ?? []).filter((heading) => !text.includes(heading))
  return [...headings, text].join('\n')
}
