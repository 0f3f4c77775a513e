import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import { createDatabase } from './database.ts'
import { createDexieSecretStore } from './dexie-secret-store.ts'

const { subtle } = globalThis.crypto

function database(factory: IDBFactory = new IDBFactory()): ReturnType<typeof createDatabase> {
  return createDatabase('test', { indexedDB: factory, IDBKeyRange })
}

it('stores no readable value where there is WebCrypto', async () => {
  const db = database()
  await createDexieSecretStore(db, subtle).set('openai', 'sk-canary')
  const [row] = await db.read(['secrets'], ({ secrets }) => secrets.toArray())
  expect(row).toMatchObject({ name: 'openai', kind: 'sealed' })
  expect(Object.keys(row ?? {}).sort()).toEqual(['iv', 'kind', 'name', 'sealed'])
})

it('seals the same value differently each time', async () => {
  const db = database()
  const store = createDexieSecretStore(db, subtle)
  const sealed = async (): Promise<string> => {
    await store.set('a', 'same')
    const row = await db.read(['secrets'], ({ secrets }) => secrets.get('a'))
    return row?.kind === 'sealed' ? new Uint8Array(row.sealed).join() : 'plain'
  }
  expect(await sealed()).not.toBe(await sealed())
})

it('does not open a value under another name', async () => {
  const db = database()
  const store = createDexieSecretStore(db, subtle)
  await store.set('a', 'secret of a')
  const row = await db.read(['secrets'], ({ secrets }) => secrets.get('a'))
  if (row) await db.write(['secrets'], ({ secrets }) => secrets.put({ ...row, name: 'b' }))
  await expect(store.get('b')).rejects.toMatchObject({ code: 'STORAGE_FAILED', data: { name: 'b' } })
  expect(await store.get('a')).toBe('secret of a')
})

it('agrees on one key when two tabs store their first secret at once', async () => {
  const factory = new IDBFactory()
  const [one, two] = [database(factory), database(factory)]
  await Promise.all([
    createDexieSecretStore(one, subtle).set('a', 'of one'),
    createDexieSecretStore(two, subtle).set('b', 'of two'),
  ])
  expect(await one.read(['secretKeys'], ({ secretKeys }) => secretKeys.count())).toBe(1)
  expect(await createDexieSecretStore(two, subtle).get('a')).toBe('of one')
  expect(await createDexieSecretStore(one, subtle).get('b')).toBe('of two')
})

it('works without WebCrypto, and then says what it cannot read', async () => {
  const db = database()
  const plain = createDexieSecretStore(db, undefined)
  await plain.set('a', 'value')
  expect(await plain.get('a')).toBe('value')
  await createDexieSecretStore(db, subtle).set('b', 'sealed')
  await expect(plain.get('b')).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
})
