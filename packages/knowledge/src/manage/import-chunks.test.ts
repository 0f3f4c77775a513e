import type { UploadFile } from '@skep/client'
import type { Embedder } from '@skep/models'
import { SkepError } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { startKnowledge, textFile } from '../ingest/knowledge.fixture.ts'
import { loadDocument } from '../load/load-document.ts'

const TEXT = 'The amber lamp hangs beside the northern door of the old mill.'

async function start(options: Parameters<typeof startKnowledge>[0] = {}, split = {}) {
  const started = startKnowledge(options)
  const { knowledge } = started
  await knowledge.create({ id: 'base', name: 'Base', split: { maxSize: 128, overlap: 0, ...split } })
  const { id } = await knowledge.upload('base', textFile('a.txt', TEXT))
  await knowledge.idle()
  const take = (text: string, name = 'chunks.csv') => knowledge.importChunks(id, textFile(name, text))
  const texts = async () => (await knowledge.chunks(id)).map((chunk) => chunk.text)
  const find = async (query: string) =>
    (await knowledge.retrieve({ knowledgeIds: ['base'], query })).passages.map(({ text }) => text)
  return { ...started, id, take, texts, find }
}

describe('chunks of a table', () => {
  it('are added behind the others, found, and named by their words', async () => {
    const { knowledge, id, take, texts, find } = await start()
    const table =
      '\ufeffcontent,keywords\r\n"Cedar planks, ""dry"",\nare stored here.","timber; boards"\r\nA tundra expedition.,\r\n'
    expect(await take(table)).toEqual({ added: 2, unchanged: 0, failures: [], failedCount: 0 })
    expect(await texts()).toEqual([TEXT, 'Cedar planks, "dry",\nare stored here.', 'A tundra expedition.'])
    expect(await find('tundra expedition')).toEqual(['A tundra expedition.'])
    expect(await find('timber boards')).toEqual(['Cedar planks, "dry",\nare stored here.'])
    const [, cedar] = await knowledge.chunks(id)
    expect(cedar).toMatchObject({ isManual: true, keywords: ['timber', 'boards'], isEnabled: true })
    expect(await knowledge.get('base')).toMatchObject({ chunkCount: 3 })
  })

  it('are there once, however often their table comes, whatever was done to them', async () => {
    const { knowledge, id, take, texts } = await start()
    const rows = Array.from({ length: 40 }, (_, at) => `Row ${at} about lamps.`)
    expect(await take(['content', ...rows.slice(0, 30), rows[3]].join('\n'))).toMatchObject({
      added: 30,
      unchanged: 1,
    })
    const chunks = await knowledge.chunks(id)
    await knowledge.updateChunk(chunks[5]?.id ?? '', { text: 'Changed by hand.' })
    await knowledge.removeChunks([chunks[6]?.id ?? ''])
    expect(await take(['content', ...rows].join('\n'))).toMatchObject({ added: 11, unchanged: 29 })
    const all = await texts()
    expect(all).toHaveLength(41)
    expect(new Set(all).size).toBe(41)
    expect(all).toContain('Changed by hand.')
    expect(new Set((await knowledge.chunks(id)).map((chunk) => chunk.id)).size).toBe(41)
  })

  it('say what is wrong by the line of the file; the other rows are taken', async () => {
    const { take, texts } = await start()
    const many = Array.from({ length: 11 }, (_, at) => `k${at}`).join(';')
    const table = [
      'note;content;keywords', // 1
      'a;"First', // 2
      'on two lines";', // 3
      'b;;', // 4
      '', // 5
      `c;${'x'.repeat(32_001)};`, // 6
      `d;Fine;"${many}"`, // 7
      'e;Last;', // 8
    ].join('\n')
    const result = await take(table)
    expect(result.failures.map(({ line, error }) => [line, error.code, error.data])).toEqual([
      [4, 'CHUNK_EMPTY', { column: 'content' }],
      [6, 'CHUNK_TOO_LARGE', { column: 'content', maxChars: 32_000 }],
      [7, 'CHUNK_KEYWORDS', { maxKeywords: 10 }],
    ])
    expect(result).toMatchObject({ added: 2, unchanged: 0, failedCount: 3 })
    expect(await texts()).toEqual([TEXT, 'First\non two lines', 'Last'])
    expect(JSON.stringify(result)).not.toMatch(/xxx|k10/)
  })

  it('of a base of questions are pairs', async () => {
    const { knowledge } = startKnowledge({ load: loadDocument })
    const made = await knowledge.create({ name: 'Pairs', split: { mode: 'question-answer' } })
    const table = textFile('faq.csv', 'question,answer\nWhen do you open?,At nine.\n')
    const { id: pairs } = await knowledge.upload(made.id, table)
    await knowledge.idle()
    const more = textFile('more.tsv', 'Question\tAnswer\nWhere is the lamp?\tBeside the mill.\nNothing?\t\n')
    const result = await knowledge.importChunks(pairs, more)
    expect(result).toMatchObject({
      added: 1,
      failures: [{ line: 3, error: { code: 'CHUNK_EMPTY', data: { column: 'answer' } } }],
    })
    expect((await knowledge.chunks(pairs)).at(-1)).toMatchObject({
      question: 'Where is the lamp?',
      answer: 'Beside the mill.',
    })
    await expect(knowledge.importChunks(pairs, textFile('x.csv', 'content\nText'))).rejects.toMatchObject({
      code: 'CHUNK_COLUMN_MISSING',
      data: { columns: ['question', 'answer'] },
    })
  })

  it('of a base of parents have their parts', async () => {
    const { knowledge, id, take } = await start(
      {},
      { mode: 'parent-child', child: { separator: '. ', maxSize: 64 } },
    )
    await take('content\n"One sentence about amber lamps. Another sentence about cedar planks."\n')
    const added = (await knowledge.chunks(id)).at(-1)
    expect(added?.children?.length).toBeGreaterThan(1)
    expect(await knowledge.document(id)).toMatchObject({ state: 'ready' })
  })

  it('tell how far they are, and stay where the embedder fails half way; the next time goes on', async () => {
    let failAfter = Number.POSITIVE_INFINITY
    let embedded = 0
    const embedder: Embedder = {
      id: 'counting',
      dimensions: 4,
      async embed(texts) {
        embedded += texts.length
        if (embedded > failAfter) throw new SkepError('MODEL_NETWORK', 'The server is gone.')
        return texts.map((text) => Float32Array.of(1, text.length % 7, text.length % 5, 1))
      },
    }
    const { knowledge, events } = startKnowledge({ embedders: () => embedder })
    const own = await knowledge.create({
      id: 'own',
      name: 'Own',
      embedder: { provider: 'house', model: 'counting' },
    })
    const { id: document } = await knowledge.upload(own.id, textFile('b.txt', TEXT))
    await knowledge.idle()
    const rows = Array.from({ length: 2_300 }, (_, at) => `Row ${at}`)
    const file: UploadFile = textFile('many.csv', ['content', ...rows].join('\n'))
    failAfter = embedded + 1_500
    await expect(knowledge.importChunks(document, file)).rejects.toMatchObject({ code: 'MODEL_NETWORK' })
    expect((await knowledge.chunks(document)).length).toBe(1_001)
    failAfter = Number.POSITIVE_INFINITY
    events.length = 0
    expect(await knowledge.importChunks(document, file)).toMatchObject({ added: 1_300, unchanged: 1_000 })
    const chunks = await knowledge.chunks(document)
    expect(new Set(chunks.map((chunk) => chunk.text)).size).toBe(2_301)
    const steps = events.flatMap((event) =>
      event.type === 'document_changed' ? [event.document.step?.done] : [],
    )
    expect(steps.filter((step) => step !== undefined)).toEqual([0, 1_000, 2_000])
    expect(steps.at(-1)).toBeUndefined()
  })

  it('are no more than those before it was stopped; the table adds the rest', async () => {
    let stop = (): void => {}
    const embedder: Embedder = {
      id: 'house:stopping',
      dimensions: 4,
      async embed(texts) {
        if (texts.includes('Row 1500')) stop()
        return texts.map((text) => Float32Array.of(1, text.length % 7, text.length % 5, 1))
      },
    }
    const { knowledge, events } = startKnowledge({ embedders: () => embedder })
    await knowledge.create({ id: 'own', name: 'Own', embedder: { provider: 'house', model: 'stopping' } })
    const { id } = await knowledge.upload('own', textFile('b.txt', TEXT))
    await knowledge.idle()
    const rows = Array.from({ length: 2_300 }, (_, at) => `Row ${at}`)
    const file: UploadFile = textFile('many.csv', ['content', ...rows].join('\n'))
    stop = () => void knowledge.cancelDocument(id)
    await expect(knowledge.importChunks(id, file)).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    expect((await knowledge.chunks(id)).length).toBe(1_001)
    const told = events.findLast((event) => event.type === 'document_changed')
    expect(told).toMatchObject({ document: { id, state: 'ready' } })
    expect(told).not.toHaveProperty('document.step')
    stop = () => {}
    expect(await knowledge.importChunks(id, file)).toMatchObject({ added: 1_300, unchanged: 1_000 })
  })

  it.each([
    ['', 'CHUNK_COLUMN_MISSING'],
    ['a,b\n1,2', 'CHUNK_COLUMN_MISSING'],
    ['content\n\n', 'DOCUMENT_NO_TEXT'],
    [`content\n${'x\n'.repeat(10_001)}`, 'CALL_INVALID'],
  ])('that cannot be one end in their code', async (text, code) => {
    const { take, texts } = await start()
    await expect(take(text)).rejects.toMatchObject({ code })
    expect(await texts()).toEqual([TEXT])
  })

  it('are refused by an archived document', async () => {
    const { knowledge, id, take } = await start()
    await knowledge.updateDocument(id, { isArchived: true })
    await expect(take('content\nText')).rejects.toMatchObject({ code: 'CALL_INVALID' })
  })
})
