import { sampleApp } from '@skep/testing'
import { expect, it } from 'vitest'
import { createMemoryStores } from './memory/memory-stores.ts'
import { withHostStores } from './stores.ts'

it('uses the host’s stores where there are some and ours for the rest', async () => {
  const host = createMemoryStores({ namespace: 'host' })
  const ours = createMemoryStores({ namespace: 'ours' })
  const stores = withHostStores(ours, { apps: host.apps })
  await stores.apps.save(sampleApp('a'), null)
  await stores.secrets.set('key', 'value')
  expect((await host.apps.get('a'))?.revision).toBe(1)
  expect(await ours.apps.get('a')).toBeNull()
  expect(await ours.secrets.get('key')).toBe('value')
  expect(stores.namespace).toBe('ours')
})

it('falls back to ours where the host hands in undefined', async () => {
  const ours = createMemoryStores()
  const hostStores: Parameters<typeof withHostStores>[1] = JSON.parse('{}')
  Reflect.set(hostStores, 'runs', undefined)
  expect(withHostStores(ours, hostStores).runs).toBe(ours.runs)
})

it('wipes our stores and leaves the host’s alone', async () => {
  const host = createMemoryStores()
  const stores = withHostStores(createMemoryStores(), { apps: host.apps })
  await stores.apps.save(sampleApp('a'), null)
  await stores.settings.set('theme', 'dark')
  await stores.wipe()
  expect(await stores.settings.get('theme')).toBeNull()
  expect(await host.apps.list()).toHaveLength(1)
})
