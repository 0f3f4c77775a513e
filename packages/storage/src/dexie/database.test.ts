import { packCounts, readTerms, readVectors } from '@skep/knowledge'
import {
  sampleApp,
  sampleBatch,
  sampleConversation,
  sampleDocument,
  sampleGeneration,
  sampleMessage,
} from '@skep/testing'
import { IDBFactory, IDBKeyRange, IDBObjectStore } from 'fake-indexeddb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Stores } from '../stores.ts'
import { openDexieStores } from './open-dexie-stores.ts'

const open = (indexedDB: IDBFactory, namespace = 'test'): Promise<Stores> =>
  openDexieStores({ namespace, indexedDB, IDBKeyRange })

/** A factory that keeps hold of every connection, as a browser does that ends them from its side. */
function tappedFactory(): { readonly factory: IDBFactory; readonly connections: IDBDatabase[] } {
  const factory = new IDBFactory()
  const connections: IDBDatabase[] = []
  const original = factory.open.bind(factory)
  vi.spyOn(factory, 'open').mockImplementation((name, version) => {
    const request = original(name, version)
    request.addEventListener('success', () => connections.push(request.result))
    return request
  })
  return { factory, connections }
}

/** Makes the n-th write from now on fail as Chrome does on a full disk: the whole transaction aborts. */
function fillDiskAtWrite(n: number): void {
  let writes = 0
  for (const method of ['put', 'add'] as const) {
    const original = IDBObjectStore.prototype[method]
    vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (this: IDBObjectStore, ...args) {
      const request = Reflect.apply(original, this, args)
      if (++writes >= n) {
        const transaction = this.transaction as unknown as { _abort(errorName: string): void } // fake-indexeddb's own way to abort for a reason
        request.addEventListener('success', () => transaction._abort('QuotaExceededError'))
      }
      return request
    })
  }
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a connection', () => {
  it('is opened again when the browser has ended it', async () => {
    const { factory, connections } = tappedFactory()
    const stores = await open(factory)
    await stores.apps.save(sampleApp('a'), null)
    for (const connection of connections.splice(0)) connection.close()
    expect((await stores.apps.get('a'))?.revision).toBe(1)
    for (const connection of connections.splice(0)) connection.close()
    expect((await stores.apps.save(sampleApp('a'), 1)).revision).toBe(2)
    await stores.close()
  })

  it('is given up with a typed error when every new one is ended too', async () => {
    const { factory, connections } = tappedFactory()
    const stores = await open(factory)
    for (const connection of connections) connection.close()
    const original = factory.open.bind(factory)
    vi.spyOn(factory, 'open').mockImplementation((name, version) => {
      const request = original(name, version)
      request.addEventListener('success', () => queueMicrotask(() => request.result.close()))
      return request
    })
    await expect(stores.apps.list()).rejects.toMatchObject({ code: expect.stringMatching(/^STORAGE_/) })
  })

  it('says that it was closed', async () => {
    const stores = await open(new IDBFactory())
    await stores.close()
    await expect(stores.apps.list()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
    await expect(stores.wipe()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  })

  it('that the browser refuses is STORAGE_UNAVAILABLE', async () => {
    const factory = new IDBFactory()
    vi.spyOn(factory, 'open').mockImplementation(() => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    })
    await expect(open(factory)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  })

  it('without IndexedDB is STORAGE_UNAVAILABLE', async () => {
    await expect(openDexieStores({ namespace: 'test' })).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    })
  })
})

