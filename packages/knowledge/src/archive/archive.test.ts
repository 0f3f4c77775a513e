import fc from 'fast-check'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { failAt } from '../ingest/failing-store.fixture.ts'
import { KeyLock } from '../ingest/key-lock.ts'
import { proseOf, startKnowledge, textFile } from '../ingest/knowledge.fixture.ts'
import type { KnowledgeStore } from '../store/knowledge-store.ts'
import { createMemoryKnowledgeStore } from '../store/memory-knowledge-store.ts'
import { readVectors } from '../store/read-parts.ts'

const FIELDS = [{ name: 'author', type: 'string' }] as const

async function filled() {
  const started = startKnowledge()
  const { knowledge } = started
  const base = await knowledge.create({
    id: 'base',
    name: 'Manuals',
    split: { maxSize: 480, overlap: 0 },
    metadataFields: FIELDS,
  })
  const { id } = await knowledge.upload(base.id, textFile('a.txt', proseOf(1, 40)))
  await knowledge.upload(base.id, textFile('b.txt', proseOf(2, 9)))
  await knowledge.addText(base.id, {
    name: 'Pasted',
    text: '# Saffron\n\nSaffron grows in the walled garden.',
  })
  await knowledge.idle()
  await knowledge.updateDocument(id, { metadata: { author: 'Ada' } })
  const [first, second] = await knowledge.chunks(id)
  await knowledge.updateChunk(first?.id ?? '', { text: 'A zeppelin above the harbour.' })
  await knowledge.updateChunks([second?.id ?? ''], { isEnabled: false })
  await knowledge.addChunks(id, [{ text: 'Added by hand: crocus.' }])
  return { ...started, base }
}

/** What is stored of bases that are not there. */
async function remains(store: KnowledgeStore): Promise<readonly unknown[]> {
  const known = new Set((await store.bases()).map(({ id }) => id))
  const seen = Array.from({ length: 12 }, (_, at) => `id${at}`).filter((id) => !known.has(id))
  return Promise.all(
    seen.map(async (id) => [
      await store.documents(id),
      await readVectors(store, `${id}:1`),
      (await store.terms(id)).blocks,
      await store.generation(`${id}:1`),
    ]),
  )
}

const bytesOf = async (archive: Blob): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await archive.arrayBuffer())

it('an exported base gives the same answers in another namespace', async () => {
  const { knowledge, base } = await filled()
  const archive = await knowledge.exportBase(base.id)
  const other = startKnowledge().knowledge
  const imported = await other.importBase({ name: 'base.zip', bytes: archive })
  expect(imported).toMatchObject({ name: 'Manuals', documentCount: 3, metadataFields: FIELDS })
  expect(imported.id).not.toBe(base.id)
  for (const query of [
    'part17 willow',
    'zeppelin',
    'crocus',
    'saffron garden',
    'ember fjord grove',
    'nothing of this',
  ]) {
    const ask = async (from: typeof knowledge, id: string) =>
      (await from.retrieve({ knowledgeIds: [id], query, settings: { topK: 5 } })).passages.map(
        ({ text, documentName, location, score }) => ({
          text,
          documentName,
          location,
          score: score.toFixed(6),
        }),
      )
    expect(await ask(other, imported.id)).toEqual(await ask(knowledge, base.id))
  }
  const described = async (from: typeof knowledge, id: string) =>
    (await from.documents(id)).map(({ name, metadata, charCount, chunkCount, contentHash }) => [
      name,
      metadata,
      charCount,
      chunkCount,
      contentHash,
    ])
  expect(await described(other, imported.id)).toEqual(await described(knowledge, base.id))
  // It goes on living: documents can be cut anew, changed and added.
  const [document] = await other.documents(imported.id)
  await other.reindex(document?.id ?? '')
  await other.upload(imported.id, textFile('c.txt', proseOf(3, 4)))
  await other.idle()
  expect((await other.documents(imported.id)).map(({ state }) => state)).toEqual(Array(4).fill('ready'))
})

