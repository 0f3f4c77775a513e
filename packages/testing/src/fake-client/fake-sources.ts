import type {
  KnowledgeApi,
  KnowledgeBase,
  KnowledgeDocument,
  KnowledgeSource,
  UploadFile,
} from '@skep/client'
import type { FakeWorld } from './fake-world.ts'

type FakeSourcesApi = Pick<
  KnowledgeApi,
  'addUrl' | 'addSource' | 'syncSource' | 'stopSync' | 'removeSource' | 'exportBase' | 'importBase'
>

interface FakeSourcesParts {
  readonly findBase: (id: string) => KnowledgeBase
  readonly putBase: (base: KnowledgeBase) => KnowledgeBase
  readonly documentsOf: (knowledgeId: string) => readonly KnowledgeDocument[]
  readonly upload: (knowledgeId: string, file: UploadFile) => Promise<KnowledgeDocument>
  readonly put: (document: KnowledgeDocument) => KnowledgeDocument
  readonly remove: (documentId: string) => void
}

const SYNC_MS = 600

/** Pages and sources that give one made-up document each; an export is the names and texts of a base. @internal */
export function createFakeSources(world: FakeWorld, parts: FakeSourcesParts): FakeSourcesApi {
  const { findBase, putBase } = parts
  const change = (
    knowledgeId: string,
    sourceId: string,
    next: (source: KnowledgeSource) => KnowledgeSource | null,
  ): KnowledgeBase => {
    const base = findBase(knowledgeId)
    const sources = base.sources.flatMap((source) => (source.id === sourceId ? (next(source) ?? []) : source))
    return putBase({ ...base, sources })
  }
  const add = async (knowledgeId: string, url: string, sourceId?: string): Promise<KnowledgeDocument> => {
    const known = parts
      .documentsOf(knowledgeId)
      .find(({ source }) => source.type === 'web' && source.url === url)
    if (known) return known
    const bytes = new TextEncoder().encode(`# ${url}\n\nWhat stands at ${url}.`)
    const document = await parts.upload(knowledgeId, { name: url, mimeType: 'text/html', bytes })
    return parts.put({ ...document, source: { type: 'web', url, ...(sourceId ? { sourceId } : {}) } })
  }
  const sync = (knowledgeId: string, sourceId: string): KnowledgeBase => {
    const base = change(knowledgeId, sourceId, (source) => ({
      ...source,
      state: 'syncing',
      step: { done: 0, waiting: 1 },
    }))
    world.later(SYNC_MS, () => {
      const source = findBase(knowledgeId).sources.find(({ id }) => id === sourceId)
      if (source?.state !== 'syncing') return
      const { input } = source
      const address =
        input.type === 'site'
          ? input.start
          : input.type === 'pages'
            ? (input.addresses[0] ?? '')
            : input.connector
      void add(knowledgeId, address, sourceId)
      change(knowledgeId, sourceId, ({ step: _, ...before }) => ({
        ...before,
        state: 'idle',
        lastSync: {
          endedAtMs: world.now(),
          isComplete: true,
          added: before.lastSync ? 0 : 1,
          changed: 0,
          unchanged: before.lastSync ? 1 : 0,
          removed: 0,
          skipped: 0,
          failed: 0,
        },
      }))
    })
    return base
  }

  return {
    addUrl: (knowledgeId, { url }) =>
      world.call('knowledge.addUrl', () => add(findBase(knowledgeId).id, url)).then((document) => document),
    addSource: (knowledgeId, input) =>
      world.call('knowledge.addSource', () => {
        const base = findBase(knowledgeId)
        const source: KnowledgeSource = { id: world.nextId('source'), input, state: 'syncing' }
        putBase({ ...base, sources: [...base.sources, source] })
        sync(knowledgeId, source.id)
        return source
      }),
    syncSource: (knowledgeId, sourceId) =>
      world.call('knowledge.syncSource', () => sync(knowledgeId, sourceId)),
    stopSync: (knowledgeId, sourceId) =>
      world.call('knowledge.stopSync', () =>
        change(knowledgeId, sourceId, ({ step: _, ...source }) => ({ ...source, state: 'idle' })),
      ),
    removeSource: (knowledgeId, sourceId, { keepDocuments = false } = {}) =>
      world.call('knowledge.removeSource', () => {
        const own = parts
          .documentsOf(knowledgeId)
          .filter(({ source }) => 'sourceId' in source && source.sourceId === sourceId)
        if (!keepDocuments) for (const { id } of own) parts.remove(id)
        return change(knowledgeId, sourceId, () => null)
      }),
    exportBase: (knowledgeId) =>
      world.call('knowledge.exportBase', () => new Blob([JSON.stringify({ base: findBase(knowledgeId) })])),
    importBase: (file) =>
      world
        .call('knowledge.importBase', async () => {
          const given = JSON.parse(await new Blob([file.bytes as BlobPart]).text()) as { base: KnowledgeBase } // of `exportBase`
          const id = world.nextId('knowledge')
          const { external } = given.base
          return putBase({
            ...given.base,
            id,
            ...(external ? { external: { ...external, secretName: `knowledge_key:${id}` } } : {}),
            documentCount: 0,
            chunkCount: 0,
            sizeBytes: 0,
          })
        })
        .then((base) => base),
  }
}
