import type { RetrieverPort } from '@skep/engine'
import type { Embedder } from '@skep/models'
import { SkepError } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { loadPlainText, proseOf, startKnowledge, statesOf, textFile } from './ingest/knowledge.fixture.ts'
import { DEFAULT_SPLIT } from './ingest/settings.ts'
import { createMemoryKnowledgeStore } from './store/memory-knowledge-store.ts'
import { readVectors } from './store/read-parts.ts'

const GUIDE = `# Garden guide

## Roses

Prune roses in March, just above an outward bud. Feed them with compost in April.

## Tomatoes

Plant tomatoes after the last frost and water them at the root every morning.
`

const TOOLS = `# Tool shed

Sharpen the secateurs with a whetstone. Oil the hinges of the shears once a year.
`

describe('knowledge bases', () => {
  it('are created with defaults, listed, changed and removed', async () => {
    const { knowledge, events } = startKnowledge()
    const base = await knowledge.create({ name: ' Garden ', split: { separator: '\\n---\\n' } })
    expect(base).toEqual({
      id: 'id1',
      name: 'Garden',
      description: '',
      split: { ...DEFAULT_SPLIT, separator: '\n---\n' },
      retrieval: { method: 'hybrid', topK: 4, vectorWeight: 0.5 },
      embedder: { provider: 'builtin', model: 'lexical-semantic' },
      metadataFields: [],
      sources: [],
      documentCount: 0,
      chunkCount: 0,
      sizeBytes: 0,
      createdAtMs: 1,
      updatedAtMs: 1,
    })
    const changed = await knowledge.update('id1', { name: 'Gardens', retrieval: { topK: 9 } })
    expect(await knowledge.list()).toEqual([changed])
    expect(changed.retrieval).toEqual({ method: 'hybrid', topK: 9, vectorWeight: 0.5 })
    await knowledge.remove('id1')
    expect(await knowledge.list()).toEqual([])
    expect(events.map((event) => event.type)).toEqual(['base_changed', 'base_changed', 'base_removed'])
    await expect(knowledge.get('id1')).rejects.toMatchObject({ code: 'KNOWLEDGE_NOT_FOUND' })
  })

  it('refuse settings that make no sense and name the field', async () => {
    const { knowledge } = startKnowledge()
    const field = async (input: object) =>
      knowledge.create({ name: 'x', ...input }).then(
        () => null,
        (error: SkepError) => [error.code, error.data.field],
      )
    expect(await field({ split: { maxSize: 10 } })).toEqual(['CALL_INVALID', 'maxSize'])
    expect(await field({ split: { maxSize: 100, overlap: 80 } })).toEqual(['CALL_INVALID', 'overlap'])
    expect(await field({ retrieval: { topK: 0 } })).toEqual(['CALL_INVALID', 'topK'])
    expect(await field({ retrieval: { vectorWeight: 2 } })).toEqual(['CALL_INVALID', 'vectorWeight'])
    expect(await field({ name: '  ' })).toEqual(['CALL_INVALID', 'name'])
  })
})

