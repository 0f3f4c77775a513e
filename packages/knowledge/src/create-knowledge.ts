import type { KnowledgeApi, KnowledgeEvent, RetrieveRequest, RetrieveResult } from '@skep/client'
import type { ClockPort, RandomPort } from '@skep/engine'
import { importBase } from './archive/import-base.ts'
import { exportBase } from './archive/write-archive.ts'
import { createBreathe } from './embed/breathe.ts'
import { DEFAULT_LIMITS, type KnowledgeLimits } from './ingest/accept-upload.ts'
import { runEmbedderChange } from './ingest/change-embedder.ts'
import { Compactor } from './ingest/compactor.ts'
import { DocumentBoard } from './ingest/document-board.ts'
import type { ResolveEmbedder } from './ingest/generation-plan.ts'
import type { LoadFunction } from './ingest/ingest-document.ts'
import { type IngestionContext, runIngestion } from './ingest/ingestion.ts'
import { JobQueue } from './ingest/job-queue.ts'
import { KeyLock } from './ingest/key-lock.ts'
import { loadDocument } from './load/load-document.ts'
import { createBases } from './manage/bases.ts'
import { createChunks } from './manage/chunks.ts'
import { findBase, type ManageContext, stopImports } from './manage/context.ts'
import { createDocuments } from './manage/documents.ts'
import type { ExternalKeys } from './manage/external-settings.ts'
import { followOther } from './manage/follow-other.ts'
import { previewSplit } from './manage/preview.ts'
import { createSources, type SourceAccess } from './manage/sources.ts'
import type { AskExternal } from './retrieve/ask-external.ts'
import { createRetriever } from './retrieve/create-retriever.ts'
import { Shelf } from './retrieve/open-base.ts'
import type { RerankTexts } from './retrieve/reorder.ts'
import { RetrievalRecorder } from './retrieve/retrieval-recorder.ts'
import type { QuestionWriter } from './split/write-questions.ts'
import { importingBases, withCompleteRecords } from './store/complete-records.ts'
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
  /** Asks external knowledge bases, with their keys. Without it they fail. */
  readonly askExternal?: AskExternal
  /** Keeps the keys that come with `create` and `update`. Without it they are refused. */
  readonly externalKeys?: ExternalKeys
  /** Default: all formats of `loadDocument`. */
  readonly load?: LoadFunction
  readonly limits?: Partial<KnowledgeLimits>
  /**
   * Runs an ingestion as the only writer of the namespace, e.g. under a Web Lock that holds across tabs; rejects when
   * the signal fires while it waits. Default: runs it at once.
   */
  readonly asWriter?: (work: () => Promise<void>, signal: AbortSignal) => Promise<void>
  /**
   * Runs a short change of a base as the only one among all tabs, e.g. under a Web Lock. Default: alone within this
   * knowledge.
   */
  readonly alone?: <T>(knowledgeId: string, change: () => Promise<T>) => Promise<T>
  /** How web pages and the host's connectors are reached. */
  readonly sources?: SourceAccess
  /** Writes the questions of bases that are split into questions and answers; tables with both need none. */
  readonly writeQuestions?: QuestionWriter
  /** Snowball name of the language of all texts, e.g. `german`. Default: each document is told by its function words. */
  readonly language?: string
}

