import { describe, expect, it } from 'vitest'
import { startKnowledge, textFile } from '../ingest/knowledge.fixture.ts'
import { loadDocument } from '../load/load-document.ts'
import { createMemoryKnowledgeStore } from '../store/memory-knowledge-store.ts'

const RATES = `<html><head><title>Marlow harbour dues</title></head><body>
<p>Up to ten metres: 12 euros a night, water included.</p><p>Longer boats: 20 euros a night.</p></body></html>`
const OTHERS = [
  ['roses.txt', 'Prune roses in March, just above an outward bud.'],
  ['shears.txt', 'Oil the shears after every winter, and sharpen them with a whetstone.'],
  ['bread.txt', 'Knead the dough for ten minutes and let it rise for a night.'],
] as const

async function fill(split: { readonly mode?: 'general' | 'parent-child' } = {}) {
  const store = createMemoryKnowledgeStore()
  const { knowledge } = startKnowledge({ store, load: loadDocument })
  const base = await knowledge.create({ name: 'Island', split: { ...split, maxSize: 64, overlap: 0 } })
  const { id } = await knowledge.upload(base.id, textFile('page-17.html', RATES))
  for (const [name, text] of OTHERS) await knowledge.upload(base.id, textFile(name, text))
  await knowledge.idle()
  const ask = async (query: string, from = knowledge, knowledgeId = base.id) =>
    from.retrieve({ knowledgeIds: [knowledgeId], query, explain: true })
  return { store, knowledge, base, id, ask }
}

const QUESTION = 'What are the Marlow harbour dues?'

describe('the title of a document', () => {
  it.each(['general', 'parent-child'] as const)(
    'finds its passages though no %s chunk holds its words',
    async (mode) => {
      const { knowledge, id, ask } = await fill({ mode })
      expect(await knowledge.document(id)).toMatchObject({ title: 'Marlow harbour dues' })
      const { passages } = await ask(QUESTION)
      expect(passages.length).toBeGreaterThan(0)
      for (const passage of passages) {
        expect(passage.documentId).toBe(id)
        expect(passage.text).not.toContain('Marlow')
      }
      const terms = passages[0]?.explanation?.fullText?.terms
      expect(terms?.map(({ term, counts }) => [term, counts])).toContainEqual([
        'harbour',
        { title: 1, heading: 0, body: 0 },
      ])
      expect((await ask('Which whetstone is best for the harbour crane?')).passages).toEqual([])
    },
  )

  it('is the name of the file where the document says nothing', async () => {
    const { ask } = await fill()
    const { passages } = await ask('bread')
    expect(passages.map(({ documentName }) => documentName)).toEqual(['bread.txt'])
  })

  it('still finds a chunk that was edited, and one that was added by hand', async () => {
    const { knowledge, id, ask } = await fill()
    const [first] = await knowledge.chunks(id)
    await knowledge.updateChunk(first?.id ?? '', { text: 'Up to ten metres: 14 euros.' })
    await knowledge.addChunks(id, [{ text: 'Rowing boats: nothing.' }])
    const texts = (await ask(QUESTION)).passages.map(({ text }) => text)
    expect(texts).toContain('Up to ten metres: 14 euros.')
    expect(texts).toContain('Rowing boats: nothing.')
  })

  it('goes into an export and comes back out of it', async () => {
    const { knowledge, base, ask } = await fill()
    const other = startKnowledge().knowledge
    const file = { name: 'base.zip', bytes: await knowledge.exportBase(base.id) }
    const imported = await other.importBase(file)
    const [here, there] = [await ask(QUESTION), await ask(QUESTION, other, imported.id)]
    expect(here.passages.length).toBeGreaterThan(0)
    expect(there.passages.map(({ text, score }) => [text, score.toFixed(6)])).toEqual(
      here.passages.map(({ text, score }) => [text, score.toFixed(6)]),
    )
  })
})