describe('a full disk', () => {
  const base = 'k'

  const fill = async (stores: Stores, round: number): Promise<void> => {
    const documentId = `d${round}`
    await stores.knowledge.putBytes(documentId, new Uint8Array(10))
    await stores.knowledge.putDocument(sampleDocument(documentId, base, { state: 'ready' }))
    await stores.knowledge.putBatch(sampleBatch(base, documentId, 0, [0, 150], { generationId: 'g' }))
    await stores.conversations.putMessage(sampleMessage(`m${round}`, 'c'))
    await stores.secrets.set(`s${round}`, 'value')
    await stores.apps.save(sampleApp(`a${round}`), null)
  }

  it('at any write gives STORAGE_QUOTA, no half batch, and everything from before', async () => {
    let point = 0
    for (let isDone = false; !isDone; ) {
      point += 1
      const factory = new IDBFactory()
      const stores = await open(factory)
      await stores.conversations.put(sampleConversation('c'))
      await stores.knowledge.putGeneration(sampleGeneration('g', base))
      await fill(stores, 0)
      fillDiskAtWrite(point)
      const error: unknown = await fill(stores, 1).then(
        () => null,
        (thrown: unknown) => thrown,
      )
      vi.restoreAllMocks()
      isDone = error === null
      if (!isDone) expect(error).toMatchObject({ code: 'STORAGE_QUOTA' })
      const chunks = await stores.knowledge.chunks('d1')
      const blocks = (await readVectors(stores.knowledge, 'g')).filter((block) => block.documentId === 'd1')
      expect([0, 150]).toContain(chunks.length)
      expect(blocks.flatMap((block) => block.chunkIds)).toHaveLength(chunks.length)
      const messages = await stores.conversations.messages('c')
      expect((await stores.conversations.get('c'))?.messageCount).toBe(messages.length)
      expect((await stores.knowledge.chunks('d0')).length).toBe(150)
      expect((await stores.apps.get('a0'))?.app).toEqual(sampleApp('a0'))
      expect(await stores.secrets.get('s0')).toBe('value')
      await stores.knowledge.removeDocument('d0')
      expect(await stores.knowledge.chunks('d0')).toEqual([])
      await fill(stores, 2)
      await stores.close()
    }
    // 1 bytes, 1 document, 3 chunk rows + terms + codes + floats, message + conversation, secret, app.
    expect(point).toBe(13)
  })
})

describe('a database', () => {
  it('of a newer version is refused and not written', async () => {
    const factory = new IDBFactory()
    await new Promise<void>((resolve) => {
      const request = factory.open('skep:test', 101)
      request.onupgradeneeded = () => request.result.createObjectStore('apps')
      request.onsuccess = () => {
        request.result.close()
        resolve()
      }
    })
    await expect(open(factory)).rejects.toMatchObject({ code: 'STORAGE_VERSION' })
    expect(await factory.databases()).toEqual([{ name: 'skep:test', version: 101 }])
  })

  it('that a newer tab upgrades under an open connection is refused from then on', async () => {
    const factory = new IDBFactory()
    const stores = await open(factory)
    await stores.apps.save(sampleApp('a'), null)
    await new Promise<void>((resolve) => {
      const request = factory.open('skep:test', 110)
      request.onupgradeneeded = () => request.result.createObjectStore('future')
      request.onsuccess = () => {
        request.result.close()
        resolve()
      }
    })
    await expect(stores.apps.save(sampleApp('a'), 1)).rejects.toMatchObject({ code: 'STORAGE_VERSION' })
    expect(await factory.databases()).toEqual([{ name: 'skep:test', version: 110 }])
  })

  it('that a newer tab upgrades while the browser had ended our connection is refused too', async () => {
    const { factory, connections } = tappedFactory()
    const stores = await open(factory)
    await stores.apps.save(sampleApp('a'), null)
    for (const connection of connections.splice(0)) connection.close()
    await new Promise<void>((resolve) => {
      const request = factory.open('skep:test', 110)
      request.onsuccess = () => {
        request.result.close()
        resolve()
      }
    })
    await expect(stores.apps.save(sampleApp('a'), 1)).rejects.toMatchObject({ code: 'STORAGE_VERSION' })
    expect(await factory.databases()).toEqual([{ name: 'skep:test', version: 110 }])
  })

  it('of version 1, as the first release made it, keeps all it holds and gets the new tables', async () => {
    const factory = new IDBFactory()
    await createVersion1(factory)
    const stores = await open(factory)
    expect((await stores.apps.get('a'))?.app).toEqual(sampleApp('a'))
    await stores.knowledge.putBatch(sampleBatch('k', 'd', 0, [0, 3]))
    expect(await stores.knowledge.chunksById(['d#2'])).toHaveLength(1)
    expect(await stores.annotations.list('a')).toEqual([])
    expect(await stores.openRuns.list()).toEqual([])
    expect(await stores.recordings.list('a')).toEqual([])
    await stores.close()
    expect(await factory.databases()).toEqual([{ name: 'skep:test', version: 70 }])
  })

  it('of version 2 keeps its stored answers and gets the table of open runs', async () => {
    const factory = new IDBFactory()
    await createVersion1(factory)
    const annotation = { id: 'n', appId: 'a', question: 'Q', answer: 'A', hitCount: 0 }
    await new Promise<void>((resolve) => {
      const request = factory.open('skep:test', 20)
      request.onupgradeneeded = () => {
        const store = request.result.createObjectStore('annotations', { keyPath: 'id' })
        store.createIndex('appId', 'appId')
        store.put(annotation)
      }
      request.onsuccess = () => {
        request.result.close()
        resolve()
      }
    })
    const stores = await open(factory)
    expect(await stores.annotations.list('a')).toEqual([annotation])
    expect(await stores.openRuns.list()).toEqual([])
    expect(await stores.recordings.list('a')).toEqual([])
    await stores.close()
    expect(await factory.databases()).toEqual([{ name: 'skep:test', version: 70 }])
  })

  it('of an earlier version keeps the words of its documents', async () => {
    const factory = new IDBFactory()
    await createVersion1(factory)
    await new Promise<void>((resolve) => {
      const request = factory.open('skep:test', 10)
      request.onsuccess = () => {
        const transaction = request.result.transaction(['documents', 'termBlocks'], 'readwrite')
        transaction.objectStore('documents').put(sampleDocument('d', 'k', { state: 'ready' }))
        transaction.objectStore('termBlocks').put({
          documentId: 'd',
          index: 0,
          chunkIds: ['d#0', 'd#1'],
          lengths: Uint32Array.of(3, 1).buffer,
          terms: ['boat', '__proto__'],
          ends: Uint32Array.of(4, 6).buffer,
          postings: Uint32Array.of(0, 2, 1, 1, 0, 1).buffer,
        })
        transaction.oncomplete = () => {
          request.result.close()
          resolve()
        }
      }
    })
    const stores = await open(factory)
    const bags = [
      new Map([
        ['boat', 2],
        ['__proto__', 1],
      ]),
      new Map([['boat', 1]]),
    ]
    expect(await readTerms(stores.knowledge, 'k')).toEqual([
      { documentId: 'd', index: 0, chunkIds: ['d#0', 'd#1'], language: 'english', bytes: packCounts(bags) },
    ])
    await stores.close()
  })

  it('is one per namespace, and a wipe takes one alone', async () => {
    const factory = new IDBFactory()
    const [one, two] = [await open(factory, 'one'), await open(factory, 'two')]
    await one.apps.save(sampleApp('a'), null)
    await two.apps.save(sampleApp('a'), null)
    await one.wipe()
    expect((await factory.databases()).map((database) => database.name)).toEqual(['skep:two'])
    expect([await one.apps.list(), (await two.apps.list()).length]).toEqual([[], 1])
  })
})

