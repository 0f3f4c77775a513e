import type {
  KnowledgeApi,
  KnowledgeBase,
  KnowledgeDocument,
  RetrieveRequest,
  RetrieveResult,
} from '@skep/client'
import type { ClockPort, RandomPort } from '@skep/engine'
import { type ErrorData, SkepError, toErrorData } from '@skep/schema'
import { createBreathe } from './embed/breathe.ts'
import { BUILTIN_EMBEDDER } from './embed/builtin.ts'
import {
  DEFAULT_LIMITS,
  documentId,
  type KnowledgeLimits,
  readUpload,
  sizeOf,
  withDuplicateWarning,
} from './ingest/accept-upload.ts'
import { DocumentBoard } from './ingest/document-board.ts'
import type { ResolveEmbedder } from './ingest/generation-plan.ts'
import type { LoadFunction } from './ingest/ingest-document.ts'
import { type IngestionContext, runIngestion } from './ingest/ingestion.ts'
import { type Job, JobQueue } from './ingest/job-queue.ts'
import { KeyLock } from './ingest/key-lock.ts'
import { completeRetrieval, completeSplit } from './ingest/settings.ts'
import { loadDocument } from './load/load-document.ts'
import { checkFields } from './manage/metadata.ts'
import { Shelf } from './retrieve/open-base.ts'
import type { RerankTexts } from './retrieve/reorder.ts'
import { retrievePassages } from './retrieve/retrieve.ts'
import { withCompleteRecords } from './store/complete-records.ts'
import type { KnowledgeStore } from './store/knowledge-store.ts'
import { createAnalyzer } from './text/analyzer.ts'

/** @public */
export interface KnowledgeOptions {
  /** One store is one namespace; only one knowledge may write to it at a time. */
  readonly store: KnowledgeStore
  readonly clock: Pick<ClockPort, 'now'>
  readonly ids: Pick<RandomPort, 'id'>
  /** Finds embedders other than the built-in one. */
  readonly embedders?: ResolveEmbedder
  /** Asks rerank models. Without it a search that names one keeps the order of fusion, with a warning. */
  readonly rerank?: RerankTexts
  /** Default: all formats of `loadDocument`. */
  readonly load?: LoadFunction
  readonly limits?: Partial<KnowledgeLimits>
  /**
   * Runs an ingestion as the only writer of the namespace, e.g. under a Web Lock that holds across tabs; rejects when
   * the signal fires while it waits. Default: runs it at once.
   */
  readonly asWriter?: (work: () => Promise<void>, signal: AbortSignal) => Promise<void>
  /** Snowball name of the language of all texts, e.g. `german`. Default: each document is told by its function words. */
  readonly language?: string
}

/** Knowledge bases over a store. Satisfies the engine's `RetrieverPort`. @public */
export interface Knowledge extends KnowledgeApi {
  /** @throws `KNOWLEDGE_NOT_FOUND`, `CALL_INVALID`, `CALL_ABORTED`, and what the embedder throws */
  retrieve(request: RetrieveRequest, options?: { readonly signal?: AbortSignal }): Promise<RetrieveResult>
  /** Goes on with documents that an earlier session did not finish. Returns how many. */
  resume(): Promise<number>
  /** Resolves when no document waits or is being worked on. */
  idle(): Promise<void>
  /** Stops the work. Unfinished documents stay for `resume` of another knowledge over the same store. */
  close(): Promise<void>
}

/**
 * Makes the knowledge of one namespace. Documents are ingested one at a time, in the background.
 * @example
 * const knowledge = createKnowledge({ store: createMemoryKnowledgeStore(), clock, ids })
 * const base = await knowledge.create({ name: 'Manuals' })
 * await knowledge.upload(base.id, { name: 'espresso.pdf', bytes })
 * await knowledge.idle()
 * const { passages } = await knowledge.retrieve({ knowledgeIds: [base.id], query: 'How do I descale it?' })
 * @public
 */