describe('a document', () => {
  it('goes from queued to ready, and its passages are found with place and scores', async () => {
    const { knowledge, events } = startKnowledge()
    const { id: knowledgeId } = await knowledge.create({ name: 'Garden' })
    const uploaded = await knowledge.upload(knowledgeId, textFile('guide.md', GUIDE))
    expect(uploaded).toMatchObject({ state: 'queued', progress: 0, name: 'guide.md' })
    await knowledge.idle()
    expect(statesOf(events, uploaded.id)).toEqual([
      'queued',
      'loading',
      'splitting',
      'embedding',
      'indexing',
      'ready',
    ])
    const document = await knowledge.document(uploaded.id)
    expect(document).toMatchObject({ state: 'ready', progress: 1, chunkCount: 2, charCount: GUIDE.length })
    expect(await knowledge.get(knowledgeId)).toMatchObject({ documentCount: 1, chunkCount: 2 })

    const { passages } = await knowledge.retrieve({
      knowledgeIds: [knowledgeId],
      query: 'When should I prune the roses?',
    })
    const chunks = await knowledge.chunks(uploaded.id)
    const rosesEnd = GUIDE.indexOf('\n\n## Tomatoes')
    expect(passages).toEqual([
      {
        chunkId: chunks[0]?.id,
        knowledgeId,
        knowledgeName: 'Garden',
        documentId: uploaded.id,
        documentName: 'guide.md',
        text: chunks[0]?.text,
        location: { start: 0, end: rosesEnd, headings: ['Garden guide', 'Roses'] },
        score: expect.any(Number),
        scores: { vector: expect.any(Number), fullText: expect.any(Number), fused: expect.any(Number) },
        hitCount: 0,
        metadata: {
          document_name: 'guide.md',
          upload_date: uploaded.createdAtMs,
          last_update_date: expect.any(Number),
          source: 'file_upload',
          index: 0,
          chunkCount: 2,
          nextChunkId: chunks[1]?.id,
        },
      },
    ])
    const text = await knowledge.documentText(uploaded.id)
    expect(text.text.slice(0, rosesEnd)).toBe(passages[0]?.text)
  })

  it('with the content of another one of its base is that one, with a warning', async () => {
    const { knowledge } = startKnowledge()
    const first = await knowledge.create({ name: 'One' })
    const second = await knowledge.create({ name: 'Two' })
    const original = await knowledge.upload(first.id, textFile('a.md', GUIDE))
    await knowledge.idle()
    const again = await knowledge.upload(first.id, textFile('copy.md', GUIDE))
    expect([again.id, again.state, again.warnings.map((warning) => warning.code)]).toEqual([
      original.id,
      'ready',
      ['DOCUMENT_DUPLICATE'],
    ])
    const elsewhere = await knowledge.upload(second.id, textFile('a.md', GUIDE))
    expect(elsewhere.id).not.toBe(original.id)
    await knowledge.idle()
    expect((await knowledge.documents(first.id)).map((document) => document.warnings)).toEqual([[]])
    expect(await knowledge.list()).toMatchObject([{ chunkCount: 2 }, { chunkCount: 2 }])
  })

  it('is stored as a copy of plain bytes, whatever kind of array came', async () => {
    const { knowledge, store } = startKnowledge()
    const { id } = await knowledge.create({ name: 'Garden' })
    const buffer = Buffer.from(GUIDE)
    const { id: documentId } = await knowledge.upload(id, { name: 'guide.md', bytes: buffer })
    buffer.fill(0)
    const bytes = await store.bytes(documentId)
    expect([Buffer.isBuffer(bytes), new TextDecoder().decode(bytes ?? undefined)]).toEqual([false, GUIDE])
  })

  it('that is empty or too large fails beside the others and stores no bytes', async () => {
    const { knowledge, store } = startKnowledge({ limits: { maxFileBytes: 1000 } })
    const { id } = await knowledge.create({ name: 'Garden' })
    const empty = await knowledge.upload(id, textFile('empty.txt', ''))
    const large = await knowledge.upload(id, { name: 'large.txt', bytes: new Blob(['x'.repeat(1001)]) })
    const good = await knowledge.upload(id, textFile('tools.md', TOOLS))
    await knowledge.idle()
    const outcome = (await knowledge.documents(id)).map(({ name, state, error }) => [
      name,
      state,
      error?.code,
    ])
    expect(outcome).toEqual([
      ['empty.txt', 'failed', 'DOCUMENT_EMPTY'],
      ['large.txt', 'failed', 'DOCUMENT_TOO_LARGE'],
      ['tools.md', 'ready', undefined],
    ])
    expect([await store.bytes(empty.id), await store.bytes(large.id)]).toEqual([null, null])
    expect(await store.bytes(good.id)).not.toBeNull()
    expect(await knowledge.retry(large.id)).toEqual(large)
  })

  it('that cannot be read keeps its bytes and its error, and a retry takes it through', async () => {
    let broken = true
    const { knowledge } = startKnowledge({
      load: async (file, options) => {
        if (broken) throw new SkepError('DOCUMENT_DAMAGED', 'The file is damaged. Export it again.')
        return loadPlainText(file, options)
      },
    })
    const { id } = await knowledge.create({ name: 'Garden' })
    const uploaded = await knowledge.upload(id, textFile('guide.md', GUIDE))
    await knowledge.idle()
    expect(await knowledge.document(uploaded.id)).toMatchObject({
      state: 'failed',
      error: { code: 'DOCUMENT_DAMAGED', message: 'The file is damaged. Export it again.' },
    })
    broken = false
    const retried = await knowledge.retry(uploaded.id)
    expect(retried).not.toHaveProperty('error')
    await knowledge.idle()
    expect(await knowledge.document(uploaded.id)).toMatchObject({ state: 'ready', chunkCount: 2 })
  })

  it('whose loader throws something foreign tells nothing of its text', async () => {
    const { knowledge } = startKnowledge({
      load: async () => {
        throw new TypeError('secret passage of the document')
      },
    })
    const { id } = await knowledge.create({ name: 'Garden' })
    const { id: documentId } = await knowledge.upload(id, textFile('a.md', GUIDE))
    await knowledge.idle()
    expect((await knowledge.document(documentId)).error).toEqual({
      code: 'INTERNAL',
      message: 'Something went wrong with this document. Try again.',
      data: { cause: 'TypeError' },
    })
  })

  it('for which there is no room fails with STORAGE_QUOTA; what was there stays readable, and removing makes room', async () => {
    const store = createMemoryKnowledgeStore({ quotaBytes: 60_000 })
    const { knowledge } = startKnowledge({ store })
    const { id } = await knowledge.create({ name: 'Garden' })
    const first = await knowledge.upload(id, textFile('guide.md', GUIDE))
    await knowledge.idle()
    const whileWriting = await knowledge.upload(id, textFile('long.txt', proseOf(1, 30)))
    await knowledge.idle()
    const atOnce = await knowledge.upload(id, textFile('huge.txt', proseOf(2, 200)))
    await knowledge.idle()
    expect(await knowledge.document(whileWriting.id)).toMatchObject({
      state: 'failed',
      error: { code: 'STORAGE_QUOTA' },
    })
    expect(atOnce).toMatchObject({ state: 'failed', error: { code: 'STORAGE_QUOTA' } })
    const ask = () => knowledge.retrieve({ knowledgeIds: [id], query: 'prune roses' })
    expect((await ask()).passages).toHaveLength(1)
    expect(await knowledge.chunks(whileWriting.id)).toEqual([])
    await knowledge.removeDocument(whileWriting.id)
    await knowledge.removeDocument(first.id)
    expect((await ask()).passages).toEqual([])
    const small = await knowledge.upload(id, textFile('tools.md', TOOLS))
    await knowledge.idle()
    expect(await knowledge.document(small.id)).toMatchObject({ state: 'ready' })
  })
})

