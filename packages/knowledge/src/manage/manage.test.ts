import type { KnowledgeChunk } from '@skep/client'
import type { Embedder } from '@skep/models'
import { describe, expect, it } from 'vitest'
import { loadPlainText, proseOf, startKnowledge, textFile } from '../ingest/knowledge.fixture.ts'
import type { KnowledgeStore } from '../store/knowledge-store.ts'
import { readTerms, readVectors } from '../store/read-parts.ts'

const BASE = 'base'

async function withDocument(text: string, options: Parameters<typeof startKnowledge>[0] = {}, split = {}) {
  const started = startKnowledge(options)
  const { knowledge } = started
  await knowledge.create({
    id: BASE,
    name: 'Base',
    split: { maxSize: 64, overlap: 0, ...split },
    metadataFields: [
      { name: 'author', type: 'string' },
      { name: 'year', type: 'number' },
    ],
  })
  const { id } = await knowledge.upload(BASE, textFile('a.txt', text))
  await knowledge.idle()
  const find = async (query: string): Promise<string[]> =>
    (await knowledge.retrieve({ knowledgeIds: [BASE], query })).passages.map((passage) => passage.chunkId)
  return { ...started, id, find }
}

const TEXT = [
  'The amber lamp hangs beside the northern door of the old mill.',
  'Cedar planks are stored under the quarry bridge in winter.',
  'The tundra expedition returned with seven willow baskets.',
].join('\n\n')

/** What is searched: the same ids in terms and in vectors, and in no other place. */
async function unitIds(store: KnowledgeStore): Promise<string[]> {
  const terms = (await readTerms(store, BASE)).flatMap((block) => block.chunkIds)
  const active = await store.activeGeneration(BASE)
  const vectors = (await readVectors(store, active?.id ?? '')).flatMap((block) => block.chunkIds)
  expect(vectors.sort()).toEqual(terms.sort())
  return terms
}

