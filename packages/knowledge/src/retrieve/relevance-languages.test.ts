import type { Passage } from '@skep/client'
import { describe, expect, it } from 'vitest'
import { startKnowledge, textFile } from '../ingest/knowledge.fixture.ts'
import { LANGUAGE_CASES, type LanguageCase } from './relevance-languages.fixture.ts'

type Ask = (query: string) => Promise<readonly Passage[]>

async function baseOf(documents: LanguageCase['documents']): Promise<Ask> {
  const { knowledge } = startKnowledge()
  const { id } = await knowledge.create({ name: 'Base' })
  for (const { name, text } of documents) await knowledge.upload(id, textFile(name, text))
  await knowledge.idle()
  return async (query: string) => (await knowledge.retrieve({ knowledgeIds: [id], query })).passages
}

const mixed = await baseOf(
  LANGUAGE_CASES.flatMap(({ language, documents }) =>
    documents.map(({ name, text }) => ({ name: `${language} ${name}`, text })),
  ),
)

async function askAll(ask: Ask, { onTopic, offTopic }: LanguageCase) {
  const answered: string[] = []
  for (const question of offTopic) if ((await ask(question)).length > 0) answered.push(question)
  const missed: string[] = []
  for (const [question, answer] of onTopic) {
    if (!(await ask(question)).some(({ text }) => text.includes(answer))) missed.push(question)
  }
  return { answered, missed }
}

describe.each(LANGUAGE_CASES)('the off-topic rule in $language', (asked) => {
  it('finds nothing for 20 other questions, and the answers to those that have one', async () => {
    expect(asked.offTopic).toHaveLength(20)
    const { answered, missed } = await askAll(await baseOf(asked.documents), asked)
    expect(answered).toEqual([])
    expect(missed).toEqual(asked.missed)
  })

  it('does so in a base of four languages', async () => {
    const { answered, missed } = await askAll(mixed, asked)
    // A stem may be a word of another language.
    expect(answered.length).toBeLessThanOrEqual(1)
    expect(missed.length).toBeLessThanOrEqual(asked.missed.length)
  })
})
