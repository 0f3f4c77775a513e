import { createKnowledge, type Knowledge } from '@skep/knowledge'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import { createDatabase } from './database.ts'
import { openDexieStores } from './open-dexie-stores.ts'

const WORDS = ['amber', 'basin', 'cedar', 'delta', 'ember', 'fjord', 'grove']

const prose = (parts: number): Uint8Array =>
  new TextEncoder().encode(
    Array.from({ length: parts }, (_, part) => `Part ${part}: ${WORDS.join(` ${part} `)}.`).join('\n\n'),
  )

/** What the rows of a base hold, read one by one. */
async function readBytes(factory: IDBFactory, knowledge: Knowledge, knowledgeId: string) {
  const database = createDatabase('test', { indexedDB: factory, IDBKeyRange })
  const ids = new Set((await knowledge.documents(knowledgeId)).map(({ id }) => id))
  const tables = [
    'documentBytes',
    'documentTexts',
    'chunkGroups',
    'termBlocks',
    'generations',
    'vectorCodes',
    'vectorFloats',
  ] as const
  const rows = await database.read(tables, async (read) => {
    const own = <Row extends { documentId: string }>(list: readonly Row[]) =>
      list.filter(({ documentId }) => ids.has(documentId))
    return {
      files: own(await read.documentBytes.toArray()),
      texts: own(await read.documentTexts.toArray()),
      groups: own(await read.chunkGroups.toArray()),
      terms: own(await read.termBlocks.toArray()),
      codes: own(await read.vectorCodes.toArray()),
      floats: own(await read.vectorFloats.toArray()),
      generations: (await read.generations.toArray()).filter((row) => row.knowledgeId === knowledgeId),
    }
  })
  database.close()
  const sum = (sizes: readonly number[]): number => sizes.reduce((all, size) => all + size, 0)
  const chunks = rows.groups.flatMap((row) => row.chunks)
  const parts = {
    fileBytes: sum(rows.files.map(({ bytes }) => bytes.byteLength)),
    textBytes: sum(rows.texts.map(({ text }) => text.length * 2)),
    indexBytes:
      sum(rows.terms.map(({ bytes }) => bytes.byteLength)) +
      sum(
        chunks
          .flatMap(({ text, children = [] }) => [text, ...children.map((child) => child.text)])
          .map((text) => text.length * 2),
      ),
    vectorBytes:
      sum(rows.codes.map(({ codes, scales }) => codes.byteLength + scales.byteLength)) +
      sum(rows.floats.map(({ floats }) => floats.byteLength)) +
      sum(rows.generations.map(({ model }) => model?.byteLength ?? 0)),
  }
  return { knowledgeId, ...parts, totalBytes: sum(Object.values(parts)) }
}

async function openKnowledge() {
  const factory = new IDBFactory()
  const stores = await openDexieStores({ namespace: 'test', indexedDB: factory, IDBKeyRange })
  let count = 0
  const knowledge = createKnowledge({
    store: stores.knowledge,
    clock: { now: () => ++count },
    ids: { id: () => `id${++count}` },
  })
  return { factory, stores, knowledge }
}

it('a base tells what its rows hold, whatever was done to it, and one that is removed holds nothing', async () => {
  const { factory, stores, knowledge } = await openKnowledge()
  const small = await knowledge.create({ name: 'Small', split: { maxSize: 128, overlap: 20 } })
  const large = await knowledge.create({ name: 'Large', split: { mode: 'parent-child', maxSize: 512 } })
  expect((await knowledge.measure()).map(({ totalBytes }) => totalBytes)).toEqual([0, 0])
  await knowledge.upload(small.id, { name: 'a.txt', bytes: prose(60) })
  await knowledge.upload(large.id, { name: 'b.txt', bytes: prose(300) })
  await knowledge.upload(large.id, { name: 'empty.txt', bytes: new Uint8Array() })
  await knowledge.idle()
  const [document] = await knowledge.documents(small.id)
  await knowledge.addChunks(document?.id ?? '', [{ text: 'Added by hand.' }])
  const archive = await knowledge.exportBase(large.id)
  const imported = await knowledge.importBase({ name: 'large.zip', bytes: archive })
  const read = async () =>
    Promise.all((await knowledge.list()).map(({ id }) => readBytes(factory, knowledge, id)))
  const sizes = await knowledge.measure()
  expect(sizes).toEqual(await read())
  expect(sizes.map(({ knowledgeId }) => knowledgeId)).toEqual([small.id, large.id, imported.id])
  for (const { totalBytes } of sizes) expect(totalBytes).toBeGreaterThan(1000)
  // Cut anew: nothing of the former edition is left.
  await knowledge.update(small.id, { split: { maxSize: 256 } })
  await knowledge.reindex(document?.id ?? '')
  await knowledge.idle()
  expect(await knowledge.measure()).toEqual(await read())

  const kept = (await knowledge.measure()).filter(({ knowledgeId }) => knowledgeId === small.id)
  await knowledge.remove(large.id)
  await knowledge.remove(imported.id)
  expect(await knowledge.measure()).toEqual(kept)
  const database = createDatabase('test', { indexedDB: factory, IDBKeyRange })
  const left = await database.read(
    ['documents', 'documentBytes', 'termBlocks', 'generations'],
    async (tables) => [
      await tables.documents.count(),
      await tables.documentBytes.count(),
      new Set((await tables.termBlocks.toArray()).map((row) => row.knowledgeId)),
      (await tables.generations.toArray()).map((row) => row.knowledgeId),
    ],
  )
  expect(left).toEqual([1, 1, new Set([small.id]), [small.id]])
  database.close()
  await stores.close()
})

it('documents of an earlier release are measured by what they hold', async () => {
  const { stores, knowledge } = await openKnowledge()
  const { id } = await knowledge.create({ name: 'Old' })
  await knowledge.upload(id, { name: 'a.txt', bytes: prose(30) })
  await knowledge.idle()
  const expected = await knowledge.measure()
  const [{ indexBytes, ...document } = { indexBytes: 0 }] = await stores.knowledge.documents(id)
  expect(indexBytes).toBeGreaterThan(0)
  await stores.knowledge.putDocument(document as Parameters<typeof stores.knowledge.putDocument>[0]) // without the field
  expect(await knowledge.measure()).toEqual(expected)
  await stores.close()
})
