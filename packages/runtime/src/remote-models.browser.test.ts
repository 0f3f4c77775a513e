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
  const client = open({
    worker: () =>
      new Worker(new URL('./local-models-worker.fixture.ts', import.meta.url), { type: 'module' }),
  })
  const { chosen, steps } = await client.models.probe()
  expect(chosen).toBe('wasm')
  expect(steps[0]).toMatchObject({ device: 'webgpu', isUsable: false, reason: 'no-adapter' })
  expect(steps[1]).toMatchObject({ device: 'wasm', isUsable: true, reason: 'simd', threads: 1 })
})