it('refuses what is no export, is damaged or was made by a later release, and stores nothing', async () => {
  const { knowledge, base } = await filled()
  const whole = await bytesOf(await knowledge.exportBase(base.id))
  const parts = unzipSync(whole)
  const manifest = JSON.parse(new TextDecoder().decode(parts['manifest.json']))
  const chunks = JSON.parse(new TextDecoder().decode(parts['documents/0/chunks.json']))
  const withManifest = (changes: object) =>
    zipSync({ ...parts, 'manifest.json': strToU8(JSON.stringify({ ...manifest, ...changes })) })
  const withChunks = (value: unknown) =>
    zipSync({ ...parts, 'documents/0/chunks.json': strToU8(JSON.stringify(value)) })
  const [batch] = chunks
  const foreign = { ...batch.chunks[0], id: 'of another document.1' }
  const { other, store } = (() => {
    const { knowledge: other, store } = startKnowledge()
    return { other, store }
  })()
  const code = (bytes: Uint8Array) =>
    other.importBase({ name: 'x.zip', bytes }).then(
      () => 'imported',
      (error: { code?: string }) => error.code,
    )
  expect(await code(strToU8('no zip'))).toBe('DOCUMENT_DAMAGED')
  expect(await code(zipSync({ 'a.txt': strToU8('x') }))).toBe('DOCUMENT_DAMAGED')
  expect(await code(whole.slice(0, whole.length - 40))).toBe('DOCUMENT_DAMAGED')
  expect(await code(withManifest({ version: 2 }))).toBe('STORAGE_VERSION')
  expect(
    await code(withManifest({ base: { ...manifest.base, split: { ...manifest.base.split, maxSize: 1e9 } } })),
  ).toBe('CALL_INVALID')
  expect(await code(withManifest({ generation: { ...manifest.generation, dimensions: 3 } }))).toBe(
    'DOCUMENT_DAMAGED',
  )
  expect(await code(withChunks([{ ...batch, chunks: [foreign] }]))).toBe('DOCUMENT_DAMAGED')
  expect(await code(withChunks([{ ...batch, unitIds: [] }]))).toBe('DOCUMENT_DAMAGED')
  expect(await code(withChunks('text'))).toBe('DOCUMENT_DAMAGED')
  expect(await code(zipSync({ ...parts, 'documents/0/vectors.bin': new Uint8Array(7) }))).toBe(
    'DOCUMENT_DAMAGED',
  )
  expect([await other.list(), await store.bases()]).toEqual([[], []])
})

it('takes any bytes without harm: a typed error or a whole base', async () => {
  const { knowledge, base } = await filled()
  const whole = await bytesOf(await knowledge.exportBase(base.id))
  const { knowledge: other } = startKnowledge()
  const changes = fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), {
    minLength: 1,
    maxLength: 6,
  })
  await fc.assert(
    fc.asyncProperty(changes, async (edits) => {
      const bytes = whole.slice()
      for (const [at, value] of edits) bytes[at] = value
      const imported = await other.importBase({ name: 'x.zip', bytes }).catch((error: { code?: string }) => {
        expect(error.code).toMatch(/^[A-Z_]+$/)
        return null
      })
      if (imported) await other.remove(imported.id)
      expect(await other.list()).toEqual([])
    }),
    { numRuns: 40 },
  )
})

it('an import that is cut off anywhere is not seen, and the next session removes what it left', async () => {
  const { knowledge, base } = await filled()
  const archive = await bytesOf(await knowledge.exportBase(base.id))
  const whole = createMemoryKnowledgeStore()
  const counting = failAt(whole, { at: 0, when: 'before', kind: 'once' })
  await startKnowledge({ store: counting.store }).knowledge.importBase({ name: 'base.zip', bytes: archive })
  expect(counting.writes.length).toBeGreaterThan(10)
  for (const [index, name] of counting.writes.entries()) {
    for (const when of ['before', 'after'] as const) {
      const store = createMemoryKnowledgeStore()
      const cut = startKnowledge({
        store: failAt(store, { at: index + 1, when, kind: 'dead' }).store,
      }).knowledge
      await expect(cut.importBase({ name: 'base.zip', bytes: archive })).rejects.toMatchObject({
        code: 'STORAGE_FAILED',
      })
      const next = startKnowledge({ store }).knowledge
      const isWhole = index + 1 === counting.writes.length && when === 'after'
      const [seen, ...others] = await next.list()
      expect([name, when, seen?.documentCount, others]).toEqual([name, when, isWhole ? 3 : undefined, []])
      await next.resume()
      await next.idle()
      expect(await store.bases()).toHaveLength(isWhole ? 1 : 0)
      for (const left of await remains(store)) expect(left).toEqual([[], [], [], null])
      expect(await next.list()).toEqual(isWhole ? [seen] : [])
    }
  }
})

it('an import under way is left alone by another session that starts', async () => {
  const { knowledge, base } = await filled()
  const archive = await bytesOf(await knowledge.exportBase(base.id))
  const store = createMemoryKnowledgeStore()
  const lock = new KeyLock()
  const alone = <T>(knowledgeId: string, change: () => Promise<T>): Promise<T> =>
    lock.run(knowledgeId, change)
  let isSeen = false
  const held: KnowledgeStore = {
    ...store,
    async commitDocument(...given) {
      if (!isSeen) {
        isSeen = true
        const other = startKnowledge({ store, alone }).knowledge
        expect(await other.list()).toEqual([])
        await other.resume()
      }
      return store.commitDocument(...given)
    },
  }
  const importing = startKnowledge({ store: held, alone }).knowledge
  const imported = await importing.importBase({ name: 'base.zip', bytes: archive })
  expect(isSeen).toBe(true)
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(await startKnowledge({ store }).knowledge.list()).toEqual([imported])
})
