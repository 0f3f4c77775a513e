import type {
  DocumentSource,
  KnowledgeApi,
  KnowledgeBase,
  KnowledgeDocument,
  KnowledgeSource,
  SourceInput,
  SyncReport,
} from '@skep/client'
import type { ClockPort, HttpPort } from '@skep/engine'
import { type ErrorData, hasErrorCode, SkepError, toErrorData } from '@skep/schema'
import { documentId } from '../ingest/accept-upload.ts'
import { connectorSource, type SourceConnector } from '../source/connector-source.ts'
import { pageSource } from '../source/page-source.ts'
import { siteSource } from '../source/site-source.ts'
import { readSyncCheckpoint, toSyncCheckpoint } from '../source/sync-checkpoint.ts'
import type { KnownItem, SourceContent, SourceEvent, SourcePort, SyncRequest } from '../source/types.ts'
import { acceptDocument } from './accept-document.ts'
import { findBase, type ManageContext } from './context.ts'

/** How sources are reached. @public */
export interface SourceAccess {
  /** Fetches pages. */
  readonly http?: HttpPort
  /** Waits between the requests of a crawl. Without it sites cannot be crawled. */
  readonly clock?: Pick<ClockPort, 'sleep'>
  /** The host's own, by name. */
  readonly connectors?: Readonly<Record<string, SourceConnector>>
}

type SourcesApi = Pick<KnowledgeApi, 'addUrl' | 'addSource' | 'syncSource' | 'stopSync' | 'removeSource'>

interface RunningSync {
  readonly knowledgeId: string
  readonly controller: AbortController
  /** Of one that waits for another tab: as soon as it is stopped. */
  readonly ended: Promise<void>
}

/** @internal */
export interface Sources extends SourcesApi {
  /** Keeps in step with another tab: waits behind its syncs to take them over, and ends those that were stopped there. */
  follow(base: KnowledgeBase): Promise<void>
  /** Goes on with syncs that an earlier session did not finish. */
  resume(): Promise<void>
  idle(): Promise<void>
  close(): Promise<void>
}

const NOTHING: Omit<SyncReport, 'endedAtMs'> = {
  isComplete: false,
  added: 0,
  changed: 0,
  unchanged: 0,
  removed: 0,
  skipped: 0,
  failed: 0,
}

