import type { KnowledgeSource, SkepClient } from '@skep/client'
import type { SourceConnector, SourceItem } from '@skep/knowledge'
import { afterEach, describe, expect, it } from 'vitest'
import { createSkep } from '../create-skep.ts'

const SECRET = 'token=drive-canary-0123456789'
const open: SkepClient[] = []
afterEach(async () => {
  for (const client of open.splice(0)) await client.close()
})

/** A drive of the page: what it holds, what happened to it, and what it was asked. */
function createDrive() {
  const files = new Map<string, { readonly version: string; readonly text: string }>()
  const log: { readonly key: string; readonly isGone: boolean }[] = []
  const asked: string[] = []
  const itemOf = (key: string): SourceItem => ({
    key,
    name: `${key}.txt`,
    version: files.get(key)?.version ?? '',
    url: `https://drive.example.org/${key}`,
  })
  const connector: SourceConnector = {
    // One document at a time, so that parts are asked for.
    async list({ next }) {
      asked.push(`list ${next ?? ''}`)
      const keys = [...files.keys()]
      const at = Number(next ?? 0)
      const items = keys.slice(at, at + 1).map(itemOf)
      return { items, cursor: String(log.length), ...(at + 1 < keys.length ? { next: String(at + 1) } : {}) }
    },
    async fetch({ key }) {
      asked.push(`fetch ${key}`)
      return { bytes: new TextEncoder().encode(files.get(key)?.text), mimeType: 'text/plain' }
    },
    async changedSince(cursor) {
      asked.push(`changed ${cursor}`)
      const later = log.slice(Number(cursor))
      const keys = [...new Set(later.map(({ key }) => key))]
      return {
        changed: keys.filter((key) => files.has(key)).map(itemOf),
        removed: keys.filter((key) => !files.has(key)),
        cursor: String(log.length),
        hasMore: false,
      }
    },
  }
  return {
    connector,
    asked,
    put(key: string, text: string): void {
      files.set(key, { version: `${log.length + 1}`, text })
      log.push({ key, isGone: false })
    },
    remove(key: string): void {
      files.delete(key)
      log.push({ key, isGone: true })
    },
  }
}

async function start(host: 'worker' | 'main', connectors: Readonly<Record<string, SourceConnector>>) {
  const client = createSkep({
    namespace: `connectors|${Math.random()}`,
    storage: 'memory',
    host,
    connectors,
  })
  open.push(client)
  const { knowledge } = client
  await knowledge.create({ id: 'base', name: 'Base' })
  const source = async (): Promise<KnowledgeSource | undefined> => (await knowledge.get('base')).sources[0]
  const settled = async (): Promise<KnowledgeSource | undefined> => {
    await expect.poll(async () => (await source())?.state, { timeout: 30_000 }).toMatch(/idle|failed/)
    await expect
      .poll(async () => (await knowledge.documents('base')).every(({ state }) => state === 'ready'), {
        timeout: 30_000,
      })
      .toBe(true)
    return source()
  }
  return {
    knowledge,
    source,
    async add(connector: string) {
      await knowledge.addSource('base', { type: 'connector', connector })
      return settled()
    },
    async sync() {
      await knowledge.syncSource('base', (await source())?.id ?? '')
      return settled()
    },
    async texts() {
      const documents = await knowledge.documents('base')
      const found = await Promise.all(documents.map(({ id }) => knowledge.documentText(id)))
      return found.map(({ text }) => text.trim()).sort()
    },
  }
}

const counts = (of: KnowledgeSource | undefined) => {
  const { added, changed, unchanged, removed, failed } = of?.lastSync ?? {}
  return { added, changed, unchanged, removed, failed }
}

