import { createMemoryStores, type Stores } from '@skep/storage'
import { describe, expect, it } from 'vitest'
import type { Service } from '../serve-endpoint.ts'
import { collect, createGate, startService, talk } from './service.fixture.ts'

async function say(service: Service, app: string): Promise<{ runId: string; conversationId: string }> {
  const { runId, conversationId = '' } = await service.runs.start({ app, query: `to ${app}` })
  await collect(service.runs.events(runId))
  return { runId, conversationId }
}

/** A service over stores that the test can look into, with two apps that have been talked to. */
async function withTwoApps(): Promise<{ service: Service; stores: Stores }> {
  const stores = createMemoryStores()
  const { apps, versions, runs, conversations } = stores
  const service = await startService({ stores: { apps, versions, runs, conversations } })
  for (const id of ['a', 'b']) {
    await service.apps.save(talk(id), { baseRevision: null })
    await service.apps.publish(id, { name: 'First' })
    await say(service, id)
    const { runId } = await service.runs.start({ app: talk(id), query: 'draft', isDraft: true })
    await collect(service.runs.events(runId))
  }
  return { service, stores }
}

describe('removing', () => {
  it('an app takes its versions, conversations and runs along, and nothing of others', async () => {
    const { service, stores } = await withTwoApps()
    const runs = await service.runs.list({ appId: 'a' })
    expect(runs.length).toBe(2)
    await service.apps.remove('a')
    expect(await service.apps.versions('a')).toEqual([])
    expect(await service.conversations.list('a')).toEqual([])
    expect(await service.runs.list({ appId: 'a' })).toEqual([])
    for (const { id } of runs) expect(await stores.runs.events(id, 0)).toEqual([])
    expect((await service.apps.list()).map(({ id }) => id)).toEqual(['b'])
    expect((await service.apps.versions('b')).length).toBe(1)
    expect((await service.conversations.list('b')).length).toBe(1)
    expect((await service.runs.list({ appId: 'b' })).length).toBe(2)
    await service.close()
  })

  it('an app stops its runs first', async () => {
    const gate = createGate()
    const service = await startService({ gates: [gate] })
    await service.apps.save(talk('a'), { baseRevision: null })
    const { runId } = await service.runs.start({ app: 'a', query: 'q' })
    const reading = collect(service.runs.events(runId))
    await gate.reached
    await service.apps.remove('a')
    expect((await reading).at(-1)?.type).toBe('run_stopped')
    expect(await service.runs.list()).toEqual([])
    await service.close()
  })

  it('more runs than fit a page, and ends where a store keeps its own', async () => {
    const { runs } = createMemoryStores()
    for (let number = 0; number < 450; number++) {
      await runs.put({
        id: `run-${number}`,
        appId: 'a',
        appName: 'A',
        isDraft: true,
        status: 'succeeded',
        inputs: {},
        startedAtMs: number,
        eventCount: 0,
      })
    }
    const stubborn = { ...runs, remove: async () => undefined }
    const keeping = await startService({ stores: { runs: stubborn } })
    await keeping.apps.remove('a')
    expect((await runs.list({ limit: 1000 })).length).toBe(450)
    await keeping.close()
    const service = await startService({ stores: { runs } })
    await service.apps.remove('a')
    expect(await runs.list({ limit: 1000 })).toEqual([])
    await service.close()
  })
})

describe('a wipe', () => {
  it('ends what is under way, tells who watches, empties everything and leaves it usable', async () => {
    const gate = createGate()
    const service = await startService({ gates: [gate] })
    const heard: unknown[] = []
    service.apps.watch((event) => heard.push(event.type === 'app_removed' ? event.appId : event.type))
    service.knowledge.watch((event) => heard.push(event.type))
    await service.apps.save(talk('a'), { baseRevision: null })
    await service.secrets.set('key', 'value')
    await service.models.saveProvider(
      { id: 'p', type: 'openai', settings: { baseUrl: 'http://x.test/v1' } },
      'k',
    )
    await service.files.upload({ name: 'a.txt', bytes: new Blob(['words']) })
    await service.knowledge.create({ id: 'base', name: 'Handbook' })
    const long = new Blob([Array.from({ length: 20_000 }, (_, n) => `Line ${n} of many.`).join('\n\n')])
    await service.knowledge.upload('base', { name: 'long.txt', bytes: long })
    const { runId } = await service.runs.start({ app: 'a', query: 'q' })
    const reading = collect(service.runs.events(runId))
    await gate.reached
    heard.splice(0)

    await service.storage.wipe()
    expect((await reading).at(-1)?.type).toBe('run_stopped')
    expect(heard.filter((type) => type !== 'document_changed')).toEqual(['base_removed', 'a'])
    const rest = async (): Promise<unknown[]> =>
      Promise.all([
        service.apps.list(),
        service.apps.versions('a'),
        service.runs.list(),
        service.conversations.list('a'),
        service.knowledge.list(),
        service.secrets.list(),
        service.models.providers(),
      ])
    const empty = [[], [], [], [], [], [], []]
    expect(await rest()).toEqual(empty)
    await new Promise((resolve) => setTimeout(resolve, 300)) // nothing of before is written later
    expect(await rest()).toEqual(empty)
    expect((await service.storage.measure()).usedBytes).toBe(0)

    await service.knowledge.create({ id: 'base', name: 'Again' })
    const document = await service.knowledge.upload('base', {
      name: 'short.txt',
      bytes: new Blob(['A city bicycle costs 14 euros a day.']),
    })
    await expect.poll(async () => (await service.knowledge.document(document.id)).state).toBe('ready')
    const { passages } = await service.knowledge.retrieve({ knowledgeIds: ['base'], query: 'city bicycle' })
    expect(passages.map(({ documentName }) => documentName)).toEqual(['short.txt'])
    await service.apps.save(talk('a'), { baseRevision: null })
    await say(service, 'a')
    await service.close()
  })

  it('leaves what the host keeps', async () => {
    const { service, stores } = await withTwoApps()
    const removed: unknown[] = []
    service.apps.watch((event) => removed.push(event))
    await service.secrets.set('key', 'value')
    await service.storage.wipe()
    expect(await service.secrets.list()).toEqual([])
    expect((await stores.apps.list()).length).toBe(2)
    expect(removed).toEqual([])
    await service.close()
  })
})