/** Sources of a base and their syncs. Documents of a source keep their id while their content changes. */
export function createSources(
  context: ManageContext,
  access: SourceAccess,
  removeDocument: (id: string) => Promise<void>,
): Sources {
  const { store, board, shelf, exclusively, now } = context
  const running = new Map<string, RunningSync>()

  const change = (
    knowledgeId: string,
    sourceId: string,
    next: (source: KnowledgeSource) => KnowledgeSource | null,
  ): Promise<KnowledgeBase> =>
    exclusively(knowledgeId, async () => {
      const before = await findBase(context, knowledgeId)
      const sources = before.sources.flatMap((source) =>
        source.id === sourceId ? (next(source) ?? []) : source,
      )
      const base = { ...before, sources, updatedAtMs: now() }
      await store.putBase(base)
      shelf.touch(base)
      board.emit({ type: 'base_changed', base })
      return base
    })

  const openPort = (input: SourceInput): SourcePort => {
    if (input.type === 'connector') {
      const connector = Object.hasOwn(access.connectors ?? {}, input.connector)
        ? access.connectors?.[input.connector]
        : undefined
      if (connector) return connectorSource(connector)
      throw new SkepError('CALL_INVALID', `This page has no connector named ${input.connector}.`, {
        connector: input.connector,
      })
    }
    const { http, clock } = access
    if (!http || (input.type === 'site' && !clock)) {
      throw new SkepError('CALL_INVALID', 'Web pages cannot be fetched here. Give the knowledge a fetcher.')
    }
    if (input.type === 'pages') return pageSource({ addresses: input.addresses, http })
    const { type: _, ...options } = input
    return siteSource({ ...options, http, clock: clock ?? { sleep: async () => {} } })
  }

  const documentsOf = async (knowledgeId: string, sourceId: string): Promise<readonly KnowledgeDocument[]> =>
    (await store.documents(knowledgeId)).filter(({ source }) => sourceIdOf(source) === sourceId)

  const takeEvent = async (
    base: KnowledgeBase,
    source: KnowledgeSource,
    event: SourceEvent,
    report: { -readonly [Name in keyof SyncReport]?: SyncReport[Name] } & typeof NOTHING,
  ): Promise<{ cursor?: string }> => {
    const counts = report as { -readonly [Name in keyof typeof NOTHING]: (typeof NOTHING)[Name] } // its own object
    switch (event.type) {
      case 'document': {
        const taken = await take(base.id, source, event.content)
        if (taken) counts[event.change]++
        else counts.skipped++
        return {}
      }
      case 'removed': {
        const gone = (await documentsOf(base.id, source.id)).find((each) => keyOf(each.source) === event.key)
        if (gone) await removeDocument(gone.id)
        counts.removed++
        return {}
      }
      case 'failed':
        counts.failed++
        report.failure ??= event.error
        return {}
      case 'unchanged':
      case 'skipped':
        counts[event.type]++
        return {}
      case 'progress':
        board.emit({ type: 'base_changed', base: withStep(base, source.id, event) })
        return {}
      case 'checkpoint':
        return {}
      case 'finished':
        counts.isComplete = event.isComplete
        return event.cursor === undefined ? {} : { cursor: event.cursor }
      default:
        throw event satisfies never
    }
  }

  /** Whether the content became a document of this source; false where the base holds it already. */
  const take = async (
    knowledgeId: string,
    source: KnowledgeSource,
    content: SourceContent,
  ): Promise<boolean> => {
    const id = await documentId(knowledgeId, `${source.id}\n${content.key}`)
    const document = await acceptDocument(context, knowledgeId, {
      id,
      name: content.name,
      ...(content.mimeType === undefined ? {} : { mimeType: content.mimeType }),
      bytes: content.bytes,
      source: sourceOf(source, content),
    })
    return document.id === id
  }

  const sync = async (knowledgeId: string, sourceId: string, signal: AbortSignal): Promise<void> => {
    try {
      const base = await findBase(context, knowledgeId)
      const source = base.sources.find(({ id }) => id === sourceId)
      if (source?.state !== 'syncing') return
      const known = (await documentsOf(knowledgeId, sourceId)).flatMap(
        ({ source: from, state }): KnownItem[] => {
          const version = 'revision' in from ? from.revision : undefined
          // What failed to be read is fetched again.
          return version === undefined || state === 'failed' ? [] : [{ key: keyOf(from), version }]
        },
      )
      const begun = readSyncCheckpoint(await store.checkpoint(knowledgeId, sourceId))
      const report = { ...NOTHING, ...begun?.report }
      let cursor: string | undefined
      const request: SyncRequest = {
        known,
        signal,
        ...(begun ? { resumeFrom: begun.state } : {}),
        ...(source.cursor === undefined ? {} : { cursor: source.cursor }),
      }
      for await (const event of openPort(source.input).sync(request)) {
        signal.throwIfAborted()
        cursor = (await takeEvent(base, source, event, report)).cursor ?? cursor
        if (event.type === 'checkpoint')
          await store.putCheckpoint(knowledgeId, sourceId, toSyncCheckpoint(event.state, report))
      }
      await change(knowledgeId, sourceId, ({ error: _, step: __, ...before }) => ({
        ...before,
        state: 'idle',
        lastSync: { ...report, endedAtMs: now() },
        ...(cursor === undefined ? {} : { cursor }),
      }))
      await store.dropCheckpoint(knowledgeId, sourceId)
    } catch (error) {
      if (signal.aborted) return
      await change(knowledgeId, sourceId, ({ step: _, ...before }) => ({
        ...before,
        state: 'failed',
        error: hasErrorCode(error) ? toErrorData(error) : unreadable(error),
      })).catch(() => {}) // the base may be gone
    }
  }

  const begin = (knowledgeId: string, sourceId: string, told: Promise<unknown> = Promise.resolve()): void => {
    if (running.has(sourceId)) return
    const controller = new AbortController()
    const { signal } = controller
    let isAtWork = false
    // One tab at a time; whoever waits finds the source read, or takes it over from a tab that is gone.
    const work = exclusively(`${knowledgeId}/${sourceId}`, async () => {
      await told
      if (signal.aborted) return
      isAtWork = true
      await sync(knowledgeId, sourceId, signal)
    }).catch(() => undefined) // without its lock a source stays as it is, to be read later
    const stopped = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    )
    const ended = Promise.race([work, stopped.then(() => (isAtWork ? work : undefined))]).finally(() =>
      running.delete(sourceId),
    )
    running.set(sourceId, { knowledgeId, controller, ended })
  }

  const stop = async (sourceId: string): Promise<void> => {
    const found = running.get(sourceId)
    found?.controller.abort()
    await found?.ended
  }

  const startSync = async (knowledgeId: string, sourceId: string): Promise<KnowledgeBase> => {
    const before = (await findBase(context, knowledgeId)).sources.find(({ id }) => id === sourceId)
    // One that failed goes on where it was; after one that came to its end everything is looked at again.
    if (before?.state === 'idle') await store.dropCheckpoint(knowledgeId, sourceId)
    const told = change(knowledgeId, sourceId, ({ error: _, ...source }) => ({ ...source, state: 'syncing' }))
    // Before other tabs hear of it, so that the one that was asked reads.
    begin(knowledgeId, sourceId, told)
    return told
  }

  return {
    async addUrl(knowledgeId, { url }) {
      await findBase(context, knowledgeId)
      const { signal } = new AbortController()
      for await (const event of openPort({ type: 'pages', addresses: [url] }).sync({ known: [], signal })) {
        if (event.type === 'failed')
          throw new SkepError(event.error.code, event.error.message, event.error.data)
        if (event.type !== 'document') continue
        const { content } = event
        return acceptDocument(context, knowledgeId, {
          // Fetched again, a page is the same document with new content.
          id: await documentId(knowledgeId, `web\n${content.key}`),
          name: content.name,
          ...(content.mimeType === undefined ? {} : { mimeType: content.mimeType }),
          bytes: content.bytes,
          source: { type: 'web', url: content.key, revision: content.version },
        })
      }
      throw new SkepError('DOCUMENT_EMPTY', 'There is no page at this address. Check the address.')
    },

    async addSource(knowledgeId, input) {
      openPort(input)
      const source: KnowledgeSource = { id: context.newId(), input, state: 'idle' }
      await exclusively(knowledgeId, async () => {
        const base = await findBase(context, knowledgeId)
        await store.putBase({ ...base, sources: [...base.sources, source] })
      })
      await startSync(knowledgeId, source.id)
      return { ...source, state: 'syncing' }
    },

    syncSource: startSync,

    async stopSync(knowledgeId, sourceId) {
      await stop(sourceId)
      await store.dropCheckpoint(knowledgeId, sourceId)
      return change(knowledgeId, sourceId, ({ step: _, ...source }) => ({ ...source, state: 'idle' }))
    },

    async removeSource(knowledgeId, sourceId, { keepDocuments = false } = {}) {
      await stop(sourceId)
      await store.dropCheckpoint(knowledgeId, sourceId)
      const documents = await documentsOf(knowledgeId, sourceId)
      if (!keepDocuments) for (const { id } of documents) await removeDocument(id)
      return change(knowledgeId, sourceId, () => null)
    },

    async follow({ id, sources }) {
      for (const source of sources) if (source.state === 'syncing') begin(id, source.id)
      const isSyncing = (source: KnowledgeSource): boolean => source.state === 'syncing'
      const here = [...running].filter(([, { knowledgeId }]) => knowledgeId === id)
      if (here.every(([sourceId]) => sources.some((source) => source.id === sourceId && isSyncing(source))))
        return
      // An event may be older than what was begun here since.
      const stored = new Set((await store.base(id))?.sources.filter(isSyncing).map((source) => source.id))
      for (const [sourceId, { controller }] of here) if (!stored.has(sourceId)) controller.abort()
    },

    async resume() {
      for (const base of await store.bases()) {
        for (const source of base.sources) if (source.state === 'syncing') begin(base.id, source.id)
      }
    },

    async idle() {
      while (running.size > 0) await Promise.all(Array.from(running.values(), ({ ended }) => ended))
    },

    async close() {
      await Promise.all(Array.from(running.keys(), stop))
    },
  }
}

/** What others throw may quote anything, so their words stay behind. */
function unreadable(error: unknown): ErrorData {
  const cause = error instanceof Error ? error.name : typeof error
  return {
    code: 'SOURCE_FAILED',
    message: 'This source could not be read. Try again later, or check its settings.',
    data: { cause },
  }
}

function sourceOf({ id, input }: KnowledgeSource, content: SourceContent): DocumentSource {
  const sourceId = { sourceId: id, revision: content.version }
  return input.type === 'connector'
    ? { type: 'connector', connectorId: input.connector, itemId: content.key, ...sourceId }
    : { type: 'web', url: content.key, ...sourceId }
}

function sourceIdOf(source: DocumentSource): string | undefined {
  return 'sourceId' in source ? source.sourceId : undefined
}

function keyOf(source: DocumentSource): string {
  return source.type === 'web' ? source.url : source.type === 'connector' ? source.itemId : ''
}

function withStep(
  base: KnowledgeBase,
  sourceId: string,
  { done, waiting }: { readonly done: number; readonly waiting: number },
): KnowledgeBase {
  const sources = base.sources.map((source) =>
    source.id === sourceId ? { ...source, state: 'syncing' as const, step: { done, waiting } } : source,
  )
  return { ...base, sources }
}
