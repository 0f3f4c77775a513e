import { readTerms, readVectors } from '@skep/knowledge'
import {
  sampleBase,
  sampleBatch,
  sampleConversation,
  sampleDocument,
  sampleEvent,
  sampleGeneration,
  sampleMessage,
} from '@skep/testing'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openDexieStores } from './dexie/open-dexie-stores.ts'
import { createMemoryStores } from './memory/memory-stores.ts'
import type { Stores } from './stores.ts'

/** One step on a set of stores. What it gives (or the code it fails with) must not depend on the kind of store. */
type Step = readonly [label: string, run: (stores: Stores) => Promise<unknown>]

const id = fc.constantFrom('a', 'aa', 'b')
const sequences = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 6 })
const small = fc.nat({ max: 5 })

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(id, sequences).map(([runId, numbers]): Step => {
    const events = numbers.map((number, at) => sampleEvent(runId, number, `${number} at ${at}`))
    return [`append ${runId} ${numbers}`, ({ runs }) => runs.appendEvents(runId, events)]
  }),
  fc
    .tuple(id, small)
    .map(([runId, after]): Step => [`events ${runId} ${after}`, ({ runs }) => runs.events(runId, after)]),
  id.map((runId): Step => [`remove run ${runId}`, ({ runs }) => runs.remove(runId)]),
  fc
    .tuple(id, small)
    .map(
      ([conversationId, time]): Step => [
        `put conversation ${conversationId}`,
        ({ conversations }) => conversations.put(sampleConversation(conversationId, { updatedAtMs: time })),
      ],
    ),
  fc.tuple(id, id, small).map(([messageId, conversationId, createdAtMs]): Step => {
    // A message belongs to one conversation for good.
    const message = sampleMessage(`${conversationId}/${messageId}`, conversationId, { createdAtMs })
    return [
      `message ${message.id} at ${createdAtMs}`,
      ({ conversations }) => conversations.putMessage(message),
    ]
  }),
  id.map(
    (conversationId): Step => [
      `remove conversation ${conversationId}`,
      ({ conversations }) => conversations.remove(conversationId),
    ],
  ),
  fc.constant<Step>([
    'conversations',
    async ({ conversations }) =>
      Promise.all(
        (await conversations.list('app-1')).map(async (one) => [one, await conversations.messages(one.id)]),
      ),
  ]),
  fc.tuple(id, small, small, fc.boolean()).map(([documentId, index, chunks, hasVectors]): Step => {
    const options = hasVectors ? { generationId: 'g' } : {}
    // Each batch owns its range of chunks, as in an ingestion.
    const batch = sampleBatch('k', documentId, index, [index * 40, index * 40 + chunks * 20], options)
    return [`batch ${documentId} ${index} of ${chunks * 20}`, ({ knowledge }) => knowledge.putBatch(batch)]
  }),
  fc
    .tuple(id, fc.constantFrom('ready', 'embedding', 'failed'))
    .map(
      ([documentId, state]): Step => [
        `document ${documentId} ${state}`,
        ({ knowledge }) =>
          knowledge.commitDocument(sampleDocument(documentId, 'k', { state, chunkCount: 2 })),
      ],
    ),
  // Says how far it came, which a store in memory has no need to.
  fc.constant<Step>(['compact', async ({ knowledge }) => void (await knowledge.compact('k'))]),
  id.map((documentId): Step => [`clear ${documentId}`, ({ knowledge }) => knowledge.clearStaged(documentId)]),
  id.map(
    (documentId): Step => [
      `remove document ${documentId}`,
      ({ knowledge }) => knowledge.removeDocument(documentId),
    ],
  ),
  fc.constantFrom('g', 'g2').map(
    (generationId): Step => [
      `activate ${generationId}`,
      async ({ knowledge }) => {
        await knowledge.putGeneration(sampleGeneration(generationId, 'k'))
        await knowledge.activateGeneration(generationId)
      },
    ],
  ),
  fc
    .tuple(id, fc.nat({ max: 130 }), fc.nat({ max: 70 }))
    .map(
      ([documentId, offset, limit]): Step => [
        `chunks ${documentId} ${offset}+${limit}`,
        ({ knowledge }) => knowledge.chunks(documentId, { offset, limit }),
      ],
    ),
  fc.constant<Step>(['knowledge', ({ knowledge }) => everything(knowledge)]),
)

async function everything(knowledge: Stores['knowledge']): Promise<unknown> {
  const vectors = await Promise.all(['g', 'g2'].map((generationId) => readVectors(knowledge, generationId)))
  return {
    bases: await knowledge.bases(),
    documents: await knowledge.documents('k'),
    unfinished: await knowledge.unfinished(),
    terms: await readTerms(knowledge, 'k'),
    vectors,
    active: await knowledge.activeGeneration('k'),
    chunks: await Promise.all(['a', 'aa', 'b'].map((documentId) => knowledge.chunks(documentId))),
    some: await knowledge.chunksById(['a#0', 'b#45', 'aa#19', 'a#0']),
  }
}

async function attempt([, run]: Step, stores: Stores): Promise<unknown> {
  return run(stores).catch((error: unknown) => `failed: ${Reflect.get(Object(error), 'code')}`)
}

it('does in IndexedDB whatever it does in memory, step by step', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const memory = createMemoryStores()
      const dexie = await openDexieStores({ namespace: 'test', indexedDB: new IDBFactory(), IDBKeyRange })
      for (const { knowledge } of [memory, dexie]) {
        await knowledge.putBase(sampleBase('k'))
        await knowledge.putGeneration(sampleGeneration('g', 'k'))
      }
      const last: Step = ['at the end', ({ knowledge }) => everything(knowledge)]
      for (const one of [...steps, last]) {
        expect([one[0], await attempt(one, dexie)]).toEqual([one[0], await attempt(one, memory)])
      }
      await dexie.close()
    }),
    { numRuns: 150 },
  )
})
