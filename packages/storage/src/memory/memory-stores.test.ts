import { sampleApp, sampleFile, storeSetContract } from '@skep/testing'
import { expect, it } from 'vitest'
import { createMemoryStores } from './memory-stores.ts'

storeSetContract({ name: 'memory', create: async () => createMemoryStores() })

it('two sets of memory stores share nothing', async () => {
  const [one, two] = [createMemoryStores(), createMemoryStores()]
  await one.apps.save(sampleApp('a'), null)
  expect(await two.apps.get('a')).toBeNull()
})

it('a wipe empties the stores, also those that were handed on before', async () => {
  const stores = createMemoryStores({ namespace: 'tenant' })
  const { apps, files } = stores
  await apps.save(sampleApp('a'), null)
  await files.put(sampleFile('f', 3), Uint8Array.of(1, 2, 3))
  expect(await stores.measure()).toEqual({ namespace: 'tenant', usedBytes: 3, isPersistent: false })
  await stores.wipe()
  expect([await apps.list(), await files.get('f'), (await stores.measure()).usedBytes]).toEqual([[], null, 0])
})

it('closed memory stores say so', async () => {
  const stores = createMemoryStores()
  const { secrets } = stores
  await stores.close()
  await expect(secrets.list()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
})

it('times come from the given clock and never go back', async () => {
  let time = 100
  const { apps } = createMemoryStores({ now: () => time })
  await apps.save(sampleApp('a'), null)
  time = 50
  expect(await apps.save(sampleApp('a'), 1)).toMatchObject({ createdAtMs: 100, updatedAtMs: 100 })
})
