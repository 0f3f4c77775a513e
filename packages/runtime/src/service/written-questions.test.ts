import type { ModelRequest } from '@skep/client'
import { expect, it } from 'vitest'
import { startService } from './service.fixture.ts'

it('a base whose questions a model writes asks the default model, and answers with what it wrote', async () => {
  const asked: ModelRequest[] = []
  const service = await startService({
    async *chat(request) {
      asked.push(request)
      yield 'Q1: How late may a boat come back?\nA1: Until seven in the evening.\n'
      yield '**Q2:** What does a lost paddle cost?\n**A2:** Thirty euros,\nwhich the deposit covers.'
    },
  })
  const base = await service.knowledge.create({
    name: 'House rules',
    split: { mode: 'question-answer', questions: { language: 'English' } },
  })
  const { id } = await service.knowledge.addText(base.id, {
    name: 'rules.txt',
    text: 'Boats are back by seven. A lost paddle is thirty euros and comes out of the deposit.',
  })
  await expect
    .poll(async () => await service.knowledge.document(id))
    .toMatchObject({ state: 'ready', chunkCount: 2 })
  expect(asked.length).toBe(1)
  const { passages } = await service.knowledge.retrieve({
    knowledgeIds: [base.id],
    query: 'What does a lost paddle cost?',
  })
  expect(passages[0]).toMatchObject({
    question: 'What does a lost paddle cost?',
    answer: 'Thirty euros,\nwhich the deposit covers.',
  })
  await service.close()
})

it('a model that fails leaves a document that says why', async () => {
  const service = await startService({
    // biome-ignore lint/correctness/useYield: it says nothing
    async *chat() {
      throw Object.assign(new Error('The key is wrong.'), { code: 'MODEL_AUTH' })
    },
  })
  const base = await service.knowledge.create({
    name: 'House rules',
    split: { mode: 'question-answer' },
  })
  const { id } = await service.knowledge.addText(base.id, {
    name: 'rules.txt',
    text: 'Boats are back by seven.',
  })
  await expect.poll(async () => (await service.knowledge.document(id)).state).toBe('failed')
  expect((await service.knowledge.document(id)).error?.code).toMatch(/^(MODEL_|DOCUMENT_)/)
  await service.close()
})
