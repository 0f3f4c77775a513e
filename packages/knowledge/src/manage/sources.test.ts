import type { KnowledgeSource } from '@skep/client'
import type { HttpPort } from '@skep/engine'
import { expect, it } from 'vitest'
import { startKnowledge } from '../ingest/knowledge.fixture.ts'
import type { SourceConnector } from '../source/connector-source.ts'

const BASE = 'base'
const PAGES = new Map<string, string>()
const http: HttpPort = {
  fetch: async ({ url }) => {
    const text = PAGES.get(url)
    return {
      status: text === undefined ? 404 : 200,
      headers: { 'content-type': 'text/plain' },
      body: new TextEncoder().encode(text ?? 'gone'),
    }
  },
}

async function started(connectors: Readonly<Record<string, SourceConnector>> = {}) {
  const { knowledge, events } = startKnowledge({
    sources: { http, clock: { sleep: async () => {} }, connectors },
  })
  await knowledge.create({ id: BASE, name: 'Base' })
  const sync = async (source: KnowledgeSource): Promise<KnowledgeSource | undefined> => {
    await knowledge.syncSource(BASE, source.id)
    await knowledge.idle()
    return (await knowledge.get(BASE)).sources.find(({ id }) => id === source.id)
  }
  const texts = async (): Promise<readonly string[]> => {
    const documents = await knowledge.documents(BASE)
    const found = await Promise.all(documents.map(({ id }) => knowledge.documentText(id)))
    return found.map(({ text }) => text.trim()).sort()
  }
  return { knowledge, events, sync, texts }
}

it('a page by its address is one document, whose new content takes the place of the old', async () => {
  const { knowledge, texts } = await started()
  PAGES.set('https://a.example/x', 'Amber is old resin.')
  const first = await knowledge.addUrl(BASE, { url: 'https://a.example/x' })
  await knowledge.idle()
  expect(await knowledge.document(first.id)).toMatchObject({
    state: 'ready',
    source: { type: 'web', url: 'https://a.example/x' },
  })
  PAGES.set('https://a.example/x', 'Cedar is fragrant wood.')
  const second = await knowledge.addUrl(BASE, { url: 'https://a.example/x' })
  await knowledge.idle()
  expect([second.id, await texts()]).toEqual([first.id, ['Cedar is fragrant wood.']])
  await expect(knowledge.addUrl(BASE, { url: 'https://a.example/none' })).rejects.toMatchObject({
    code: 'HTTP_STATUS',
  })
  await expect(knowledge.addUrl(BASE, { url: 'ftp://a.example' })).rejects.toMatchObject({
    code: 'HTTP_URL_INVALID',
  })
})

it('a connector is synced again: what is new, changed and gone, and nothing else is fetched', async () => {
  const items = new Map([
    ['a', { version: '1', text: 'Amber is old resin.' }],
    ['b', { version: '1', text: 'Cedar is fragrant wood.' }],
  ])
  const fetched: string[] = []
  const { knowledge, sync, texts, events } = await started({
    drive: {
      list: async () => ({
        items: Array.from(items, ([key, { version }]) => ({ key, name: `${key}.txt`, version })),
      }),
      fetch: async ({ key }) => {
        fetched.push(key)
        return { bytes: new TextEncoder().encode(items.get(key)?.text), mimeType: 'text/plain' }
      },
    },
  })
  const source = await knowledge.addSource(BASE, { type: 'connector', connector: 'drive' })
  await knowledge.idle()
  expect(await texts()).toEqual(['Amber is old resin.', 'Cedar is fragrant wood.'])
  const [ofA] = await knowledge.documents(BASE)
  items.set('a', { version: '2', text: 'Amber is a traffic light.' })
  items.delete('b')
  items.set('c', { version: '1', text: 'Delta of the river.' })
  const synced = await sync(source)
  expect(synced).toMatchObject({
    state: 'idle',
    lastSync: { added: 1, changed: 1, removed: 1, isComplete: true },
  })
  expect(await texts()).toEqual(['Amber is a traffic light.', 'Delta of the river.'])
  expect((await knowledge.documents(BASE)).map(({ id }) => id)).toContain(ofA?.id)
  expect(fetched).toEqual(['a', 'b', 'a', 'c'])
  expect((await sync(source))?.lastSync).toMatchObject({ unchanged: 2, added: 0, changed: 0, removed: 0 })
  expect(events.some((event) => event.type === 'base_changed' && event.base.sources[0]?.step)).toBe(true)
  const base = await knowledge.removeSource(BASE, source.id)
  expect([base.sources, await knowledge.documents(BASE)]).toEqual([[], []])
})

it('a sync that fails says why and removes nothing; content that is there already is not taken twice', async () => {
  let isDown = false
  const { knowledge, sync } = await started({
    drive: {
      list: async () => {
        if (isDown) throw new Error('secret detail')
        return { items: [{ key: 'a', name: 'a.txt', version: '1' }] }
      },
      fetch: async () => ({ bytes: new TextEncoder().encode('Amber is old resin.') }),
    },
  })
  await knowledge.addText(BASE, { name: 'Pasted', text: 'Amber is old resin.' })
  await knowledge.idle()
  const source = await knowledge.addSource(BASE, { type: 'connector', connector: 'drive' })
  await knowledge.idle()
  expect((await knowledge.get(BASE)).sources[0]?.lastSync).toMatchObject({ skipped: 1, added: 0 })
  expect(await knowledge.documents(BASE)).toHaveLength(1)
  isDown = true
  const failed = await sync(source)
  expect(failed).toMatchObject({ state: 'failed' })
  expect(JSON.stringify(failed)).not.toContain('secret detail')
  expect(await knowledge.documents(BASE)).toHaveLength(1)
  await expect(knowledge.addSource(BASE, { type: 'connector', connector: 'nobody' })).rejects.toMatchObject({
    code: 'CALL_INVALID',
  })
})
