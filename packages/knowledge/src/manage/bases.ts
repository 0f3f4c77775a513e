import type { ExternalSettings, KnowledgeApi, KnowledgeBase, KnowledgeSize } from '@skep/client'
import { SkepError } from '@skep/schema'
import { BUILTIN_EMBEDDER } from '../embed/builtin.ts'
import { dropUnfinishedGeneration } from '../ingest/generation-plan.ts'
import type { Job } from '../ingest/job-queue.ts'
import { completeRetrieval, completeSplit } from '../ingest/settings.ts'
import { needAsk } from '../retrieve/ask-external.ts'
import { findBase, type ManageContext, withoutJobs } from './context.ts'
import { completeExternal, keepKey, needExternal, ownSecretName } from './external-settings.ts'
import { measureBase } from './measure.ts'
import { checkFields, keepFields } from './metadata.ts'

type BasesApi = Pick<
  KnowledgeApi,
  | 'list'
  | 'get'
  | 'measure'
  | 'create'
  | 'update'
  | 'testExternal'
  | 'remove'
  | 'changeEmbedder'
  | 'cancelEmbedderChange'
>

/** Asked to see whether somebody answers; what is found does not matter. */
const TEST_QUERY = 'test'

/** Knowledge bases themselves. */
export function createBases(context: ManageContext): BasesApi {
  const { store, board, shelf, exclusively, now, queue } = context

  const put = async (base: KnowledgeBase): Promise<KnowledgeBase> => {
    await store.putBase(base)
    shelf.touch(base)
    board.emit({ type: 'base_changed', base })
    return base
  }

  /** Values of fields that are gone go with them. */
  const dropValues = async (before: KnowledgeBase, base: KnowledgeBase): Promise<void> => {
    if (before.metadataFields === base.metadataFields) return
    for (const document of await store.documents(base.id)) {
      const metadata = keepFields(base.metadataFields, document.metadata)
      if (Object.keys(metadata).length === Object.keys(document.metadata).length) continue
      const kept = { ...document, metadata }
      await store.putDocument(kept)
      board.update(kept)
      shelf.update(base, kept)
    }
  }

  return {
    list: () => store.bases(),

    get: (knowledgeId) => findBase(context, knowledgeId),

    async measure() {
      const sizes: KnowledgeSize[] = []
      for (const base of await store.bases()) sizes.push(await measureBase(store, base))
      return sizes
    },

    async create(input) {
      const id = input.id ?? context.newId()
      const createdAtMs = now()
      const external = input.external && completeExternal(id, input.external)
      const base: KnowledgeBase = {
        id,
        name: checkName(input.name),
        description: input.description ?? '',
        split: completeSplit(input.split),
        retrieval: completeRetrieval(input.retrieval),
        embedder: input.embedder ?? BUILTIN_EMBEDDER,
        metadataFields: checkFields(input.metadataFields ?? []),
        sources: [],
        documentCount: 0,
        chunkCount: 0,
        sizeBytes: 0,
        createdAtMs,
        updatedAtMs: createdAtMs,
        ...(external ? { external } : {}),
      }
      return exclusively(id, async () => {
        if (await store.base(id)) {
          throw new SkepError('CALL_INVALID', 'There is a knowledge base with this id already.', {
            field: 'id',
          })
        }
        if (external) await keepKey(context.externalKeys, external, input.external?.key)
        return put(base)
      })
    },

    update: (knowledgeId, changes) =>
      exclusively(knowledgeId, async () => {
        const before = await findBase(context, knowledgeId)
        const external: ExternalSettings | undefined =
          changes.external && completeExternal(knowledgeId, changes.external, needExternal(before))
        const base: KnowledgeBase = {
          ...before,
          ...(external ? { external } : {}),
          name: checkName(changes.name ?? before.name),
          description: changes.description ?? before.description,
          retrieval: completeRetrieval(changes.retrieval, before.retrieval),
          split: completeSplit(changes.split, before.split),
          metadataFields: changes.metadataFields
            ? checkFields(changes.metadataFields)
            : before.metadataFields,
          updatedAtMs: now(),
        }
        if (external) await keepKey(context.externalKeys, external, changes.external?.key)
        await put(base)
        await dropValues(before, base)
        return base
      }),

    async testExternal({ knowledgeId, key, ...given }) {
      const before = knowledgeId === undefined ? undefined : await findBase(context, knowledgeId)
      const external = completeExternal(knowledgeId ?? '', given, before?.external)
      const startedAtMs = now()
      const { signal } = new AbortController()
      const asked = { signal, ...(key ? { key } : {}) }
      const records = await needAsk(context.askExternal)(external, { query: TEST_QUERY, topK: 1 }, asked)
      return { passageCount: records.length, durationMs: now() - startedAtMs }
    },

    async remove(knowledgeId) {
      const { external } = await findBase(context, knowledgeId)
      const isOfBase = (job: { readonly knowledgeId: string }): boolean => job.knowledgeId === knowledgeId
      await withoutJobs(context, knowledgeId, isOfBase, async () => {
        await store.removeBase(knowledgeId)
        shelf.forget(knowledgeId)
        board.emit({ type: 'base_removed', knowledgeId })
        if (external?.secretName === ownSecretName(knowledgeId))
          await context.externalKeys?.remove(external.secretName)
      })
    },

    changeEmbedder(knowledgeId, embedder) {
      return withoutJobs(context, knowledgeId, isOfEmbedder(knowledgeId), async () => {
        const { embedderChange: _, ...before } = await findBase(context, knowledgeId)
        await dropUnfinishedGeneration(store, knowledgeId)
        const isPresent =
          before.embedder.provider === embedder.provider && before.embedder.model === embedder.model
        const change = { embedder, state: 'waiting', progress: 0 } as const
        const base = await put({
          ...before,
          ...(isPresent ? {} : { embedderChange: change }),
          updatedAtMs: now(),
        })
        if (!isPresent) queue.add({ knowledgeId, documentId: null })
        return base
      })
    },

    cancelEmbedderChange(knowledgeId) {
      return withoutJobs(context, knowledgeId, isOfEmbedder(knowledgeId), async () => {
        const { embedderChange, ...base } = await findBase(context, knowledgeId)
        if (!embedderChange) return base
        await dropUnfinishedGeneration(store, knowledgeId)
        return put({ ...base, updatedAtMs: now() })
      })
    },
  }
}

function isOfEmbedder(knowledgeId: string): (job: Job) => boolean {
  return (job) => job.knowledgeId === knowledgeId && job.documentId === null && !job.isCompaction
}

function checkName(given: string): string {
  const name = given.trim()
  if (name !== '') return name
  throw new SkepError('CALL_INVALID', 'A knowledge base needs a name.', { field: 'name' })
}