describe('work on several documents', () => {
  it('is done one after the other, and a query meanwhile answers from what is ready', async () => {
    let active = 0
    let most = 0
    let release: () => void = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const { knowledge } = startKnowledge({
      load: async (file, options) => {
        active++
        most = Math.max(most, active)
        if (file.name === 'slow.md') await gate
        const loaded = await loadPlainText(file, options)
        active--
        return loaded
      },
    })
    const { id } = await knowledge.create({ name: 'Garden' })
    await knowledge.upload(id, textFile('guide.md', GUIDE))
    await knowledge.idle()
    const slow = await knowledge.upload(id, textFile('slow.md', TOOLS))
    const next = await knowledge.upload(id, textFile('next.md', proseOf(3, 2)))
    const found = await knowledge.retrieve({ knowledgeIds: [id], query: 'prune roses' })
    expect(found.passages.map((passage) => passage.documentName)).toEqual(['guide.md'])
    expect(await knowledge.document(next.id)).toMatchObject({ state: 'queued' })
    release()
    await knowledge.idle()
    expect([most, (await knowledge.document(slow.id)).state]).toEqual([1, 'ready'])
    const sharpen = await knowledge.retrieve({ knowledgeIds: [id], query: 'sharpen the secateurs' })
    expect(sharpen.passages.map((passage) => passage.documentName)).toEqual(['slow.md'])
  })

  it('stops safely when the document or its base is removed', async () => {
    const { knowledge, store, events } = startKnowledge({
      load: async (file, { signal }) => {
        if (!file.name.startsWith('endless')) return loadPlainText(file, { signal })
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        throw new Error('unreachable')
      },
    })
    const { id } = await knowledge.create({ name: 'Garden' })
    const other = await knowledge.create({ name: 'Other' })
    const endless = await knowledge.upload(id, textFile('endless.md', GUIDE))
    const waiting = await knowledge.upload(id, textFile('waiting.md', TOOLS))
    await knowledge.removeDocument(endless.id)
    await knowledge.idle()
    expect((await knowledge.documents(id)).map((document) => [document.id, document.state])).toEqual([
      [waiting.id, 'ready'],
    ])
    expect(statesOf(events, endless.id)).not.toContain('failed')

    const second = await knowledge.upload(other.id, textFile('endless too.md', GUIDE))
    await knowledge.remove(other.id)
    await knowledge.idle()
    expect([await store.document(second.id), await store.bytes(second.id)]).toEqual([null, null])
    await expect(knowledge.upload(other.id, textFile('a.md', GUIDE))).rejects.toMatchObject({
      code: 'KNOWLEDGE_NOT_FOUND',
    })
  })

  it('goes on in a new session where the last one was closed', async () => {
    const store = createMemoryKnowledgeStore()
    const first = startKnowledge({
      store,
      load: async (_, { signal }) => {
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        throw new Error('unreachable')
      },
    })
    const { id } = await first.knowledge.create({ name: 'Garden' })
    const guide = await first.knowledge.upload(id, textFile('guide.md', GUIDE))
    const tools = await first.knowledge.upload(id, textFile('tools.md', TOOLS))
    await first.knowledge.close()
    expect((await store.unfinished()).map((document) => document.state)).toEqual(['loading', 'queued'])
    const second = startKnowledge({ store })
    expect(await second.knowledge.resume()).toBe(2)
    await second.knowledge.idle()
    const states = await Promise.all(
      [guide, tools].map(async ({ id: documentId }) => second.knowledge.document(documentId)),
    )
    expect(states.map((document) => document.state)).toEqual(['ready', 'ready'])
  })

  it('tells of progress at most ten times a second and of every state', async () => {
    let time = 0
    const store = createMemoryKnowledgeStore()
    const { knowledge, events } = startKnowledge({
      store,
      clock: { now: () => time },
      load: async (file, options) => {
        for (let done = 0; done < 1000; done++) {
          time += 1
          options.onProgress?.({ unit: 'pages', done, total: 1000 })
        }
        return loadPlainText(file, options)
      },
    })
    const { id } = await knowledge.create({ name: 'Garden' })
    const { id: documentId } = await knowledge.upload(id, textFile('a.md', GUIDE))
    await knowledge.idle()
    const loading = events.flatMap((event) =>
      event.type === 'document_changed' && event.document.state === 'loading' ? [event.document] : [],
    )
    expect(loading).toHaveLength(1 + 10)
    expect(loading.at(-1)?.step).toMatchObject({ unit: 'pages', total: 1000 })
    const progress = loading.map((document) => document.progress)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    expect(await knowledge.document(documentId)).not.toHaveProperty('step')
  })
})