export function createKnowledge(options: KnowledgeOptions): Knowledge {
  const { ids } = options
  const store = withCompleteRecords(options.store)
  const now = (): number => options.clock.now()
  const limits: KnowledgeLimits = { ...DEFAULT_LIMITS, ...options.limits }
  const load: LoadFunction = options.load ?? loadDocument
  const embedders = options.embedders ? { embedders: options.embedders } : {}
  const analyzer = createAnalyzer(options.language)
  const board = new DocumentBoard(now)
  const shelf = new Shelf(store, limits.maxBaseBytes)
  const lock = new KeyLock()
  const exclusively = <T>(knowledgeId: string, task: () => Promise<T>): Promise<T> =>
    lock.run(knowledgeId, task)

  const ingestion: IngestionContext = {
    store,
    now,
    breathe: createBreathe(),
    load: (file, loadOptions) =>
      load(file, { ...loadOptions, limits: { maxBytes: limits.maxFileBytes, ...loadOptions.limits } }),
    analyzer,
    maxBaseBytes: limits.maxBaseBytes,
    board,
    shelf,
    exclusively,
    ...embedders,
  }
  const asWriter = options.asWriter ?? ((work) => work())
  const queue = new JobQueue((job, signal) =>
    asWriter(() => runIngestion(ingestion, job, signal), signal).catch((error: unknown) => {
      if (!signal.aborted) throw error // an aborted job leaves its document as it is
    }),
  )

  const findBase = async (knowledgeId: string): Promise<KnowledgeBase> => {
    const base = await store.base(knowledgeId)
    if (base) return base
    throw new SkepError(
      'KNOWLEDGE_NOT_FOUND',
      'This knowledge base does not exist any more. Choose another one.',
      {
        knowledgeId,
      },
    )
  }

  const findDocument = async (id: string): Promise<KnowledgeDocument> => {
    const document = await store.document(id)
    if (document) return board.current(document)
    throw new SkepError('DOCUMENT_NOT_FOUND', 'This document does not exist any more. Reload the list.', {
      documentId: id,
    })
  }

  const showStored = async (document: KnowledgeDocument): Promise<KnowledgeDocument> => {
    await store.putDocument(document)
    board.emit({ type: 'document_changed', document })
    return document
  }

  const enqueue = async (document: KnowledgeDocument): Promise<KnowledgeDocument> => {
    const { error: _, step: __, ...rest } = document
    const queued = await showStored({
      ...rest,
      state: 'queued',
      progress: 0,
      warnings: [],
      updatedAtMs: now(),
    })
    queue.add({ documentId: queued.id, knowledgeId: queued.knowledgeId })
    return queued
  }

  /** A job may wait for the lock, so it is stopped outside; inside, no new one can have come without being seen. */
  const stopAndRemove = async (
    knowledgeId: string,
    matches: (job: Job) => boolean,
    removal: () => Promise<void>,
  ): Promise<void> => {
    for (let isDone = false; !isDone; ) {
      await queue.cancel(matches)
      isDone = await exclusively(knowledgeId, async () => {
        if (queue.has(matches)) return false
        await removal()
        return true
      })
    }
  }

  return {
    list: () => store.bases(),

    get: findBase,

    async create(input) {
      const name = input.name.trim()
      if (name === '')
        throw new SkepError('CALL_INVALID', 'A knowledge base needs a name.', { field: 'name' })
      const id = input.id ?? ids.id()
      return exclusively(id, async () => {
        if (await store.base(id)) {
          throw new SkepError('CALL_INVALID', 'There is a knowledge base with this id already.', {
            field: 'id',
          })
        }
        const createdAtMs = now()
        const base: KnowledgeBase = {
          id,
          name,
          description: input.description ?? '',
          split: completeSplit(input.split),
          retrieval: completeRetrieval(input.retrieval),
          embedder: input.embedder ?? BUILTIN_EMBEDDER,
          metadataFields: checkFields(input.metadataFields ?? []),
          documentCount: 0,
          chunkCount: 0,
          sizeBytes: 0,
          createdAtMs,
          updatedAtMs: createdAtMs,
        }
        await store.putBase(base)
        board.emit({ type: 'base_changed', base })
        return base
      })
    },

    update: (knowledgeId, changes) =>
      exclusively(knowledgeId, async () => {
        const before = await findBase(knowledgeId)
        const name = changes.name?.trim() ?? before.name
        if (name === '')
          throw new SkepError('CALL_INVALID', 'A knowledge base needs a name.', { field: 'name' })
        const base: KnowledgeBase = {
          ...before,
          name,
          description: changes.description ?? before.description,
          retrieval: completeRetrieval(changes.retrieval, before.retrieval),
          split: completeSplit(changes.split, before.split),
          metadataFields: checkFields(changes.metadataFields ?? before.metadataFields),
          updatedAtMs: now(),
        }
        await store.putBase(base)
        shelf.touch(base)
        board.emit({ type: 'base_changed', base })
        return base
      }),

    async remove(knowledgeId) {
      await findBase(knowledgeId)
      const isOfBase = (job: { readonly knowledgeId: string }): boolean => job.knowledgeId === knowledgeId
      await stopAndRemove(knowledgeId, isOfBase, async () => {
        await store.removeBase(knowledgeId)
        shelf.forget(knowledgeId)
        board.emit({ type: 'base_removed', knowledgeId })
      })
    },

    async documents(knowledgeId) {
      await findBase(knowledgeId)
      return (await store.documents(knowledgeId)).map((document) => board.current(document))
    },

    async upload(knowledgeId, file) {
      await findBase(knowledgeId)
      const accepted = await readUpload(file, limits)
      const refused = (id: string, hash: string, error: ErrorData): Promise<KnowledgeDocument> =>
        showStored({ ...newDocument(knowledgeId, id, file, hash, now()), state: 'failed', error })

      return exclusively(knowledgeId, async () => {
        await findBase(knowledgeId)
        if (!accepted.ok) return refused(ids.id(), '', accepted.error)
        const id = await documentId(knowledgeId, accepted.hash)
        const existing = await store.document(id)
        if (existing && existing.state !== 'failed') {
          return withDuplicateWarning(board.current(existing), file.name)
        }
        try {
          await store.putBytes(id, accepted.bytes)
        } catch (error) {
          return refused(id, accepted.hash, toErrorData(error, 'STORAGE_FAILED'))
        }
        return enqueue({ ...newDocument(knowledgeId, id, file, accepted.hash, now()) })
      })
    },

    async retry(id) {
      const { knowledgeId } = await findDocument(id)
      return exclusively(knowledgeId, async () => {
        const document = await findDocument(id)
        if (document.state !== 'failed' || queue.has((job) => job.documentId === id)) return document
        // What was never stored cannot be tried again; its error already says what to do.
        if ((await store.bytes(id)) === null) return document
        return enqueue(document)
      })
    },

    async removeDocument(id) {
      const { knowledgeId } = await findDocument(id)
      const isOfDocument = (job: { readonly documentId: string }): boolean => job.documentId === id
      await stopAndRemove(knowledgeId, isOfDocument, async () => {
        await store.removeDocument(id)
        board.emit({ type: 'document_removed', knowledgeId, documentId: id })
        const base = await store.base(knowledgeId)
        if (!base) return
        shelf.remove(base, id)
        board.emit({ type: 'base_changed', base })
      })
    },

    document: findDocument,

    async documentText(id) {
      await findDocument(id)
      const text = await store.text(id)
      if (text) return text
      throw new SkepError(
        'DOCUMENT_NOT_FOUND',
        'This document has not been read yet. Wait until it is ready.',
        {
          documentId: id,
        },
      )
    },

    async chunks(id, range) {
      await findDocument(id)
      return store.chunks(id, range)
    },

    async retrieve(request, callOptions = {}) {
      const startedAtMs = now()
      const context = {
        store,
        analyzer,
        base: findBase,
        open: (base: KnowledgeBase) => exclusively(base.id, () => shelf.open(base)),
        ...embedders,
        ...(options.rerank ? { rerank: options.rerank } : {}),
      }
      const { signal } = callOptions
      try {
        const found = await retrievePassages(context, request, signal)
        return { ...found, durationMs: now() - startedAtMs }
      } catch (error) {
        if (!signal?.aborted) throw error
        throw new SkepError('CALL_ABORTED', 'The search was stopped.', {}, { cause: error })
      }
    },

    watch: (listener) => board.watch(listener),

    async resume() {
      const unfinished = await store.unfinished()
      for (const { id, knowledgeId } of unfinished) queue.add({ documentId: id, knowledgeId })
      return unfinished.length
    },

    idle: () => queue.idle(),

    close: () => queue.close(),
  }
}

function newDocument(
  knowledgeId: string,
  id: string,
  file: Parameters<KnowledgeApi['upload']>[1],
  hash: string,
  createdAtMs: number,
): KnowledgeDocument {
  return {
    id,
    knowledgeId,
    name: file.name,
    mimeType: file.mimeType ?? '',
    sizeBytes: sizeOf(file),
    contentHash: hash,
    source: { type: 'file' },
    isEnabled: true,
    isArchived: false,
    metadata: {},
    revision: 0,
    hitCount: 0,
    state: 'queued',
    progress: 0,
    warnings: [],
    chunkCount: 0,
    charCount: 0,
    createdAtMs,
    updatedAtMs: createdAtMs,
  }
}
