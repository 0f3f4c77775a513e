import type { KnowledgeDocument, KnowledgeEvent } from '@skep/client'
import type { SourceConnector } from '@skep/knowledge'
import { afterEach, expect, it } from 'vitest'
import type { createSkep, LocalSkepClient, SkepOptions } from './create-skep.ts'

/** A page of its own over the same origin: its own modules, its own worker, which ends with it. */
interface Tab {
  readonly client: LocalSkepClient
  /** What its watchers were told, in order. */
  readonly events: KnowledgeEvent[]
  close(): void
}

declare global {
  interface Window {
    readonly startSkep?: typeof createSkep
  }
}

const tabs: Tab[] = []
afterEach(() => {
  for (const tab of tabs.splice(0)) tab.close()
})

async function openTab(options: SkepOptions): Promise<Tab> {
  const frame = document.createElement('iframe')
  const source = new URL('./create-skep.ts', import.meta.url).href
  frame.srcdoc = `<script>globalThis.__vitest_browser_runner__ = { wrapDynamicImport: (load) => load() }</script>
<script type="module">
import { createSkep } from ${JSON.stringify(source)}
globalThis.startSkep = createSkep
</script>`
  document.body.append(frame)
  await expect.poll(() => frame.contentWindow?.startSkep).toBeTypeOf('function')
  const page = frame.contentWindow as (Window & typeof globalThis) | null // which a frame of one's own origin has
  if (!page?.startSkep) throw new Error('The page has no client.')
  // As bundlers write it: a page of a frame has no address to find it from.
  const script = `${new URL('./worker.ts', import.meta.url).href}?worker_file&type=module`
  const worker = (): Worker => new page.Worker(script, { type: 'module' })
  const client = page.startSkep({ ...options, host: 'worker', worker })
  const events: KnowledgeEvent[] = []
  client.knowledge.watch((event) => events.push(event))
  await client.knowledge.list()
  const tab = { client, events, close: () => frame.remove() }
  tabs.push(tab)
  return tab
}

const WORDS = ['amber', 'basin', 'cedar', 'delta', 'ember', 'fjord', 'grove'] as const

/** Long enough to be seen at work: a thousand chunks and more. */
function fileOf(name: string, parts: number): { readonly name: string; readonly bytes: Uint8Array } {
  const text = Array.from(
    { length: parts },
    (_, part) => `Part ${part} of ${name}: ${WORDS.join(` ${part % 7} ${name} `).repeat(3)}.`,
  ).join('\n\n')
  return { name, bytes: new TextEncoder().encode(text) }
}

const files = [fileOf('one.txt', 800), fileOf('two.txt', 300), fileOf('three.txt', 100)]
const BASE = { id: 'base', name: 'Base', split: { maxSize: 256, overlap: 0 } } as const

const stateOf = ({ events }: Tab, id: string): KnowledgeDocument | undefined =>
  events
    .flatMap((event) => (event.type === 'document_changed' && event.document.id === id ? event.document : []))
    .at(-1)

/** Waits until a tab is told that a document's chunks are being embedded; what it was told before does not count. */
function toldOfEmbedding({ events }: Tab, id: string, before = 0): Promise<void> {
  return expect
    .poll(
      () =>
        events.slice(before).some((event) => {
          if (event.type !== 'document_changed' || event.document.id !== id) return false
          const { state, step } = event.document
          return state === 'embedding' && (step?.done ?? 0) > 0
        }),
      { timeout: 60_000, interval: 5 },
    )
    .toBe(true)
}

/** Everything that is in the base: names, states, and each chunk with its id. */
async function contentOf({ client }: Tab): Promise<unknown> {
  const { knowledge } = client
  const documents = await knowledge.documents(BASE.id)
  const chunks = await Promise.all(documents.map(({ id }) => knowledge.chunks(id)))
  const { documentCount, chunkCount } = await knowledge.get(BASE.id)
  const { passages } = await knowledge.retrieve({
    knowledgeIds: [BASE.id],
    query: 'part 17 amber of two.txt',
  })
  return {
    documents: documents
      .map(({ name, state, chunkCount, warnings }) => [name, state, chunkCount, warnings])
      .sort(),
    chunks: chunks
      .flat()
      .map(({ id, text }) => `${id} ${text}`)
      .sort(),
    counts: [documentCount, chunkCount],
    found: passages.map(({ chunkId }) => chunkId),
  }
}

/** The documents that rows of a table belong to. */
async function ownersIn(namespace: string, table: string): Promise<readonly string[]> {
  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const db = await settled(indexedDB.open(`skep:${namespace}`))
  const rows: readonly { readonly documentId: string }[] = await settled(
    db.transaction(table).objectStore(table).getAll(),
  )
  db.close()
  return [...new Set(rows.map(({ documentId }) => documentId))]
}

it('a second tab follows the first one, takes over when it is closed in the middle, and nothing is lost or double', async () => {
  const namespace = `tabs|${Math.random()}`
  const alone = await openTab({ namespace: `${namespace}|alone`, storage: 'memory' })
  await alone.client.knowledge.create(BASE)
  for (const file of files) await alone.client.knowledge.upload(BASE.id, file)
  await expect
    .poll(async () => (await alone.client.knowledge.documents(BASE.id)).map(({ state }) => state), {
      timeout: 60_000,
    })
    .toEqual(['ready', 'ready', 'ready'])
  const expected = await contentOf(alone)

  const first = await openTab({ namespace })
  const second = await openTab({ namespace })
  await first.client.knowledge.create(BASE)
  const uploaded: KnowledgeDocument[] = []
  for (const file of files) uploaded.push(await first.client.knowledge.upload(BASE.id, file))
  const [one] = uploaded
  // The second has asked for nothing and is told.
  await toldOfEmbedding(second, one?.id ?? '')
  first.close()
  await expect
    .poll(() => uploaded.map(({ id }) => stateOf(second, id)?.state), { timeout: 60_000 })
    .toEqual(['ready', 'ready', 'ready'])
  expect(await contentOf(second)).toEqual(expected)
  await second.client.storage.wipe()
})