describe.each(['worker', 'main'] as const)('a connector of the page, called from the %s', (host) => {
  it('is listed, fetched, and asked for changes: new, changed and deleted documents follow', async () => {
    const drive = createDrive()
    drive.put('a', 'Amber is old resin.')
    drive.put('b', 'Cedar is fragrant wood.')
    const { knowledge, add, sync, texts } = await start(host, { drive: drive.connector })
    const first = await add('drive')
    expect(first).toMatchObject({ state: 'idle', cursor: '2' })
    expect(counts(first)).toEqual({ added: 2, changed: 0, unchanged: 0, removed: 0, failed: 0 })
    expect(drive.asked).toEqual(['list ', 'fetch a', 'list 1', 'fetch b'])
    expect(await texts()).toEqual(['Amber is old resin.', 'Cedar is fragrant wood.'])
    const [ofA] = await knowledge.documents('base')
    expect(ofA?.source).toMatchObject({ type: 'connector', connectorId: 'drive', itemId: 'a', revision: '1' })

    drive.asked.length = 0
    drive.put('a', 'Amber is a traffic light.')
    drive.put('c', 'Delta is a river mouth.')
    drive.remove('b')
    const second = await sync()
    expect(counts(second)).toEqual({ added: 1, changed: 1, unchanged: 0, removed: 1, failed: 0 })
    expect(drive.asked).toEqual(['changed 2', 'fetch a', 'fetch c'])
    expect(await texts()).toEqual(['Amber is a traffic light.', 'Delta is a river mouth.'])
    expect((await knowledge.documents('base')).map(({ id }) => id)).toContain(ofA?.id)
    const { passages } = await knowledge.retrieve({ knowledgeIds: ['base'], query: 'traffic light' })
    expect(passages.map(({ documentName }) => documentName)).toEqual(['a.txt'])
    const gone = await knowledge.retrieve({ knowledgeIds: ['base'], query: 'fragrant wood' })
    expect(gone.passages).toEqual([])
  })

  it('that forgot what changed is listed again, and what is not in the list is removed', async () => {
    const drive = createDrive()
    drive.put('a', 'Amber is old resin.')
    drive.put('b', 'Cedar is fragrant wood.')
    const { add, sync, texts } = await start(host, {
      drive: { ...drive.connector, changedSince: async () => null },
    })
    await add('drive')
    drive.asked.length = 0
    drive.remove('a')
    expect(counts(await sync())).toEqual({ added: 0, changed: 0, unchanged: 1, removed: 1, failed: 0 })
    expect(drive.asked).toEqual(['list '])
    expect(await texts()).toEqual(['Cedar is fragrant wood.'])
  })

  it('that fails ends in the state of its source, with a code and without its words, and may be tried again', async () => {
    const drive = createDrive()
    drive.put('a', 'Amber is old resin.')
    let isDown = true
    const { knowledge, add, sync, texts } = await start(host, {
      drive: {
        ...drive.connector,
        async list(options) {
          if (isDown) throw new Error(`401 for https://drive.example.org?${SECRET}`)
          return drive.connector.list(options)
        },
      },
    })
    expect(await add('drive')).toMatchObject({
      state: 'failed',
      error: { code: 'SOURCE_FAILED', data: { connector: 'drive' } },
    })
    expect(JSON.stringify(await knowledge.list())).not.toContain('canary')
    isDown = false
    const again = await sync()
    expect(again).toMatchObject({ state: 'idle', lastSync: { added: 1 } })
    expect(again).not.toHaveProperty('error')
    expect(await texts()).toEqual(['Amber is old resin.'])
  })

  it('that cannot give one document gives the others; what it gives in a wrong shape is an error of its own', async () => {
    const drive = createDrive()
    drive.put('a', 'Amber is old resin.')
    drive.put('b', 'Cedar is fragrant wood.')
    const { knowledge, add } = await start(host, {
      drive: {
        ...drive.connector,
        async fetch(item, options) {
          if (item.key === 'a') throw new Error(SECRET)
          return drive.connector.fetch(item, options)
        },
      },
      wrong: { ...drive.connector, list: async () => ({ documents: [] }) as never },
    })
    const source = await add('drive')
    expect(counts(source)).toEqual({ added: 1, changed: 0, unchanged: 0, removed: 0, failed: 1 })
    expect(source?.lastSync?.failure).toMatchObject({ code: 'SOURCE_FAILED' })
    await knowledge.removeSource('base', source?.id ?? '')
    expect(await knowledge.documents('base')).toEqual([])
    expect(await add('wrong')).toMatchObject({ state: 'failed', error: { code: 'SOURCE_FAILED' } })
    await expect(add('nobody')).rejects.toMatchObject({ code: 'CALL_INVALID' })
    expect(JSON.stringify(await knowledge.list())).not.toContain('canary')
  })

  it('that is at work is told to stop', async () => {
    const drive = createDrive()
    drive.put('a', 'Amber is old resin.')
    let isAtWork = false
    let stopped = false
    const { knowledge, source } = await start(host, {
      drive: {
        ...drive.connector,
        fetch: (_, { signal }) =>
          new Promise((_resolve, reject) => {
            isAtWork = true
            signal.addEventListener('abort', () => {
              stopped = true
              reject(signal.reason)
            })
          }),
      },
    })
    await knowledge.addSource('base', { type: 'connector', connector: 'drive' })
    await expect.poll(() => isAtWork).toBe(true)
    const { id = '' } = (await source()) ?? {}
    await knowledge.stopSync('base', id)
    await expect.poll(() => stopped).toBe(true)
    expect(await source()).toMatchObject({ state: 'idle' })
  })
})
