import type { KnowledgeChunk, KnowledgeDocument, SplitSettings } from '@skep/client'
import { hashText } from '../embed/hashed.ts'
import type { SplitChunk } from '../split/split-document.ts'
import { type SearchUnit, unitsOf } from '../store/search-units.ts'
import type { Analyzer, TermBag } from '../text/analyzer.ts'

/** A chunk with what the index needs of it. */
export interface PreparedChunk {
  readonly chunk: KnowledgeChunk
  readonly units: readonly PreparedUnit[]
}

/** What is searched of a chunk, with its words. */
export interface PreparedUnit extends SearchUnit {
  readonly bag: TermBag
}

/** Changes when cleaning, splitting or analysis change what a chunk holds. */
const PIPELINE_VERSION = 4

/**
 * The id of a chunk follows from its document (whose id follows from base and content), settings, edition and position:
 * doing a batch again writes the same rows.
 */
export function chunkIds(
  document: Pick<KnowledgeDocument, 'id'>,
  split: SplitSettings,
  edition: number,
): (index: number) => string {
  const settings = hashText(JSON.stringify([PIPELINE_VERSION, Object.entries(split).sort()]))
  const cut = edition === 0 ? '' : `-${edition}`
  const prefix = `${document.id}.${settings.toString(16).padStart(8, '0')}${cut}`
  return (index) => `${prefix}.${index}`
}

/** The ids before and after that of a chunk, as `chunkIds` makes them. */
export function neighbourIds(
  chunk: Pick<KnowledgeChunk, 'id' | 'index'>,
  chunkCount: number,
): { readonly previousChunkId?: string; readonly nextChunkId?: string } {
  const prefix = chunk.id.slice(0, chunk.id.lastIndexOf('.') + 1)
  return {
    ...(chunk.index > 0 ? { previousChunkId: `${prefix}${chunk.index - 1}` } : {}),
    ...(chunk.index + 1 < chunkCount ? { nextChunkId: `${prefix}${chunk.index + 1}` } : {}),
  }
}

/** Analyses what is searched of a chunk: its text, the headings above it, and the title where neither of them holds it. */
export function prepareChunk(chunk: KnowledgeChunk, analyzer: Analyzer, title = ''): PreparedChunk {
  const units = unitsOf(chunk).map((unit) => {
    const isThere = unit.text.includes(title) || unit.heading.split('\n').includes(title)
    const fields = { title: isThere ? '' : title, heading: unit.heading, body: unit.text }
    return { ...unit, bag: analyzer.analyze(fields, 'passage') }
  })
  return { chunk, units }
}

/** A chunk under its id, with children under theirs. */
export function toChunk(documentId: string, id: string, { children, ...part }: SplitChunk): KnowledgeChunk {
  return {
    id,
    documentId,
    isEnabled: true,
    hitCount: 0,
    ...part,
    ...(children
      ? { children: children.map(({ text, location }, at) => ({ id: `${id}/${at}`, text, location })) }
      : {}),
  }
}