describe('chunks', () => {
  it('are edited, disabled, added and removed, and searches follow at once and after a reopening', async () => {
    const { knowledge, store, id, find } = await withDocument(TEXT)
    const chunks = await knowledge.chunks(id)
    const [lamp, cedar, tundra] = chunks.map((chunk) => chunk.id)
    expect(await find('tundra expedition')).toEqual([tundra])
    const edited = await knowledge.updateChunk(lamp ?? '', { text: 'A zeppelin floats above the harbour.' })
    expect(edited).toMatchObject({ isEdited: true, text: 'A zeppelin floats above the harbour.' })
    await knowledge.updateChunks([cedar ?? ''], { isEnabled: false })
    await knowledge.removeChunks([tundra ?? ''])
    const [added] = await knowledge.addChunks(id, [
      { text: 'Saffron grows in the walled garden.', keywords: ['crocus'] },
    ])
    const expected = async (search: typeof find): Promise<void> => {
      expect(await search('zeppelin harbour')).toEqual([lamp])
      expect(await search('amber lamp')).toEqual([])
      expect(await search('cedar planks')).toEqual([])
      expect(await search('tundra expedition')).toEqual([])
      expect(await search('crocus')).toEqual([added?.id])
    }
    await expected(find)
    const other = startKnowledge({ store }).knowledge
    await expected(async (query) =>
      (await other.retrieve({ knowledgeIds: [BASE], query })).passages.map((passage) => passage.chunkId),
    )
    expect((await unitIds(store)).sort()).toEqual([lamp, added?.id].sort())
    expect((await knowledge.chunks(id)).map((chunk) => chunk.id)).toEqual([lamp, cedar, added?.id])
    expect(await knowledge.document(id)).toMatchObject({ chunkCount: 3, revision: 5 })
    expect(await knowledge.get(BASE)).toMatchObject({ chunkCount: 3 })
    await knowledge.updateChunks([cedar ?? ''], { isEnabled: true })
    expect(await find('cedar planks')).toEqual([cedar])
  })

  it('are embedded alone: what did not change keeps its vectors', async () => {
    const embedded: string[] = []
    const embedder: Embedder = {
      id: 'counting',
      dimensions: 2,
      embed: async (texts) => {
        embedded.push(...texts)
        return texts.map((text) => Float32Array.of(text.length % 7, 1))
      },
    }
    const started = startKnowledge({ embedders: () => embedder })
    const { knowledge } = started
    await knowledge.create({
      id: BASE,
      name: 'Base',
      split: { maxSize: 64, overlap: 0 },
      embedder: { provider: 'p', model: 'm' },
    })
    const { id } = await knowledge.upload(BASE, textFile('a.txt', TEXT))
    await knowledge.idle()
    const [first] = await knowledge.chunks(id)
    embedded.length = 0
    await knowledge.updateChunk(first?.id ?? '', { text: 'Something else.' })
    await knowledge.addChunks(id, [{ text: 'One more.' }])
    await knowledge.updateChunks([first?.id ?? ''], { isEnabled: false })
    expect(embedded).toEqual(['Something else.', 'One more.'])
  })

  it('that are changed at the same time all keep their changes', async () => {
    const { knowledge, store, id } = await withDocument(TEXT)
    const chunks = await knowledge.chunks(id)
    await Promise.all(
      chunks.map((chunk, at) => knowledge.updateChunk(chunk.id, { text: `Changed ${at} zeppelin.` })),
    )
    expect((await knowledge.chunks(id)).map((chunk) => chunk.text)).toEqual([
      'Changed 0 zeppelin.',
      'Changed 1 zeppelin.',
      'Changed 2 zeppelin.',
    ])
    expect(await unitIds(store)).toHaveLength(3)
  })

  it('of a base of questions are pairs, and of parents are cut into children', async () => {
    const pairs = await withDocument(
      'question,answer\nWhat is amber?,Old resin.',
      {
        load: async () => ({
          text: '| question | answer |\n| --- | --- |\n| What is amber? | Old \\| hard resin. |',
          pages: [],
          headings: [],
          warnings: [],
          format: 'csv',
        }),
      },
      { mode: 'question-answer' },
    )
    const [chunk] = await pairs.knowledge.chunks(pairs.id)
    expect(chunk).toMatchObject({ question: 'What is amber?', answer: 'Old | hard resin.' })
    await expect(pairs.knowledge.addChunks(pairs.id, [{ text: 'No pair' }])).rejects.toMatchObject({
      code: 'CALL_INVALID',
      data: { field: 'question' },
    })
    await pairs.knowledge.updateChunk(chunk?.id ?? '', { answer: 'Fossil resin.' })
    expect(await pairs.knowledge.chunks(pairs.id)).toMatchObject([
      {
        question: 'What is amber?',
        answer: 'Fossil resin.',
        text: 'What is amber?\nFossil resin.',
        isEdited: true,
      },
    ])

    const parents = await withDocument(
      `${TEXT}\n\n${proseOf(3, 2)}`,
      {},
      { mode: 'parent-child', maxSize: 600, child: { separator: '\\n', maxSize: 80 } },
    )
    const [parent] = await parents.knowledge.chunks(parents.id)
    expect(parent?.children?.length).toBeGreaterThan(2)
    const children = (await parents.knowledge.chunks(parents.id)).flatMap((each) => each.children ?? [])
    expect((await unitIds(parents.store)).sort()).toEqual(children.map((child) => child.id).sort())
    expect(await parents.knowledge.document(parents.id)).toMatchObject({ childCount: children.length })
    await parents.knowledge.updateChunk(parent?.id ?? '', { children: ['One part.', 'Another part.'] })
    expect((await parents.knowledge.chunks(parents.id))[0]?.children?.map((child) => child.text)).toEqual([
      'One part.',
      'Another part.',
    ])
    expect((await unitIds(parents.store)).length).toBe(children.length - (parent?.children?.length ?? 0) + 2)
  })
})

