import { readTerms, readVectors } from '@skep/knowledge'
import { sampleBase, sampleBatch, sampleDocument, sampleGeneration } from '@skep/testing'
import { IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb'
import { afterEach, expect, it, vi } from 'vitest'
import type { Stores } from '../stores.ts'
import { openDexieStores } from './open-dexie-stores.ts'

const TABLES = ['termBlocks', 'vectorCodes', 'vectorFloats', 'packs'] as const

afterEach(() => {
  vi.restoreAllMocks()
})

async function fill(factory: IDBFactory, count: number): Promise<Stores> {
  const stores = await openDexieStores({ namespace: 'test', indexedDB: factory, IDBKeyRange })
  const { knowledge } = stores
  await knowledge.putBase(sampleBase('k'))
  await knowledge.putGeneration(sampleGeneration('g', 'k'))
  await knowledge.activateGeneration('g')
  await add(stores, 'large', 0, [0, 65])
  for (let at = 0; at < count; at++) await add(stores, `s${at}`, 0, [0, 1])
  return stores
}

async function add(
  { knowledge }: Stores,
  documentId: string,
  index: number,
  range: readonly [number, number],
): Promise<void> {
  await knowledge.putBatch(sampleBatch('k', documentId, index, range, { generationId: 'g' }))
  const chunkCount = range[1] - range[0]
  await knowledge.commitDocument(sampleDocument(documentId, 'k', { state: 'ready', chunkCount }))
}

/** How many rows each table has. */
async function rows(factory: IDBFactory): Promise<readonly number[]> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = factory.open('skep:test')
    request.onsuccess = () => resolve(request.result)
  })
  const counts = TABLES.map(
    (table) =>
      new Promise<number>((resolve) => {
        const request = database.transaction(table).objectStore(table).count()
        request.onsuccess = () => resolve(request.result)
      }),
  )
  const found = await Promise.all(counts)
  database.close()
  return found
}

async function compactAll({ knowledge }: Stores): Promise<number> {
  let steps = 0
  while (await knowledge.compact('k')) steps++
  return steps
}

it('hundreds of rows of small documents become a few, and large documents stay as they are', async () => {
  const factory = new IDBFactory()
  const stores = await fill(factory, 300)
  expect(await rows(factory)).toEqual([301, 301, 301, 0])
  expect(await compactAll(stores)).toBe(6)
  expect(await rows(factory)).toEqual([1, 1, 1, 6])
  const { blocks, next } = await stores.knowledge.terms('k')
  expect([blocks.length, next]).toEqual([301, undefined])
  await stores.close()
})

it('packs of which little is left become one, and the last document takes its pack with it', async () => {
  const factory = new IDBFactory()
  const stores = await fill(factory, 100)
  await compactAll(stores)
  for (let at = 0; at < 60; at++) await stores.knowledge.removeDocument(`s${at}`)
  for (let at = 200; at < 230; at++) await add(stores, `s${at}`, 0, [0, 1])
  await compactAll(stores)
  expect(await rows(factory)).toEqual([1, 1, 1, 3])
  expect((await readTerms(stores.knowledge, 'k')).length).toBe(71)
  for (const { id } of await stores.knowledge.documents('k')) await stores.knowledge.removeDocument(id)
  expect(await rows(factory)).toEqual([0, 0, 0, 0])
  await stores.close()
})

it('a full disk at any write of it leaves everything as it was', async () => {
  for (let point = 1, isDone = false; !isDone; point++) {
    const factory = new IDBFactory()
    const stores = await fill(factory, 5)
    const before = [await readTerms(stores.knowledge, 'k'), await readVectors(stores.knowledge, 'g')]
    let writes = 0
    for (const method of ['put', 'add', 'delete'] as const) {
      const original = IDBObjectStore.prototype[method] as (...given: unknown[]) => IDBRequest // one of three
      vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (
        this: IDBObjectStore,
        ...args: unknown[]
      ) {
        const request = Reflect.apply(original, this, args)
        const transaction = this.transaction as unknown as { _abort(errorName: string): void } // fake-indexeddb's own way to abort for a reason
        if (++writes >= point)
          request.addEventListener('success', () => transaction._abort('QuotaExceededError'))
        return request
      })
    }
    const failure: unknown = await compactAll(stores).then(
      () => null,
      (error: unknown) => error,
    )
    vi.restoreAllMocks()
    isDone = failure === null
    if (!isDone) expect(failure).toMatchObject({ code: 'STORAGE_QUOTA' })
    expect([await readTerms(stores.knowledge, 'k'), await readVectors(stores.knowledge, 'g')]).toEqual(before)
    await compactAll(stores)
    expect(await rows(factory)).toEqual([1, 1, 1, 3])
    await stores.close()
    // Five rows deleted and a pack added, three times.
    if (isDone) expect(point).toBe(19)
  }
})
