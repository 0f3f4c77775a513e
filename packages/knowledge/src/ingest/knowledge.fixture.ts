import type { KnowledgeDocument, KnowledgeEvent } from '@skep/client'
import { createKnowledge, type Knowledge, type KnowledgeOptions } from '../create-knowledge.ts'
import type { KnowledgeStore } from '../store/knowledge-store.ts'
import { createMemoryKnowledgeStore } from '../store/memory-knowledge-store.ts'
import type { LoadFunction } from './ingest-document.ts'

/** Reads plain text with Markdown headings: enough of a loader to test what comes after one. */
export const loadPlainText: LoadFunction = async ({ bytes }) => {
  const text = new TextDecoder().decode(bytes)
  const headings = Array.from(text.matchAll(/^(#+) (.*)$/gm), (match) => ({
    level: match[1]?.length ?? 1,
    text: match[2] ?? '',
    start: match.index,
  }))
  return { text, pages: [], headings, warnings: [], format: 'text' }
}

export interface TestKnowledge {
  readonly knowledge: Knowledge
  readonly store: KnowledgeStore
  readonly events: KnowledgeEvent[]
}

/** A knowledge over a store in memory with a clock that counts its calls. */
export function startKnowledge(options: Partial<KnowledgeOptions> = {}): TestKnowledge {
  const store = options.store ?? createMemoryKnowledgeStore()
  let time = 0
  let id = 0
  const events: KnowledgeEvent[] = []
  const knowledge = createKnowledge({
    load: loadPlainText,
    clock: { now: () => ++time },
    ids: { id: () => `id${++id}` },
    ...options,
    store,
  })
  knowledge.watch((event) => events.push(event))
  return { knowledge, store, events }
}

export function textFile(name: string, text: string): { readonly name: string; readonly bytes: Uint8Array } {
  return { name, bytes: new TextEncoder().encode(text) }
}

/** `count` paragraphs of 60 words from a small vocabulary, different for every seed. */
export function proseOf(seed: number, count: number): string {
  const words =
    'amber basin cedar delta ember fjord grove haven inlet jetty knoll lagoon meadow north orchard prairie quarry ridge summit tundra upland valley willow yonder'.split(
      ' ',
    )
  let state = seed
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state
  }
  return Array.from({ length: count }, (_, at) => {
    const text = Array.from({ length: 60 }, () => words[(next() >>> 8) % words.length]).join(' ')
    return `Paragraph ${seed} part${at} ${text}.`
  }).join('\n\n')
}

/** The states that a document went through, without repeats. */
export function statesOf(
  events: readonly KnowledgeEvent[],
  documentId: string,
): KnowledgeDocument['state'][] {
  return events
    .flatMap((event) =>
      event.type === 'document_changed' && event.document.id === documentId ? [event.document.state] : [],
    )
    .filter((state, at, states) => state !== states[at - 1])
}