describe('generations of vectors', () => {
  it('change from hashed n-grams to LSA when the base has grown, and again when it has doubled', async () => {
    const { knowledge, store } = startKnowledge()
    const { id } = await knowledge.create({ name: 'Notes', split: { maxSize: 480 } })
    const seen: (readonly [string, number])[] = []
    for (const [seed, count] of [
      [1, 10],
      [2, 10],
      [3, 15],
      [4, 10],
      [5, 40],
    ] as const) {
      await knowledge.upload(id, textFile(`${seed}.txt`, proseOf(seed, count)))
      await knowledge.idle()
      const active = await store.activeGeneration(id)
      seen.push([`${active?.id} ${active?.embedderId}`, active?.fittedChunkCount ?? 0])
      const blocks = await readVectors(store, active?.id ?? '')
      const vectors = blocks.flatMap((block) => block.chunkIds)
      const chunks = (await knowledge.documents(id)).reduce((sum, document) => sum + document.chunkCount, 0)
      expect([new Set(vectors).size, vectors.length]).toEqual([chunks, chunks])
      const found = await knowledge.retrieve({
        knowledgeIds: [id],
        query: `part${count - 1} willow`,
        settings: { topK: 20 },
      })
      expect(found.passages.some((passage) => passage.documentName === `${seed}.txt`)).toBe(true)
    }
    expect(seen).toEqual([
      ['id1:1 builtin:hashed:1', 10],
      ['id1:1 builtin:hashed:1', 10],
      ['id1:2 builtin:lsa:1', 35],
      ['id1:2 builtin:lsa:1', 35],
      ['id1:3 builtin:lsa:1', 85],
    ])
  })
})

