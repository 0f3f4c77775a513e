import type { SourceInput } from '@skep/client'
import type { HttpPort } from '@skep/engine'
import { expect, it } from 'vitest'
import { failAt } from '../ingest/failing-store.fixture.ts'
import { startKnowledge } from '../ingest/knowledge.fixture.ts'
import type { SourceConnector } from '../source/connector-source.ts'
import { createMemoryKnowledgeStore } from '../store/memory-knowledge-store.ts'

const BASE = 'base'
const COUNT = 12
const clock = { sleep: async () => {} }

/** A site whose pages link to the next one, and lists of items without versions, counting what is fetched. */
function createWorld() {
  const fetched: string[] = []
  const http: HttpPort = {
    fetch: async ({ url }) => {
      const { pathname } = new URL(url)
      if (!pathname.startsWith('/p')) return { status: 404, headers: {}, body: new Uint8Array() }
      fetched.push(pathname)
      const number = Number(pathname.slice(2))
      const link = number + 1 < COUNT ? `<a href="/p${number + 1}">next</a>` : ''
      const html = `<!doctype html><title>Page ${number}</title><p>Words of page ${number} ${'and more '.repeat(20)}</p>${link}`
      return { status: 200, headers: { 'content-type': 'text/html' }, body: new TextEncoder().encode(html) }
    },
  }
  const drive: SourceConnector = {
    list: async ({ next }) => {
      const start = Number(next ?? 0)
      const items = Array.from({ length: 5 }, (_, at) => start + at)
        .filter((number) => number < COUNT)
        .map((number) => ({ key: `i${number}`, name: `${number}.txt` }))
      return { items, ...(start + 5 < COUNT ? { next: String(start + 5) } : {}) }
    },
    fetch: async ({ key }) => {
      fetched.push(key)
      return { bytes: new TextEncoder().encode(`Words of ${key}.`), mimeType: 'text/plain' }
    },
  }
  return { fetched, sources: { http, clock, connectors: { drive } } }
}

const INPUTS: readonly SourceInput[] = [
  { type: 'site', start: 'https://site.example/p0', maxDepth: 100 },
  { type: 'connector', connector: 'drive' },
  { type: 'pages', addresses: Array.from({ length: COUNT }, (_, at) => `https://site.example/p${at}`) },
]

it.each(INPUTS)(
  'a sync ($type) that is cut off anywhere goes on there and fetches at most one again',
  async (input) => {
    for (const [at, when] of [1, 3, 7, 11].flatMap((at) => [
      [at, 'before'] as const,
      [at, 'after'] as const,
    ])) {
      for (const of of ['putBytes', 'putCheckpoint'] as const) {
        const { fetched, sources } = createWorld()
        const store = createMemoryKnowledgeStore()
        const failing = failAt(store, { at, of, when, kind: 'dead' })
        const cut = startKnowledge({ store: failing.store, sources }).knowledge
        await cut.create({ id: BASE, name: 'Base' })
        await cut.addSource(BASE, input)
        await cut.idle()
        expect(fetched.length).toBeLessThan(COUNT + 1)
        const { knowledge } = startKnowledge({ store, sources })
        await knowledge.resume()
        await knowledge.idle()
        const [source] = (await knowledge.get(BASE)).sources
        const documents = await knowledge.documents(BASE)
        expect(documents.map(({ state }) => state)).toEqual(Array.from({ length: COUNT }, () => 'ready'))
        expect(source).toMatchObject({ state: 'idle', lastSync: { isComplete: true, failed: 0, removed: 0 } })
        const { added = 0, changed = 0, unchanged = 0 } = source?.lastSync ?? {}
        expect(added + changed + unchanged).toBe(COUNT)
        expect(new Set(fetched).size).toBe(COUNT)
        expect(fetched.length).toBeLessThanOrEqual(COUNT + 1)
        // The next one looks at everything again.
        await knowledge.syncSource(BASE, source?.id ?? '')
        await knowledge.idle()
        expect((await knowledge.get(BASE)).sources[0]?.lastSync).toMatchObject({ unchanged: COUNT, added: 0 })
      }
    }
  },
)

it('a sync that was stopped begins anew, one that failed goes on', async () => {
  const { fetched, sources } = createWorld()
  const { drive } = sources.connectors
  let isDown = false
  const connectors = {
    drive: {
      ...drive,
      list: async (options: Parameters<SourceConnector['list']>[0]) => {
        if (isDown && options.next === '5') throw new Error('no network')
        return drive.list(options)
      },
    },
  }
  const { knowledge } = startKnowledge({ sources: { ...sources, connectors } })
  await knowledge.create({ id: BASE, name: 'Base' })
  isDown = true
  const { id } = await knowledge.addSource(BASE, { type: 'connector', connector: 'drive' })
  await knowledge.idle()
  expect((await knowledge.get(BASE)).sources[0]).toMatchObject({ state: 'failed' })
  isDown = false
  await knowledge.syncSource(BASE, id)
  await knowledge.idle()
  expect(fetched).toEqual(Array.from({ length: COUNT }, (_, at) => `i${at}`))
  expect((await knowledge.get(BASE)).sources[0]?.lastSync).toMatchObject({ added: COUNT, isComplete: true })
  isDown = true
  await knowledge.syncSource(BASE, id)
  await knowledge.idle()
  await knowledge.stopSync(BASE, id)
  isDown = false
  fetched.length = 0
  await knowledge.syncSource(BASE, id)
  await knowledge.idle()
  expect(fetched).toHaveLength(COUNT)
})