/** Knowledge bases over a store. Satisfies the engine's `RetrieverPort`. @public */
export interface Knowledge extends KnowledgeApi {
  /** @throws `KNOWLEDGE_NOT_FOUND`, `CALL_INVALID`, `CALL_ABORTED`, and what the embedder throws */
  retrieve(request: RetrieveRequest, options?: { readonly signal?: AbortSignal }): Promise<RetrieveResult>
  /**
   * Tells of what another knowledge over the same store did, in another tab: work that was paused, stopped or removed there
   * ends here, and work that is under way there is taken over when that tab is gone.
   */
  hear(event: KnowledgeEvent): void
  /** Goes on with documents that an earlier session did not finish. Returns how many. */
  resume(): Promise<number>
  /** Resolves when no source is synced and no document waits or is being worked on. */
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
  const alone = options.alone ?? ((_, change) => change())
  const exclusively: IngestionContext['exclusively'] = (knowledgeId, task) =>
    lock.run(knowledgeId, () => alone(knowledgeId, task))

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
    compactor: new Compactor(store, limits.compactAfter),
    exclusively,
    ...embedders,
    ...(options.writeQuestions ? { writeQuestions: options.writeQuestions } : {}),
  }
  const asWriter = options.asWriter ?? ((work) => work())
  const { compactor } = ingestion
  const queue = new JobQueue((job, signal) => {
    const work = async (): Promise<void> => {
      const { knowledgeId, documentId, isCompaction } = job
      if (documentId !== null) await runIngestion(ingestion, documentId, signal)
      else if (!isCompaction) await runEmbedderChange(ingestion, knowledgeId, signal)
      if (compactor.isDue(knowledgeId)) await compactor.run(knowledgeId, signal)
    }
    return asWriter(work, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error // an aborted job leaves its document as it is
    })
  })
  const context: ManageContext = {
    ...ingestion,
    newId: () => ids.id(),
    limits,
    queue,
    imports: new Set(),
    ...(options.askExternal ? { askExternal: options.askExternal } : {}),
    ...(options.externalKeys ? { externalKeys: options.externalKeys } : {}),
  }
  const recorder = new RetrievalRecorder(store)
  const retriever = createRetriever({
    store,
    analyzer,
    recorder,
    now,
    id: () => ids.id(),
    base: (knowledgeId) => findBase(context, knowledgeId),
    open: (base) => lock.run(base.id, () => shelf.open(base)),
    ...embedders,
    ...(options.rerank ? { rerank: options.rerank } : {}),
    ...(options.askExternal ? { askExternal: options.askExternal } : {}),
  })

  const documents = createDocuments(context)
  const {
    resume: resumeSyncs,
    idle: syncsEnded,
    close: stopSyncs,
    follow: followSyncs,
    ...sources
  } = createSources(context, options.sources ?? {}, documents.removeDocument)

  const cleaning = new Set<Promise<void>>()
  /** Removes what an import left that was cut off. Where another tab is at work on it, this waits, and finds it whole. */
  const removeInterrupted = async (knowledgeId: string): Promise<void> => {
    await exclusively(knowledgeId, async () => {
      const isLeft = (await importingBases(options.store)).includes(knowledgeId)
      if (isLeft) await store.removeBase(knowledgeId)
    }).catch(() => undefined) // tried again by the next session
  }

  return {
    ...createBases(context),
    ...documents,
    ...sources,
    exportBase: (knowledgeId) => exportBase(context, knowledgeId),
    importBase: (file) => importBase(context, file),
    ...createChunks(context),

    preview: (input) => previewSplit(context, input),

    retrieve: retriever.retrieve,

    queries: retriever.queries,

    watch: (listener) => board.watch(listener),

    hear(event) {
      // A store that is shut by now has nothing more to follow.
      void followOther(context, event).catch(() => undefined)
      if (event.type === 'base_changed') void followSyncs(event.base).catch(() => undefined)
    },

    async resume() {
      const unfinished = await store.unfinished()
      for (const { id, knowledgeId } of unfinished) queue.add({ documentId: id, knowledgeId })
      for (const base of await store.bases()) {
        const { id, embedderChange } = base
        if (embedderChange && embedderChange.state !== 'failed')
          queue.add({ knowledgeId: id, documentId: null })
        compactor.noteAll(base)
        if (compactor.isDue(id)) queue.add({ knowledgeId: id, documentId: null, isCompaction: true })
      }
      await resumeSyncs()
      for (const knowledgeId of await importingBases(options.store)) {
        const removing = removeInterrupted(knowledgeId).finally(() => cleaning.delete(removing))
        cleaning.add(removing)
      }
      return unfinished.length
    },

    async idle() {
      await syncsEnded()
      await queue.idle()
      await Promise.all(cleaning)
      await recorder.settled()
    },

    async close() {
      stopImports(context, () => true)
      await Promise.all([stopSyncs(), queue.close()])
      await recorder.settled()
    },
  }
}