describe('an embedder of the host', () => {
  const axes = ['cat', 'boat', 'lamp']
  const synonyms: Readonly<Record<string, string>> = { kitten: 'cat', ship: 'boat', light: 'lamp' }
  const createEmbedder = (id: string): Embedder & { readonly calls: string[] } => {
    const calls: string[] = []
    return {
      id,
      calls,
      async embed(texts, options) {
        calls.push(`${options?.kind}:${texts.length}`)
        return texts.map((text) => {
          const words =
            text
              .toLowerCase()
              .match(/\p{L}+/gu)
              ?.map((word) => synonyms[word] ?? word) ?? []
          const vector = Float32Array.from([
            ...axes.map((axis) => words.filter((word) => word === axis).length),
            0.01,
          ])
          const length = Math.hypot(...vector)
          return vector.map((value) => value / length)
        })
      },
    }
  }

  it('finds by meaning what shares no word, and refuses what is far from everything', async () => {
    const embedder = createEmbedder('axes')
    const { knowledge } = startKnowledge({ embedders: () => embedder })
    const { id } = await knowledge.create({ name: 'Things', embedder: { provider: 'host', model: 'axes' } })
    await knowledge.upload(id, textFile('cat.txt', 'The cat sleeps.'))
    await knowledge.upload(id, textFile('boat.txt', 'The boat sails.'))
    await knowledge.idle()
    const ask = async (query: string) =>
      (await knowledge.retrieve({ knowledgeIds: [id], query })).passages.map(
        (passage) => passage.documentName,
      )
    expect(await ask('a kitten')).toEqual(['cat.txt'])
    expect(await ask('any ship')).toEqual(['boat.txt'])
    expect(await ask('the light')).toEqual([])
    expect(embedder.calls).toContain('query:1')
  })

  it('that has changed makes a new generation at the next document', async () => {
    let embedder = createEmbedder('one')
    const { knowledge, store } = startKnowledge({ embedders: () => embedder })
    const { id } = await knowledge.create({ name: 'Things', embedder: { provider: 'host', model: 'axes' } })
    await knowledge.upload(id, textFile('cat.txt', 'The cat sleeps.'))
    await knowledge.idle()
    embedder = createEmbedder('two')
    await knowledge.upload(id, textFile('boat.txt', 'The boat sails.'))
    await knowledge.idle()
    const active = await store.activeGeneration(id)
    expect([active?.embedderId, (await readVectors(store, active?.id ?? '')).length]).toEqual(['two', 2])
  })

  it('that is missing fails the document and says what to do', async () => {
    const { knowledge } = startKnowledge()
    const { id } = await knowledge.create({ name: 'Things', embedder: { provider: 'host', model: 'axes' } })
    const { id: documentId } = await knowledge.upload(id, textFile('cat.txt', 'The cat sleeps.'))
    await knowledge.idle()
    expect((await knowledge.document(documentId)).error?.code).toBe('MODEL_PROVIDER_NOT_FOUND')
  })

  it('that gives too few vectors fails the document', async () => {
    const { knowledge } = startKnowledge({
      embedders: () => ({
        id: 'broken',
        embed: async (texts) => texts.slice(2).map(() => Float32Array.of(1)),
      }),
    })
    const { id } = await knowledge.create({ name: 'Things', embedder: { provider: 'host', model: 'broken' } })
    const { id: documentId } = await knowledge.upload(id, textFile('cat.txt', 'The cat sleeps.'))
    await knowledge.idle()
    expect((await knowledge.document(documentId)).error?.code).toBe('EMBEDDING_FAILED')
  })
})