describe('a document', () => {
  it('that is disabled or archived is not found, and comes back', async () => {
    const { knowledge, id, find } = await withDocument(TEXT)
    for (const off of [{ isEnabled: false }, { isArchived: true }] as const) {
      await knowledge.updateDocument(id, off)
      expect(await find('amber lamp')).toEqual([])
      await knowledge.updateDocument(id, { isEnabled: true, isArchived: false } as const).catch(async () => {
        await knowledge.updateDocument(id, { isArchived: false })
      })
      expect(await find('amber lamp')).toHaveLength(1)
    }
  })

  it('has metadata of the fields of its base alone, and an archived one is read only', async () => {
    const { knowledge, id } = await withDocument(TEXT)
    await knowledge.updateDocuments([id], { metadata: { author: 'Ada', year: 1843 } })
    expect((await knowledge.updateDocument(id, { name: ' Notes ' })).name).toBe('Notes')
    expect((await knowledge.updateDocument(id, { metadata: { year: null } })).metadata).toEqual({
      author: 'Ada',
    })
    for (const metadata of [{ colour: 'red' }, { year: 'late' }, { document_name: 'x' }]) {
      await expect(knowledge.updateDocument(id, { metadata })).rejects.toMatchObject({ code: 'CALL_INVALID' })
    }
    await knowledge.updateDocument(id, { isArchived: true })
    await expect(knowledge.updateDocument(id, { name: 'x' })).rejects.toMatchObject({ code: 'CALL_INVALID' })
    await expect(knowledge.addChunks(id, [{ text: 'x' }])).rejects.toMatchObject({ code: 'CALL_INVALID' })
    await expect(knowledge.reindex(id)).rejects.toMatchObject({ code: 'CALL_INVALID' })
    await knowledge.update(BASE, { metadataFields: [{ name: 'year', type: 'number' }] })
    expect((await knowledge.document(id)).metadata).toEqual({})
  })

  it('that is cut anew answers with its old chunks until the new ones are ready', async () => {
    let release = (): void => {}
    let isHeld = false
    const { knowledge, store, id, find } = await withDocument(TEXT, {
      load: async (file, options) => {
        if (isHeld) await new Promise<void>((resolve) => (release = resolve))
        return loadPlainText(file, options)
      },
    })
    const before = await knowledge.chunks(id)
    isHeld = true
    await knowledge.reindex(id, { split: { maxSize: 1024 } })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect((await knowledge.document(id)).state).toBe('loading')
    expect(await knowledge.chunks(id)).toEqual(before)
    expect(await find('amber lamp')).toEqual([before[0]?.id])
    await expect(knowledge.updateChunk(before[0]?.id ?? '', { text: 'x' })).rejects.toMatchObject({
      code: 'CALL_INVALID',
    })
    release()
    await knowledge.idle()
    const after = await knowledge.chunks(id)
    expect([before.length, after.length]).toEqual([3, 1])
    expect(await find('amber lamp')).toEqual([after[0]?.id])
    expect(await unitIds(store)).toEqual([after[0]?.id])
    expect(await knowledge.document(id)).toMatchObject({
      state: 'ready',
      edition: 1,
      chunkCount: 1,
      split: { maxSize: 1024 },
    })
    isHeld = false
    await knowledge.reindex(id, { split: null })
    await knowledge.idle()
    expect((await knowledge.document(id)).split).toBeUndefined()
    expect(await knowledge.chunks(id)).toHaveLength(3)
  })

  it('is paused, resumed and cancelled; one with chunks keeps them', async () => {
    const held: (() => void)[] = []
    const gate = { isOpen: false }
    const started = startKnowledge({
      load: async (file, options) => {
        if (!gate.isOpen) {
          await new Promise<void>((resolve, reject) => {
            held.push(resolve)
            options.signal.addEventListener('abort', () => reject(options.signal.reason))
          })
        }
        return loadPlainText(file, options)
      },
    })
    const { knowledge, store } = started
    await knowledge.create({ id: BASE, name: 'Base' })
    const { id } = await knowledge.upload(BASE, textFile('a.txt', TEXT))
    expect((await knowledge.resumeDocument(id)).state).not.toBe('paused')
    expect((await knowledge.pauseDocument(id)).state).toBe('paused')
    await knowledge.resume()
    await knowledge.idle()
    expect((await knowledge.document(id)).state).toBe('paused')
    expect((await knowledge.resumeDocument(id)).state).toBe('queued')
    expect(await knowledge.cancelDocument(id)).toMatchObject({
      state: 'failed',
      error: { code: 'CALL_ABORTED' },
    })
    gate.isOpen = true
    await knowledge.retry(id)
    await knowledge.idle()
    expect((await knowledge.document(id)).state).toBe('ready')
    gate.isOpen = false
    await knowledge.reindex(id)
    expect(await knowledge.cancelDocument(id)).toMatchObject({ state: 'ready', edition: 0, chunkCount: 1 })
    expect(await unitIds(store)).toHaveLength(1)
    expect(await knowledge.pauseDocument(id)).toMatchObject({ state: 'ready' })
  })

  it('that is pasted is one, and the same content is taken once wherever it comes from', async () => {
    const { knowledge, id } = await withDocument(TEXT)
    const twin = await knowledge.addText(BASE, { name: 'Pasted', text: TEXT })
    expect(twin).toMatchObject({ id, warnings: [{ code: 'DOCUMENT_DUPLICATE' }] })
    const pasted = await knowledge.addText(BASE, {
      name: 'Notes v1.2',
      text: '# Head\n\nSaffron grows here.',
    })
    await knowledge.idle()
    expect(await knowledge.document(pasted.id)).toMatchObject({ state: 'ready', source: { type: 'text' } })
  })
})

