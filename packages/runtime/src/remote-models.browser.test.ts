import type { ModelDownload } from '@skep/client'
import { afterEach, expect, inject, it } from 'vitest'
import { createSkep, type LocalSkepClient, type SkepOptions } from './create-skep.ts'
import { collect, talk } from './service/service.fixture.ts'

const clients: LocalSkepClient[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) {
    await client.storage.wipe()
    await client.close()
  }
})

function open(options: SkepOptions = {}): LocalSkepClient {
  const client = createSkep({ namespace: `remote|${Math.random()}`, host: 'worker', ...options })
  clients.push(client)
  return client
}

/** With a worker entry of a host that brings models of its own. */
function openLocal(): LocalSkepClient {
  return open({
    worker: () =>
      new Worker(new URL('./local-models-worker.fixture.ts', import.meta.url), { type: 'module' }),
  })
}

const config = { id: 'site', type: 'remote', settings: { baseUrl: inject('modelBackendUrl') } }

/** The chat of the fixture, with the model of the site's backend. */
function chatApp(): ReturnType<typeof talk> {
  return JSON.parse(
    JSON.stringify(talk('bees')).replaceAll('"provider":"house"', '"provider":"site"'),
  ) as ReturnType<typeof talk> // the same app
}

it('an app answers through the backend of its site, which knows the visitor by a token of the page', async () => {
  const asked: string[] = []
  const client = open({
    modelToken: async (connection) => {
      asked.push(connection)
      return 'visitor'
    },
  })
  expect((await client.models.presets()).find(({ type }) => type === 'remote')).toMatchObject({
    label: 'Server of this site',
    asks: ['baseUrl'],
  })
  expect(await client.models.testConnection(config)).toMatchObject({
    ok: true,
    models: ['small', 'embed-small'],
  })
  await client.models.saveProvider(config)
  expect(await client.models.list()).toContainEqual(
    expect.objectContaining({ provider: 'site', model: 'small', location: 'remote', kind: 'chat' }),
  )
  await client.apps.save(chatApp(), { baseRevision: null })
  const events = await collect(client.run({ app: 'bees', query: 'How many bees?' }))
  expect(events.at(-1)).toMatchObject({
    type: 'run_succeeded',
    outputs: { answer: 'About 30,000 bees.' },
  })
  expect(events.filter(({ type }) => type === 'text_chunk').length).toBeGreaterThan(1)
  expect(new Set(asked)).toEqual(new Set(['site']))
  expect(JSON.stringify(events)).not.toContain('visitor')
})

it('a key of the connection is its token where the page gives none, and a wrong one is told apart', async () => {
  const client = open()
  expect(await client.models.testConnection(config, 'somebody')).toMatchObject({
    ok: false,
    cause: 'key-refused',
    error: { code: 'MODEL_AUTH', message: 'Sign in again.' },
  })
  await client.models.saveProvider(config, 'visitor')
  await client.apps.save(chatApp(), { baseRevision: null })
  const events = await collect(client.run({ app: 'bees', query: 'How many bees?' }))
  expect(events.at(-1)).toMatchObject({ type: 'run_succeeded' })
  expect(JSON.stringify([events, await client.models.providers()])).not.toContain('"visitor"')
})

it('says where models would run, with the reason: a site without local models goes to its server, else to quotes', async () => {
  const client = open({ modelToken: () => 'visitor' })
  const before = await client.models.probe()
  expect(before.chosen).toBe('extractive')
  expect(before.steps.map(({ device, isUsable, reason }) => [device, isUsable, reason])).toEqual([
    ['webgpu', false, 'no-provider'],
    ['wasm', false, 'no-provider'],
    ['remote', false, 'no-connection'],
    ['extractive', true, 'always'],
  ])
  await client.models.saveProvider(config)
  const after = await client.models.probe()
  expect(after.chosen).toBe('remote')
  expect(after.steps[2]).toEqual({
    device: 'remote',
    isUsable: true,
    reason: 'connected',
    message: 'A connection to a model elsewhere is set up.',
  })
})

it('asks the worker itself where a provider brings local models: without a graphics card, WASM', async () => {
  const client = openLocal()
  const { chosen, steps } = await client.models.probe()
  expect(chosen).toBe('wasm')
  expect(steps[0]).toMatchObject({ device: 'webgpu', isUsable: false, reason: 'no-adapter' })
  expect(steps[1]).toMatchObject({ device: 'wasm', isUsable: true, reason: 'simd', threads: 1 })
})

it('a call with one answer can be stopped, and the model hears of it', async () => {
  const client = openLocal()
  await client.models.saveProvider({ id: 'local', type: 'local', settings: {} })
  const request = { provider: 'local', model: 'local', query: 'q' }
  const stopping = new AbortController()
  const stopped = client.models.rerank({ ...request, documents: ['a'] }, { signal: stopping.signal })
  setTimeout(() => stopping.abort(), 200)
  await expect(stopped).rejects.toMatchObject({ code: 'CALL_ABORTED' })
  const ask = () => client.models.rerank({ ...request, documents: ['a', 'abc'] })
  await expect.poll(async () => (await ask()).usage?.inputTokens).toBe(1)
  expect((await ask()).results).toEqual([
    { index: 1, score: 3 },
    { index: 0, score: 1 },
  ])
  await expect(
    client.models.moderate({ provider: 'local', model: 'local', inputs: ['a'] }),
  ).rejects.toMatchObject({ code: 'MODEL_CAPABILITY' })
})

it('downloads are told of in bytes, pause, go on, and are deleted, all through the worker', async () => {
  await caches.delete('local-models-test')
  const client = openLocal()
  await client.models.saveProvider({ id: 'mine', type: 'local', settings: {} })
  const ref = { provider: 'mine', model: 'local' }
  const seen: ModelDownload[] = []
  const unwatch = client.models.watchDownloads((download) => seen.push(download))
  const absent = {
    ...ref,
    label: 'Local',
    state: 'absent',
    loadedBytes: 0,
    totalBytes: 30_000,
    canResume: true,
  }
  expect(await client.models.downloads()).toEqual([absent])
  await client.models.startDownload(ref)
  await expect.poll(() => seen.at(-1)?.loadedBytes ?? 0).toBeGreaterThan(3_000)
  await client.models.pauseDownload(ref)
  await expect.poll(() => seen.at(-1)?.state).toBe('paused')
  const had = seen.at(-1)?.loadedBytes ?? 0
  expect(had).toBeLessThan(30_000)
  seen.length = 0
  await client.models.startDownload(ref)
  await expect.poll(() => seen.at(-1)?.state).toBe('ready')
  expect(await client.models.downloads()).toMatchObject([{ state: 'ready', loadedBytes: 30_000 }])
  await client.models.deleteDownload(ref)
  expect(await client.models.downloads()).toEqual([absent])
  await expect(client.models.startDownload({ provider: 'extractive', model: 'm' })).rejects.toMatchObject({
    code: 'MODEL_CAPABILITY',
  })
  unwatch()
})
