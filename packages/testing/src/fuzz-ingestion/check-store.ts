import type { KnowledgeDocument } from '@skep/client'
import { isLiveBatch, type KnowledgeStore, liveEdition, readTerms, readVectors } from '@skep/knowledge'

/** What a base holds, with everything that could be lost or doubled. @internal */
export interface Inventory {
  readonly documents: Readonly<Record<string, unknown>>
  readonly units: readonly string[]
  readonly embedder: string | undefined
  readonly counts: readonly unknown[]
  /** Vectors of generations and batches that nobody will ever read. */
  readonly leftOver: number
}

/** @internal */
export async function takeInventory(store: KnowledgeStore, knowledgeId: string): Promise<Inventory> {
  const documents = await store.documents(knowledgeId)
  const active = await store.activeGeneration(knowledgeId)
  const base = await store.base(knowledgeId)
  const described = await Promise.all(
    documents.map(async (document) => [
      document.name,
      {
        state: document.state,
        edition: document.edition,
        chunks: (await store.chunks(document.id)).map((chunk) => [chunk.id, chunk.text]),
        hasText: (await store.text(document.id)) !== null,
      },
    ]),
  )
  const next = Number(active?.id.slice(active.id.lastIndexOf(':') + 1) ?? 0) + 1
  const live = new Map(documents.map((document) => [document.id, document]))
  const vectors = await readVectors(store, active?.id ?? '')
  const staged = vectors.filter(({ documentId, index }) => !isLive(live.get(documentId), index))
  const unfinished = await readVectors(store, `${knowledgeId}:${next}`)
  return {
    documents: Object.fromEntries(described.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))),
    units: (await readTerms(store, knowledgeId)).flatMap((block) => block.chunkIds).sort(),
    embedder: active?.embedderId,
    counts: [
      base?.documentCount,
      base?.chunkCount,
      base?.sizeBytes,
      base?.embedder.model,
      base?.embedderChange,
    ],
    leftOver: staged.length + unfinished.length,
  }
}

/** What is never so, whenever one looks. @internal */
export async function findDamage(store: KnowledgeStore, knowledgeId: string): Promise<readonly string[]> {
  const problems: string[] = []
  const base = await store.base(knowledgeId)
  const documents = await store.documents(knowledgeId)
  const active = await store.activeGeneration(knowledgeId)
  const terms = await readTerms(store, knowledgeId)
  const vectors = await readVectors(store, active?.id ?? '')
  let chunkCount = 0
  for (const document of documents) {
    const isAnswering = liveEdition(document) !== undefined
    const chunks = await store.chunks(document.id)
    const units = chunks.flatMap((chunk) => chunk.children?.map((child) => child.id) ?? [chunk.id]).sort()
    const inTerms = idsOf(terms, document)
    const inVectors = idsOf(vectors, document)
    if (isAnswering) chunkCount += document.chunkCount
    if (chunks.length !== (isAnswering ? document.chunkCount : 0)) {
      problems.push(
        `${document.name}: ${chunks.length} chunks, says ${document.chunkCount} (${document.state})`,
      )
    }
    if (inTerms.join() !== units.join()) problems.push(`${document.name}: terms do not fit its chunks`)
    if (isAnswering && inVectors.join() !== units.join())
      problems.push(`${document.name}: vectors do not fit its chunks`)
    if (new Set(units).size !== units.length) problems.push(`${document.name}: chunks are doubled`)
  }
  if (base && base.chunkCount !== chunkCount)
    problems.push(`the base counts ${base.chunkCount} chunks of ${chunkCount}`)
  return problems
}

function idsOf(
  blocks: readonly {
    readonly documentId: string
    readonly index: number
    readonly chunkIds: readonly string[]
  }[],
  document: KnowledgeDocument,
): readonly string[] {
  return blocks
    .filter((block) => block.documentId === document.id && isLive(document, block.index))
    .flatMap((block) => block.chunkIds)
    .sort()
}

function isLive(document: KnowledgeDocument | undefined, index: number): boolean {
  return document !== undefined && isLiveBatch(document, index)
}