describe('retrieval', () => {
  it('satisfies the port of the engine and stops when told', async () => {
    const { knowledge } = startKnowledge()
    const port: RetrieverPort = knowledge
    const { id } = await knowledge.create({ name: 'Garden' })
    const result = await port.retrieve(
      { knowledgeIds: [id], query: 'roses' },
      { signal: new AbortController().signal },
    )
    expect(result.passages).toEqual([])
    await expect(
      port.retrieve({ knowledgeIds: [id], query: 'roses' }, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    await expect(knowledge.retrieve({ knowledgeIds: ['gone'], query: 'roses' })).rejects.toMatchObject({
      code: 'KNOWLEDGE_NOT_FOUND',
    })
  })

  it('joins several bases by rank and keeps the scores that each passage had', async () => {
    const { knowledge } = startKnowledge()
    const garden = await knowledge.create({ name: 'Garden' })
    const shed = await knowledge.create({ name: 'Shed' })
    const empty = await knowledge.create({ name: 'Empty' })
    await knowledge.upload(garden.id, textFile('guide.md', GUIDE))
    await knowledge.upload(
      shed.id,
      textFile('tools.md', `${TOOLS}\nStore the compost for the roses in the shed.`),
    )
    await knowledge.idle()
    const { passages } = await knowledge.retrieve({
      knowledgeIds: [garden.id, shed.id, empty.id, garden.id],
      query: 'compost for roses',
    })
    // Passages of the same rank come in the order of their ids.
    expect(passages.map(({ knowledgeName, score }) => [knowledgeName, score]).sort()).toEqual([
      ['Garden', 1 / 61],
      ['Shed', 1 / 61],
    ])
    expect(passages.every((passage) => (passage.scores.fullText ?? 0) > 0)).toBe(true)
  })

  it('searches by each method with the scores of that method', async () => {
    const { knowledge } = startKnowledge()
    const { id } = await knowledge.create({ name: 'Garden' })
    await knowledge.upload(id, textFile('guide.md', GUIDE))
    await knowledge.idle()
    const scores = async (settings: object) =>
      (
        await knowledge.retrieve({ knowledgeIds: [id], query: 'prune roses in March', settings })
      ).passages.map((passage) => Object.keys(passage.scores))
    expect(await scores({ method: 'vector' })).toEqual([['vector']])
    expect(await scores({ method: 'full-text' })).toEqual([['fullText']])
    expect(await scores({ method: 'hybrid' })).toEqual([['vector', 'fullText', 'fused']])
    expect(await scores({ method: 'vector', scoreThreshold: 0.999 })).toEqual([])
    expect(await scores({ method: 'vector', scoreThreshold: 0 })).toHaveLength(2)
  })

  it('of a base that another tab has changed reads it again', async () => {
    const store = createMemoryKnowledgeStore()
    const { knowledge } = startKnowledge({ store })
    const reader = startKnowledge({ store })
    const { id } = await knowledge.create({ name: 'Garden' })
    const ask = async (query: string) =>
      (await reader.knowledge.retrieve({ knowledgeIds: [id], query })).passages.length
    expect(await ask('prune roses')).toBe(0)
    const { id: documentId } = await knowledge.upload(id, textFile('guide.md', GUIDE))
    await knowledge.idle()
    expect(await ask('prune roses')).toBe(1)
    await knowledge.removeDocument(documentId)
    expect(await ask('prune roses')).toBe(0)
  })
})
