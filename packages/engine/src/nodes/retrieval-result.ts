import type { Citation, Passage } from '@skep/client'
import type { JsonObject, Value } from '@skep/schema'

/** One passage as knowledge-retrieval leaves it: Dify's fields, and under `skep` what a citation needs. @internal */
export function toResultItem(passage: Passage, index: number, query: string): JsonObject {
  const { location, scores } = passage
  return {
    content: passage.text,
    title: passage.documentName,
    url: '',
    icon: '',
    metadata: {
      source: 'knowledge',
      position: index + 1,
      dataset_id: passage.knowledgeId,
      dataset_name: passage.knowledgeName,
      document_id: passage.documentId,
      document_name: passage.documentName,
      document_data_source_type: passage.isExternal ? 'external' : 'upload_file',
      data_source_type: passage.isExternal ? 'external' : 'upload_file',
      segment_id: passage.chunkId,
      segment_word_count: passage.text.length,
      segment_position: index + 1,
      score: passage.score,
      doc_metadata: passage.metadata,
      ...(passage.hitCount === undefined ? {} : { hit_count: passage.hitCount }),
      child_chunks: (passage.children ?? []).map(({ chunkId, text, score }, at) => ({
        id: chunkId,
        content: text,
        position: at + 1,
        score,
      })),
      retriever_from: 'workflow',
      skep: {
        query,
        scores: { ...scores },
        ...(passage.isExternal ? { isExternal: true } : {}),
        location: { ...location, ...(location.headings ? { headings: [...location.headings] } : {}) },
      },
    },
    files: [],
    summary: null,
  }
}

/** A passage for a prompt. `citation` is there when it came out of a knowledge base of ours. @internal */
export interface ContextPassage {
  readonly number: number
  readonly title: string
  readonly text: string
  readonly citation?: Citation
}

/** @internal */
export interface PromptContext {
  readonly passages: readonly ContextPassage[]
  /** What was searched for, if the passages know. */
  readonly query?: string
}

function isObject(value: Value | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : ''
}

function number(value: Value | undefined): number {
  return typeof value === 'number' ? value : 0
}

/** Reads a context variable: a text, or a list of texts or passages. @internal */
export function readContext(value: Value | undefined): PromptContext {
  const items: readonly Value[] = Array.isArray(value)
    ? value
    : value === undefined || value === null
      ? []
      : [value]
  const passages: ContextPassage[] = []
  let query: string | undefined
  for (const item of items) {
    const passage = readPassage(item, passages.length + 1)
    if (passage) passages.push(passage)
    const skep = isObject(item) && isObject(item.metadata) ? item.metadata.skep : undefined
    if (isObject(skep) && typeof skep.query === 'string') query ??= skep.query
  }
  return { passages, ...(query === undefined ? {} : { query }) }
}

function readPassage(item: Value, position: number): ContextPassage | undefined {
  if (typeof item === 'string')
    return item.trim() === '' ? undefined : { number: position, title: '', text: item }
  if (!isObject(item) || typeof item.content !== 'string' || item.content === '') return undefined
  const title = text(item.title)
  const citation = readCitation(item, position)
  return { number: position, title, text: item.content, ...(citation ? { citation } : {}) }
}

function readCitation({ content, metadata }: JsonObject, position: number): Citation | undefined {
  if (!isObject(metadata) || !isObject(metadata.skep)) return undefined
  const { location, scores } = metadata.skep
  if (!isObject(location) || !isObject(scores)) return undefined
  return {
    number: position,
    chunkId: text(metadata.segment_id),
    knowledgeId: text(metadata.dataset_id),
    knowledgeName: text(metadata.dataset_name),
    documentId: text(metadata.document_id),
    documentName: text(metadata.document_name),
    text: text(content),
    location: {
      start: number(location.start),
      end: number(location.end),
      ...(typeof location.page === 'number' ? { page: location.page } : {}),
      ...(typeof location.lastPage === 'number' ? { lastPage: location.lastPage } : {}),
      ...(Array.isArray(location.headings)
        ? { headings: location.headings.map((heading: Value) => text(heading)) }
        : {}),
    },
    score: number(metadata.score),
    scores: Object.fromEntries(
      ['vector', 'fullText', 'fused', 'rerank'].flatMap((name) =>
        typeof scores[name] === 'number' ? [[name, scores[name]]] : [],
      ),
    ),
    metadata: isObject(metadata.doc_metadata) ? metadata.doc_metadata : {},
    ...(metadata.skep.isExternal === true ? { isExternal: true } : {}),
  }
}

/** The text that `{{#context#}}` stands for: numbered passages, so that an answer can say `[1]`. @internal */
export function contextText({ passages }: PromptContext): string {
  return passages
    .map(({ number, title, text }) => (title === '' ? text : `[${number}] ${title}\n${text}`))
    .join('\n\n')
}