describe('a preview', () => {
  it('shows the chunks of a text or file as they would be, and stores nothing', async () => {
    const { knowledge, store } = startKnowledge()
    await knowledge.create({ id: BASE, name: 'Base' })
    const text = proseOf(1, 120)
    const preview = await knowledge.preview({ text, split: { maxSize: 480, overlap: 0 } })
    expect([preview.chunks.length, preview.total, preview.isEstimate]).toEqual([50, 120, false])
    const { id } = await knowledge.upload(BASE, textFile('a.txt', text))
    await knowledge.reindex(id, { split: { maxSize: 480, overlap: 0 } })
    await knowledge.idle()
    const plain = ({ text, location, index }: KnowledgeChunk) => ({ text, location, index })
    expect((await knowledge.chunks(id)).slice(0, 50).map(plain)).toEqual(preview.chunks.map(plain))
    const asked = await knowledge.preview({
      file: textFile('b.txt', text),
      split: { mode: 'question-answer' },
    })
    expect(asked.isEstimate).toBe(true)
    expect((await knowledge.preview({ text: '' })).warnings).toMatchObject([{ code: 'DOCUMENT_EMPTY' }])
    expect(await store.documents(BASE)).toHaveLength(1)
  })
})

describe('another embedder', () => {
  const vectorsOf = (id: string, dimensions: number): Embedder => ({
    id,
    dimensions,
    embed: async (texts) =>
      texts.map((text) => Float32Array.from({ length: dimensions }, (_, at) => Math.sin(text.length + at))),
  })

  it('is built in the background while the old one answers, and follows edits made meanwhile', async () => {
    let release: () => void = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const slow = vectorsOf('slow', 3)
    const { knowledge, store, id, find, events } = await withDocument(TEXT, {
      embedders: () => ({
        ...slow,
        embed: async (texts) => {
          await held
          return slow.embed(texts)
        },
      }),
    })
    const [lamp, cedar] = await knowledge.chunks(id)
    const changing = await knowledge.changeEmbedder(BASE, { provider: 'p', model: 'slow' })
    expect(changing).toMatchObject({
      embedder: { provider: 'builtin' },
      embedderChange: { state: 'waiting' },
    })
    expect(await find('amber lamp')).toEqual([lamp?.id])
    await knowledge.updateChunk(lamp?.id ?? '', { text: 'A zeppelin floats.' })
    await knowledge.removeChunks([cedar?.id ?? ''])
    release()
    await knowledge.idle()
    expect(await knowledge.get(BASE)).toMatchObject({ embedder: { provider: 'p', model: 'slow' } })
    expect((await knowledge.get(BASE)).embedderChange).toBeUndefined()
    expect(await store.activeGeneration(BASE)).toMatchObject({ embedderId: 'slow', dimensions: 3 })
    expect(await unitIds(store)).toHaveLength(2)
    const [block] = await readVectors(store, (await store.activeGeneration(BASE))?.id ?? '')
    expect(block?.floats[0]).toBeCloseTo(Math.sin('A zeppelin floats.'.length))
    expect(
      events.some(
        (event) => event.type === 'base_changed' && event.base.embedderChange?.state === 'building',
      ),
    ).toBe(true)
  })

  it('that fails or is cancelled leaves everything as it was', async () => {
    const { knowledge, store, find, id } = await withDocument(TEXT, {
      embedders: () => ({ ...vectorsOf('broken', 3), embed: () => Promise.reject(new Error('secret text')) }),
    })
    const before = await store.activeGeneration(BASE)
    await knowledge.changeEmbedder(BASE, { provider: 'p', model: 'broken' })
    await knowledge.idle()
    const failed = await knowledge.get(BASE)
    expect(failed).toMatchObject({ embedder: { provider: 'builtin' }, embedderChange: { state: 'failed' } })
    expect(JSON.stringify(failed)).not.toContain('secret')
    expect((await knowledge.cancelEmbedderChange(BASE)).embedderChange).toBeUndefined()
    expect(await store.activeGeneration(BASE)).toEqual(before)
    expect(await find('amber lamp')).toEqual([(await knowledge.chunks(id))[0]?.id])
  })
})
