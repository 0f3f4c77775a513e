import { expect, it } from 'vitest'
import { createMemoryKnowledgeStore } from '../store/memory-knowledge-store.ts'
import { proseOf, startKnowledge, textFile } from './knowledge.fixture.ts'

const BASE = 'base'
const OFFSETS = Array.from({ length: 40 }, (_, at) => at * 997)

it('a full disk at any byte ends in STORAGE_QUOTA; what was there answers, and deleting makes room', async () => {
  let failures = 0
  for (const offset of OFFSETS) {
    const options = { quotaBytes: Number.POSITIVE_INFINITY }
    const store = createMemoryKnowledgeStore({
      get quotaBytes() {
        return options.quotaBytes
      },
    })
    const { knowledge } = startKnowledge({ store })
    await knowledge.create({ id: BASE, name: 'Base', split: { maxSize: 256, overlap: 0 } })
    const first = await knowledge.upload(BASE, textFile('first.txt', 'Saffron grows in the walled garden.'))
    await knowledge.idle()
    const used = 35 * 4 + 256 * 5
    options.quotaBytes = used + offset
    const second = await knowledge.upload(BASE, textFile('second.txt', proseOf(1, 12)))
    await knowledge.idle()
    const { state, error } = await knowledge.document(second.id)
    if (state === 'failed') {
      failures++
      expect(error?.code).toBe('STORAGE_QUOTA')
      expect(await knowledge.chunks(second.id)).toEqual([])
    } else expect(state).toBe('ready')
    const { passages } = await knowledge.retrieve({ knowledgeIds: [BASE], query: 'saffron garden' })
    expect(passages[0]?.documentId).toBe(first.id)
    await knowledge.removeDocument(first.id)
    options.quotaBytes = Number.POSITIVE_INFINITY
    const again = await knowledge.upload(BASE, textFile('second.txt', proseOf(1, 12)))
    await knowledge.idle()
    expect(await knowledge.document(again.id)).toMatchObject({ id: second.id, state: 'ready' })
    expect(await knowledge.get(BASE)).toMatchObject({ documentCount: 1 })
  }
  expect(failures).toBeGreaterThan(10)
})
