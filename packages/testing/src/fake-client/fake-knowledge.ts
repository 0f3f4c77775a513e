import {
  changeRetrieval,
  type DocumentChanges,
  type DocumentState,
  type ExternalInput,
  type ExternalSettings,
  type KnowledgeApi,
  type KnowledgeBase,
  type KnowledgeDocument,
  type KnowledgeEvent,
  type Passage,
  type PastQuery,
  type UploadFile,
} from '@skep/client'
import type { ErrorData } from '@skep/schema'
import { createFakeChunks } from './fake-chunks.ts'
import { completeBase, completeDocument, describeText, measureFake } from './fake-documents.ts'
import { explainPassages } from './fake-explanation.ts'
import { createFakeSources } from './fake-sources.ts'
import { type FakeWorld, Listeners } from './fake-world.ts'

const WAY: readonly DocumentState[] = ['queued', 'loading', 'splitting', 'embedding', 'indexing']
const STEPS = 20
const MAX_BYTES = 100 * 1024 * 1024
const DEFAULT_INGEST_MS = 900

/** @internal */
export function createFakeKnowledge(world: FakeWorld, secrets: Map<string, string>): KnowledgeApi {
  const bases = new Map<string, KnowledgeBase>()
  const documents = new Map<string, KnowledgeDocument>()
  const texts = new Map<string, string>()
  const queries = new Map<string, readonly PastQuery[]>(Object.entries(world.script.queries ?? {}))
  const listeners = new Listeners<KnowledgeEvent>()

  const documentsOf = (knowledgeId: string): KnowledgeDocument[] =>
    [...documents.values()].filter((document) => document.knowledgeId === knowledgeId)
  const findBase = (id: string): KnowledgeBase =>
    bases.get(id) ??
    world.fail({
      code: 'KNOWLEDGE_NOT_FOUND',
      message: 'This knowledge base is not here any more.',
      data: {},
    })
  const findDocument = (id: string): KnowledgeDocument =>
    documents.get(id) ??
    world.fail({ code: 'DOCUMENT_NOT_FOUND', message: 'This document is not here any more.', data: {} })
  const count = (knowledgeId: string): void => {
    const base = bases.get(knowledgeId)
    if (!base) return
    const list = documentsOf(knowledgeId)
    const counted = {
      ...base,
      documentCount: list.length,
      chunkCount: list.reduce((sum, document) => sum + document.chunkCount, 0),
      sizeBytes: list.reduce((sum, document) => sum + document.sizeBytes, 0),
    }
    bases.set(knowledgeId, counted)
    listeners.emit({ type: 'base_changed', base: counted })
  }
  const put = (document: KnowledgeDocument): KnowledgeDocument => {
    documents.set(document.id, document)
    listeners.emit({ type: 'document_changed', document })
    return document
  }

  const chunks = createFakeChunks(world, {
    findDocument,
    findBase,
    textOf: (documentId) => texts.get(documentId) ?? '',
    put,
    count,
  })

  for (const base of world.script.bases ?? []) bases.set(base.id, completeBase(base, world.now()))
  for (const [knowledgeId, list] of Object.entries(world.script.documents ?? {})) {
    for (const { document, text = '' } of list) {
      documents.set(document.id, completeDocument(document, knowledgeId, text, world.now()))
      texts.set(document.id, text)
    }
    count(knowledgeId)
  }

  const ingest = (documentId: string, failure: ErrorData | undefined): void => {
    const stepMs = (world.script.ingestMs ?? DEFAULT_INGEST_MS) / STEPS
    const failAt = failure ? 4 : Number.POSITIVE_INFINITY
    const step = (number: number): void => {
      const document = documents.get(documentId)
      if (!document || document.state === 'paused' || (document.state === 'failed' && number > 1)) return
      if (number > 1 && document.state === 'ready') return
      const text = texts.get(documentId) ?? ''
      const chunkCount = chunks.of(documentId).length
      if (failure && number >= failAt) {
        const { step: _, ...rest } = document
        put({ ...rest, state: 'failed', error: failure })
        return
      }
      if (number >= STEPS) {
        const { step: _, ...rest } = document
        put({ ...rest, state: 'ready', progress: 1, chunkCount, charCount: text.length })
        count(document.knowledgeId)
        return
      }
      const state = WAY[Math.floor((number / STEPS) * WAY.length)] ?? 'indexing'
      const total = Math.max(1, chunkCount)
      put({
        ...document,
        state,
        progress: number / STEPS,
        updatedAtMs: world.now(),
        ...(state === 'embedding'
          ? { step: { unit: 'chunks', done: Math.round((total * number) / STEPS), total } }
          : {}),
      })
      world.later(stepMs, () => step(number + 1))
    }
    world.later(stepMs, () => step(1))
  }
  // What a reload left unfinished goes on.
  for (const document of documents.values()) {
    if (!['ready', 'failed', 'paused'].includes(document.state) && world.script.ingestMs !== Infinity) {
      ingest(document.id, undefined)
    }
  }

  const upload = async (knowledgeId: string, file: UploadFile): Promise<KnowledgeDocument> => {
    findBase(knowledgeId)
    const blob = file.bytes instanceof Blob ? file.bytes : new Blob([file.bytes as ArrayBuffer]) // both are byte sources
    const sizeBytes = blob.size
    const text = sizeBytes < 1_000_000 ? await blob.text() : ''
    const isDuplicate = documentsOf(knowledgeId).some(
      (document) => document.name === file.name && document.sizeBytes === sizeBytes,
    )
    const refused = refuse(file.name, sizeBytes, isDuplicate)
    const id = world.nextId('document')
    const document = completeDocument(
      {
        id,
        name: file.name,
        sizeBytes,
        mimeType: file.mimeType ?? 'application/octet-stream',
        state: refused ? 'failed' : 'queued',
        progress: 0,
        chunkCount: 0,
        ...(refused ? { error: refused } : {}),
      },
      knowledgeId,
      '',
      world.now(),
    )
    texts.set(id, text)
    put(document)
    if (!refused) ingest(id, world.script.uploadError?.({ name: file.name, sizeBytes }))
    return document
  }

  const putBase = (base: KnowledgeBase): KnowledgeBase => {
    bases.set(base.id, base)
    listeners.emit({ type: 'base_changed', base })
    return base
  }
  const connect = (
    id: string,
    { key, ...given }: Partial<ExternalInput>,
    before?: ExternalSettings,
  ): ExternalSettings => {
    const secretName = `knowledge_key:${id}`
    const external = { endpoint: '', externalId: '', secretName, ...before, ...given }
    if (key) secrets.set(external.secretName, key)
    return external
  }
  const remove = (id: string): void => {
    const { knowledgeId } = findDocument(id)
    documents.delete(id)
    listeners.emit({ type: 'document_removed', knowledgeId, documentId: id })
    count(knowledgeId)
  }
  const begin = ({ error: _, ...document }: KnowledgeDocument): KnowledgeDocument => {
    const queued = put({ ...document, state: 'queued', progress: 0 })
    ingest(queued.id, undefined)
    return queued
  }
  const stop = (
    { step, ...document }: KnowledgeDocument,
    changes: Pick<KnowledgeDocument, 'state' | 'progress' | 'error'>,
  ): KnowledgeDocument => {
    if (document.state !== 'ready' && document.state !== 'failed') return put({ ...document, ...changes })
    return step ? put(document) : document
  }
  const amend = (id: string, { metadata, ...changes }: DocumentChanges): KnowledgeDocument => {
    const document = findDocument(id)
    const values = Object.entries({ ...document.metadata, ...metadata }).filter(([, value]) => value !== null)
    return put({ ...document, ...changes, metadata: Object.fromEntries(values), updatedAtMs: world.now() })
  }

  return {
    list: () => world.call('knowledge.list', () => [...bases.values()]),
    get: (id) => world.call('knowledge.get', () => findBase(id)),
    create: (input) =>
      world.call('knowledge.create', () => {
        const { id = world.nextId('knowledge'), name, description = '', external } = input
        return putBase(
          completeBase(
            { id, name, description, ...(external ? { external: connect(id, external) } : {}) },
            world.now(),
          ),
        )
      }),
    update: (id, changes) =>
      world.call('knowledge.update', () => {
        const { retrieval, split, external, ...rest } = changes
        const old = findBase(id)
        return putBase({
          ...old,
          ...rest,
          ...(external ? { external: connect(id, external, old.external) } : {}),
          retrieval: changeRetrieval(old.retrieval, retrieval),
          split: { ...old.split, ...split },
          updatedAtMs: world.now(),
        })
      }),
    testExternal: () => world.call('knowledge.testExternal', () => ({ passageCount: 1, durationMs: 84 })),
    measure: () =>
      world.call('knowledge.measure', () =>
        [...bases.values()].map((base) => measureFake(base, documentsOf(base.id))),
      ),
    remove: (id) =>
      world.call('knowledge.remove', () => {
        bases.delete(id)
        for (const document of documentsOf(id)) documents.delete(document.id)
        listeners.emit({ type: 'base_removed', knowledgeId: id })
      }),
    documents: (id) => world.call('knowledge.documents', () => documentsOf(findBase(id).id)),
    upload: (id, file) => world.call('knowledge.upload', () => upload(id, file)).then((document) => document),
    addText: (id, { name, text }) =>
      world
        .call('knowledge.addText', async () => {
          const bytes = new TextEncoder().encode(text)
          const document = await upload(id, { name, mimeType: 'text/markdown', bytes })
          return put({ ...document, source: { type: 'text' } })
        })
        .then((document) => document),
    retry: (id) => world.call('knowledge.retry', () => begin(findDocument(id))),
    reindex: (id, { split } = {}) =>
      world.call('knowledge.reindex', () => {
        const { split: before, ...document } = findDocument(id)
        const base = findBase(document.knowledgeId)
        chunks.forget(id)
        if (split === null) return begin(document)
        return begin({ ...document, split: { ...(before ?? base.split), ...split } })
      }),
    pauseDocument: (id) =>
      world.call('knowledge.pauseDocument', () => stop(findDocument(id), { state: 'paused', progress: 0 })),
    resumeDocument: (id) => world.call('knowledge.resumeDocument', () => begin(findDocument(id))),
    cancelDocument: (id) =>
      world.call('knowledge.cancelDocument', () => {
        const document = findDocument(id)
        if (document.edition !== undefined) return stop(document, { state: 'ready', progress: 1 })
        const error = {
          code: 'CALL_ABORTED',
          message: 'The work on this document was stopped.',
          data: {},
        } as const
        return stop(document, { state: 'failed', progress: 0, error })
      }),
    updateDocument: (id, changes) => world.call('knowledge.updateDocument', () => amend(id, changes)),
    updateDocuments: (ids, changes) =>
      world.call('knowledge.updateDocuments', () => ids.map((id) => amend(id, changes))),
    changeEmbedder: (id, embedder) =>
      world.call('knowledge.changeEmbedder', () => {
        const base = putBase({
          ...findBase(id),
          embedderChange: { embedder, state: 'building', progress: 0 },
        })
        world.later(world.script.ingestMs ?? DEFAULT_INGEST_MS, () => {
          const { embedderChange, ...now } = findBase(id)
          if (embedderChange) putBase({ ...now, embedder: embedderChange.embedder })
        })
        return base
      }),
    cancelEmbedderChange: (id) =>
      world.call('knowledge.cancelEmbedderChange', () => {
        const { embedderChange: _, ...base } = findBase(id)
        return putBase(base)
      }),
    removeDocument: (id) => world.call('knowledge.removeDocument', () => remove(id)),
    document: (id) => world.call('knowledge.document', () => findDocument(id)),
    documentText: (id) =>
      world.call('knowledge.documentText', () => describeText(texts.get(findDocument(id).id) ?? '')),
    ...chunks.api,
    ...createFakeSources(world, { findBase, putBase, documentsOf, upload, put, remove }),
    retrieve: (request) =>
      world.call('knowledge.retrieve', () => {
        const topK = request.settings?.topK ?? 4
        const words = new Set(request.query.toLowerCase().match(/\p{L}{3,}/gu) ?? [])
        const ranked = search(words, request.knowledgeIds)
        const { passages, nearMisses } = request.explain
          ? explainPassages(words, ranked, topK)
          : { passages: ranked.slice(0, topK), nearMisses: [] }
        for (const id of request.record === undefined ? [] : request.knowledgeIds) {
          const asked: PastQuery = {
            id: world.nextId('query'),
            query: request.query,
            source: request.record ?? 'test',
            atMs: world.now(),
            passageCount: passages.length,
          }
          queries.set(id, [asked, ...(queries.get(id) ?? [])])
        }
        return {
          passages,
          durationMs: 7,
          ...(request.explain ? { explanation: { bases: [], nearMisses } } : {}),
        }
      }),
    queries: (id) => world.call('knowledge.queries', () => queries.get(findBase(id).id) ?? []),
    watch: listeners.add,
  }

  /** Shared words, nothing more: enough to have passages with scores. */
  function search(words: ReadonlySet<string>, knowledgeIds: readonly string[]): readonly Passage[] {
    const found = [...documents.values()]
      .filter((document) => knowledgeIds.includes(document.knowledgeId))
      .filter((document) => document.isEnabled && !document.isArchived)
      .flatMap((document) =>
        chunks
          .of(document.id)
          .filter((chunk) => chunk.isEnabled)
          .map((chunk): Passage => {
            const own = chunk.text.toLowerCase().match(/\p{L}{3,}/gu) ?? []
            const hits = own.filter((word) => words.has(word)).length
            const score = hits === 0 ? 0 : Math.min(0.99, 0.35 + hits / (own.length + 4) + hits * 0.08)
            return {
              chunkId: chunk.id,
              knowledgeId: document.knowledgeId,
              knowledgeName: bases.get(document.knowledgeId)?.name ?? '',
              documentId: document.id,
              documentName: document.name,
              text: chunk.text,
              location: chunk.location,
              score,
              scores: { vector: score * 0.92, fullText: hits * 1.7, fused: score },
              metadata: {},
            }
          }),
      )
    return found.filter((passage) => passage.score > 0).sort((a, b) => b.score - a.score)
  }
}

function refuse(name: string, sizeBytes: number, isDuplicate: boolean): ErrorData | undefined {
  if (sizeBytes === 0)
    return { code: 'DOCUMENT_EMPTY', message: `“${name}” is empty. Choose a file with content.`, data: {} }
  if (sizeBytes > MAX_BYTES) {
    return {
      code: 'DOCUMENT_TOO_LARGE',
      message: `“${name}” is larger than 100 MB. Split it and add the parts.`,
      data: { sizeBytes, maxBytes: MAX_BYTES },
    }
  }
  if (isDuplicate) {
    return {
      code: 'DOCUMENT_DUPLICATE',
      message: `“${name}” is in this knowledge base already. Remove the other copy first to add it again.`,
      data: {},
    }
  }
  return undefined
}
