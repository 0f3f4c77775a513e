import type { KnowledgeChunk, Passage, PassageLocation } from '@skep/client'
import type { KnowledgeStore } from '../store/knowledge-store.ts'
import type { FoundPassage } from './found-passage.ts'

/** Where the chunks around a passage are found: ids count up within a document. */
function idsAround(chunkId: string, index: number, count: number): { before: string[]; after: string[] } {
  const prefix = chunkId.slice(0, chunkId.lastIndexOf('.') + 1)
  const id = (at: number): string => `${prefix}${at}`
  const steps = Array.from({ length: count }, (_, at) => at + 1)
  return {
    before: steps.filter((step) => step <= index).map((step) => id(index - step)),
    after: steps.map((step) => id(index + step)),
  }
}

/**
 * Joins the chunks before and after each passage to its text, as far as its base wants. A passage that a better one holds
 * already is left out, and no chunk is in two passages. Parents and answers stand for themselves.
 */
export async function joinNeighbours(
  store: KnowledgeStore,
  ordered: readonly FoundPassage[],
  topK: number,
): Promise<readonly FoundPassage[]> {
  if (!ordered.some(({ settings }) => settings.neighbours)) return ordered.slice(0, topK)
  const taken = new Set<string>()
  const joined: FoundPassage[] = []
  for (const found of ordered) {
    if (joined.length >= topK) break
    if (taken.has(found.chunkId)) continue
    taken.add(found.chunkId)
    const count = found.settings.neighbours ?? 0
    const { index } = found.passage.metadata
    const isAlone = found.passage.children !== undefined || found.passage.question !== undefined
    if (count === 0 || isAlone || typeof index !== 'number') {
      joined.push(found)
      continue
    }
    const { before, after } = idsAround(found.chunkId, index, count)
    const rows = await store.chunksById([...before, ...after])
    const byId = new Map(rows.map((row) => [row.id, row]))
    const run = (ids: readonly string[]): KnowledgeChunk[] => {
      const chunks: KnowledgeChunk[] = []
      for (const id of ids) {
        const chunk = byId.get(id)
        if (!chunk?.isEnabled || chunk.isManual || taken.has(id)) break
        chunks.push(chunk)
      }
      return chunks
    }
    const around = [run(before).reverse(), run(after)] as const
    for (const { id } of around.flat()) taken.add(id)
    joined.push({ ...found, passage: withNeighbours(found.passage, ...around) })
  }
  return joined
}

function withNeighbours(
  passage: FoundPassage['passage'],
  before: readonly KnowledgeChunk[],
  after: readonly KnowledgeChunk[],
): FoundPassage['passage'] {
  const own = { id: passage.chunkId, text: passage.text, location: passage.location }
  const parts = [...before, own, ...after]
  const [first = own, last = own] = [parts[0], parts.at(-1)]
  const text = parts.reduce((sum, part, at) => {
    const previous = parts[at - 1]
    return previous ? append(sum, part.text, previous.location.end - part.location.start) : part.text
  }, '')
  const lastPage = last.location.lastPage ?? last.location.page
  const location: PassageLocation = {
    ...first.location,
    end: last.location.end,
    ...(lastPage === undefined ? {} : { lastPage }),
  }
  const neighbours: NonNullable<Passage['neighbours']> = [...before, ...after].map((chunk) => ({
    chunkId: chunk.id,
    location: chunk.location,
  }))
  return { ...passage, text, location, ...(neighbours.length > 0 ? { neighbours } : {}) }
}

/** A chunk begins with the end of the one before it where chunks overlap; that is said once. */
function append(text: string, next: string, overlap: number): string {
  for (let length = Math.min(overlap, next.length); length > 0; length--) {
    if (text.endsWith(next.slice(0, length))) return text + next.slice(length)
  }
  return `${text}\n\n${next}`
}