/** Frozen: what release 0.1 created, written out so that a change of the schema cannot change this too. */
async function createVersion1(factory: IDBFactory): Promise<void> {
  const tables: readonly (readonly [
    string,
    string | string[],
    (readonly [string | string[], boolean?, boolean?])[],
  ])[] = [
    ['apps', 'id', []],
    ['versions', 'id', [[['appId', 'number'], true]]],
    ['runs', 'id', [['startedAtMs'], [['appId', 'startedAtMs']]]],
    ['runEvents', ['runId', 'first'], [[['runId', 'last']]]],
    ['conversations', 'id', [['appId']]],
    ['messages', 'id', [[['conversationId', 'createdAtMs', 'order']]]],
    ['conversationVariables', 'conversationId', []],
    ['files', 'id', []],
    ['fileBytes', 'id', []],
    ['secrets', 'name', []],
    ['secretKeys', 'id', []],
    ['settings', 'name', []],
    ['bases', 'id', []],
    ['documents', 'id', [['knowledgeId'], ['state']]],
    ['documentBytes', 'documentId', []],
    ['documentTexts', 'documentId', []],
    ['chunkGroups', ['documentId', 'batch', 'group', 'count'], [['chunkIds', false, true]]],
    ['termBlocks', ['documentId', 'index'], []],
    ['generations', 'id', [['knowledgeId']]],
    ['vectorCodes', ['generationId', 'documentId', 'index'], [['documentId']]],
    ['vectorFloats', ['generationId', 'documentId', 'index'], [['documentId']]],
  ]
  await new Promise<void>((resolve) => {
    const request = factory.open('skep:test', 10)
    request.onupgradeneeded = () => {
      for (const [name, keyPath, indexes] of tables) {
        const store = request.result.createObjectStore(name, { keyPath })
        for (const [path, unique = false, multiEntry = false] of indexes) {
          const indexName = typeof path === 'string' ? path : `[${path.join('+')}]`
          store.createIndex(indexName, path, { unique, multiEntry })
        }
        if (name === 'apps') {
          store.put({ id: 'a', record: { app: sampleApp('a'), revision: 1, createdAtMs: 1, updatedAtMs: 1 } })
        }
      }
    }
    request.onsuccess = () => {
      request.result.close()
      resolve()
    }
  })
}
