import { readTerms, readVectors } from '@skep/knowledge'
import { sampleApp, sampleBatch, sampleDocument, sampleGeneration, storeSetContract } from '@skep/testing'
import { afterEach, describe, expect, it } from 'vitest'
import type { Stores } from '../stores.ts'
import { acquireWriter, tryAcquireWriter, withWriterLock } from '../writer-lock.ts'
import { openDexieStores } from './open-dexie-stores.ts'

const opened: Stores[] = []

async function open(namespace: string): Promise<Stores> {
  const stores = await openDexieStores({ namespace })
  opened.push(stores)
  return stores
}

async function remove(namespace: string): Promise<void> {
  const stores = await openDexieStores({ namespace })
  await stores.wipe()
  await stores.close()
}

async function databaseNames(): Promise<readonly (string | undefined)[]> {
  return (await indexedDB.databases()).map((database) => database.name)
}

storeSetContract({
  name: 'Dexie in Chromium',
  create: () => openDexieStores({ namespace: crypto.randomUUID() }),
  reopen: ({ namespace }) => openDexieStores({ namespace }),
  async dispose(stores) {
    await stores.close()
    await remove(stores.namespace)
  },
})

describe('IndexedDB in Chromium', () => {
  afterEach(async () => {
    for (const stores of opened.splice(0)) {
      await stores.close()
      await remove(stores.namespace)
    }
  })

  it('keeps namespaces apart', async () => {
    const [one, two] = [await open('tenant-1/user'), await open('tenant-2/user')]
    await one.apps.save(sampleApp('a', { name: 'Of one' }), null)
    await two.apps.save(sampleApp('a', { name: 'Of two' }), null)
    await two.wipe()
    expect((await one.apps.get('a'))?.app.name).toBe('Of one')
    expect(await two.apps.list()).toEqual([])
  })

  it('leaves no database after a wipe, with two connections open, and both go on', async () => {
    const [one, two] = [await open('wiped'), await open('wiped')]
    await one.apps.save(sampleApp('a'), null)
    await two.secrets.set('key', 'sk-canary')
    expect(await databaseNames()).toContain('skep:wiped')
    await one.wipe()
    expect(await databaseNames()).not.toContain('skep:wiped')
    expect([await two.apps.list(), await two.secrets.list()]).toEqual([[], []])
    await two.apps.save(sampleApp('b'), null)
    expect((await one.apps.list()).map((app) => app.id)).toEqual(['b'])
  })

  it('refuses a database of a newer version and changes nothing in it', async () => {
    const name = 'skep:newer'
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open(name, 990)
      request.onupgradeneeded = () => request.result.createObjectStore('future').put('kept', 'key')
      request.onsuccess = () => {
        request.result.close()
        resolve()
      }
      request.onerror = () => reject(request.error)
    })
    await expect(openDexieStores({ namespace: 'newer' })).rejects.toMatchObject({ code: 'STORAGE_VERSION' })
    expect((await indexedDB.databases()).find((database) => database.name === name)?.version).toBe(990)
    const kept = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name)
      request.onsuccess = () => {
        const get = request.result.transaction('future').objectStore('future').get('key')
        get.onsuccess = () => {
          const stores = [...request.result.objectStoreNames]
          request.result.close()
          resolve([stores, get.result])
        }
      }
      request.onerror = () => reject(request.error)
    })
    expect(kept).toEqual([['future'], 'kept'])
    indexedDB.deleteDatabase(name)
  })

  it('seals secrets: no row holds the value, and the key cannot be exported', async () => {
    const stores = await open('sealed')
    await stores.secrets.set('openai', 'sk-canary-value')
    const rows = await readAll('skep:sealed', ['secrets', 'secretKeys'])
    const [[secret], [stored]] = [rows.secrets ?? [], rows.secretKeys ?? []]
    expect(secret).toEqual({
      name: 'openai',
      kind: 'sealed',
      iv: expect.any(ArrayBuffer),
      sealed: expect.any(ArrayBuffer),
    })
    const { sealed } = secret as { sealed: ArrayBuffer } // just asserted
    expect(new TextDecoder().decode(sealed)).not.toContain('canary')
    const { key } = stored as { key: CryptoKey } // written by the store above
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
  })

  it('lets one of two connections write at a time under the writer lock', async () => {
    const [one, two] = [await open('locked'), await open('locked')]
    const steps: string[] = []
    const ingest = (stores: Stores, name: string): Promise<void> =>
      withWriterLock('locked', async () => {
        steps.push(`${name} starts`)
        for (let index = 0; index < 5; index++) {
          await stores.knowledge.putBatch(sampleBatch('k', name, index, [index * 64, index * 64 + 64]))
        }
        steps.push(`${name} ends`)
      })
    await Promise.all([ingest(one, 'one'), ingest(two, 'two')])
    expect(steps).toEqual(['one starts', 'one ends', 'two starts', 'two ends'])
    expect(await two.knowledge.chunks('one')).toHaveLength(320)
    expect(await one.knowledge.chunks('two')).toHaveLength(320)
  })

  it.each([1, 2, 3, 5, 8])(
    'holds whole batches alone after a writer was killed around batch %i, and the lock is free',
    async (batches) => {
      const stores = await open(`killed-${batches}`)
      const worker = new Worker(new URL('./ingest-test-worker.ts', import.meta.url), { type: 'module' })
      await new Promise<void>((resolve) => {
        worker.onmessage = ({ data }: MessageEvent<number>) => {
          if (data + 1 < batches) return
          // Somewhere within the next batch.
          setTimeout(resolve, Math.random() * 10)
        }
        worker.postMessage(stores.namespace)
      })
      expect(await tryAcquireWriter(stores.namespace)).toBeNull()
      worker.terminate()
      const lock = await acquireWriter(stores.namespace, { signal: AbortSignal.timeout(2_000) })
      const chunks = await stores.knowledge.chunks('d')
      const written = chunks.length / 64
      expect(written).toBeGreaterThanOrEqual(batches)
      expect(chunks.map((chunk) => chunk.index)).toEqual(Array.from({ length: written * 64 }, (_, at) => at))
      const blocks = await readVectors(stores.knowledge, 'g')
      expect(blocks.map((block) => block.index)).toEqual(Array.from({ length: written }, (_, at) => at))
      await stores.knowledge.putDocument(sampleDocument('d', 'k', { state: 'ready' }))
      const terms = await readTerms(stores.knowledge, 'k')
      expect(terms.map((block) => block.index)).toEqual(Array.from({ length: written }, (_, at) => at))
      lock.release()
    },
  )

  it('measures what the browser tells', async () => {
    const stores = await open('measured')
    const report = await stores.measure()
    expect(report).toEqual({
      namespace: 'measured',
      usedBytes: expect.any(Number),
      quotaBytes: expect.any(Number),
      isPersistent: expect.any(Boolean),
    })
    expect(report.quotaBytes).toBeGreaterThan(0)
  })

  it('reports a full disk as STORAGE_QUOTA, keeps what was there, and can delete and go on', async () => {
    const name = `full-${crypto.randomUUID()}`
    const bucket = await storageBuckets().open(name, { quota: 1_000_000 })
    const stores = await openDexieStores({ namespace: 'full', indexedDB: bucket.indexedDB })
    try {
      await stores.apps.save(sampleApp('a'), null)
      await stores.knowledge.putBytes('first', noise(400_000))
      await stores.knowledge.putGeneration(sampleGeneration('g', 'k'))
      await expect(stores.knowledge.putBytes('big', noise(800_000))).rejects.toMatchObject({
        code: 'STORAGE_QUOTA',
      })
      const batch = sampleBatch('k', 'd', 0, [0, 64], { generationId: 'g', text: 'x'.repeat(100_000) })
      await expect(stores.knowledge.putBatch(batch)).rejects.toMatchObject({ code: 'STORAGE_QUOTA' })
      expect(await stores.knowledge.bytes('big')).toBeNull()
      expect([await stores.knowledge.chunks('d'), await readVectors(stores.knowledge, 'g')]).toEqual([[], []])
      expect((await stores.apps.get('a'))?.app).toEqual(sampleApp('a'))
      expect(await stores.knowledge.bytes('first')).toEqual(noise(400_000))
      await stores.knowledge.removeDocument('first')
      expect(await stores.knowledge.bytes('first')).toBeNull()
      await stores.apps.save(sampleApp('a'), 1)
    } finally {
      await stores.close()
      await storageBuckets().delete(name)
    }
  })
})

interface StorageBuckets {
  open(name: string, options: { readonly quota: number }): Promise<{ readonly indexedDB: IDBFactory }>
  delete(name: string): Promise<void>
}

/** Chromium's storage buckets: a database with a limit of its own. TypeScript does not know them yet. */
function storageBuckets(): StorageBuckets {
  return Reflect.get(navigator, 'storageBuckets')
}

/** Bytes that do not compress. */
function noise(length: number): Uint8Array {
  let state = 1
  return new Uint8Array(length).map(() => {
    state = (state * 48_271) % 2_147_483_647
    return state % 251
  })
}

async function readAll(name: string, tables: readonly string[]): Promise<Record<string, unknown[]>> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const rows: Record<string, unknown[]> = {}
  for (const table of tables) {
    rows[table] = await new Promise((resolve, reject) => {
      const request = database.transaction(table).objectStore(table).getAll()
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  }
  database.close()
  return rows
}