it('a document is paused, gone on with and stopped from the other tab, and both show the same', async () => {
  const namespace = `tabs|${Math.random()}`
  const first = await openTab({ namespace })
  const second = await openTab({ namespace })
  const { knowledge } = second.client
  await first.client.knowledge.create(BASE)
  const { id } = await first.client.knowledge.upload(BASE.id, fileOf('one.txt', 1_600))
  const other = await first.client.knowledge.upload(BASE.id, fileOf('three.txt', 50))
  await toldOfEmbedding(second, id)
  await knowledge.pauseDocument(id)
  // The first tab has gone on to the next one: its work on the first document has ended.
  await expect.poll(() => stateOf(second, other.id)?.state, { timeout: 60_000 }).toBe('ready')
  for (const tab of [first, second]) {
    expect(stateOf(tab, id)).toMatchObject({ state: 'paused', progress: 0 })
    expect(await tab.client.knowledge.document(id)).toMatchObject({ state: 'paused' })
    expect(await tab.client.knowledge.chunks(id)).toEqual([])
  }
  let before = first.events.length
  await knowledge.resumeDocument(id)
  await toldOfEmbedding(first, id, before)
  await first.client.knowledge.cancelDocument(id)
  await expect.poll(() => [first, second].map((tab) => stateOf(tab, id)?.state)).toEqual(['failed', 'failed'])
  await first.client.knowledge.retry(id)
  await expect
    .poll(() => [first, second].map((tab) => stateOf(tab, id)?.state), { timeout: 60_000 })
    .toEqual(['ready', 'ready'])
  const { chunkCount } = await knowledge.document(id)
  const chunks = await knowledge.chunks(id)
  expect(chunks).toHaveLength(chunkCount)
  expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(chunkCount)
  // Removed in one, while the other works on it again.
  before = second.events.length
  await first.client.knowledge.reindex(id, { split: { maxSize: 128 } })
  await toldOfEmbedding(second, id, before)
  await knowledge.removeDocument(id)
  await expect
    .poll(async () => (await first.client.knowledge.documents(BASE.id)).map((document) => document.id))
    .toEqual([other.id])
  // Nor are rows of it left that the first tab wrote before it heard of that.
  for (const table of ['termBlocks', 'chunkGroups', 'vectorCodes', 'vectorFloats', 'documentBytes'])
    await expect.poll(() => ownersIn(namespace, table)).toEqual([other.id])
  await second.client.storage.wipe()
})

it('a source that one tab reads is stopped from the other one, and taken over when that tab is closed', async () => {
  const texts = new Map([
    ['a', 'Amber is old resin.'],
    ['b', 'Cedar is fragrant wood.'],
    ['c', 'Delta is a river mouth.'],
  ])
  const asked: string[] = []
  let stopped = 0
  /** In one of the tabs it gets stuck at its second document. */
  const drive = (name: string, isStuck: boolean): SourceConnector => ({
    list: async () => ({
      items: Array.from(texts.keys(), (key) => ({ key, name: `${key}.txt`, version: '1' })),
    }),
    async fetch({ key }, { signal }) {
      asked.push(`${name} ${key}`)
      if (isStuck && key === 'b') {
        await new Promise((_, reject) =>
          signal.addEventListener('abort', () => {
            stopped++
            reject(signal.reason)
          }),
        )
      }
      return { bytes: new TextEncoder().encode(texts.get(key)), mimeType: 'text/plain' }
    },
  })
  const namespace = `tabs|${Math.random()}`
  const first = await openTab({ namespace, connectors: { drive: drive('first', true) } })
  const second = await openTab({ namespace, connectors: { drive: drive('second', false) } })
  const { knowledge } = second.client
  await first.client.knowledge.create(BASE)
  const { id } = await first.client.knowledge.addSource(BASE.id, { type: 'connector', connector: 'drive' })
  const stuck = () => expect.poll(() => asked, { timeout: 30_000 })
  await stuck().toEqual(['first a', 'first b'])
  await knowledge.stopSync(BASE.id, id)
  await expect.poll(() => stopped).toBe(1)
  expect((await first.client.knowledge.get(BASE.id)).sources).toMatchObject([{ state: 'idle' }])
  // What it had taken stays, and is not asked for again.
  await first.client.knowledge.syncSource(BASE.id, id)
  await stuck().toEqual(['first a', 'first b', 'first b'])
  expect(asked.some((line) => line.startsWith('second'))).toBe(false)
  first.close()
  await expect
    .poll(async () => (await knowledge.get(BASE.id)).sources, { timeout: 30_000 })
    .toMatchObject([{ state: 'idle', lastSync: { added: 2, unchanged: 1, isComplete: true } }])
  expect(asked.slice(3)).toEqual(['second b', 'second c'])
  await expect
    .poll(async () => (await knowledge.documents(BASE.id)).map(({ name, state }) => [name, state]).sort(), {
      timeout: 30_000,
    })
    .toEqual([...texts.keys()].map((key) => [`${key}.txt`, 'ready']))
  await second.client.storage.wipe()
})
