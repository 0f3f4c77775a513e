import type { ExternalSettings } from '@skep/client'
import { SkepError } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { startKnowledge, textFile } from '../ingest/knowledge.fixture.ts'
import type { ExternalQuery } from '../source/external-knowledge.ts'
import type { AskExternal } from './ask-external.ts'

const EXTERNAL: ExternalSettings = {
  endpoint: 'https://search.example.org/api',
  externalId: 'handbook',
  secretName: 'search_key',
}

async function start(askExternal?: AskExternal) {
  const { knowledge } = startKnowledge(askExternal ? { askExternal } : {})
  const { id } = await knowledge.create({ name: 'Elsewhere', external: EXTERNAL })
  return { knowledge, id }
}

const record = (content: string, score: number) => ({
  content,
  score,
  title: `${content}.pdf`,
  metadata: { page: 3 },
})

describe('an external base', () => {
  it('is asked with number, threshold and filter, and its records are passages', async () => {
    const asked: (readonly [ExternalSettings, ExternalQuery])[] = []
    const { knowledge, id } = await start(async (external, query) => {
      asked.push([external, query])
      return [record('Second', 0.4), record('First', 0.9)]
    })
    const { passages, explanation } = await knowledge.retrieve({
      knowledgeIds: [id],
      query: 'roses',
      settings: { topK: 3, scoreThreshold: 0.2 },
      filter: { logicalOperator: 'or', conditions: [{ name: 'year', operator: '>', value: 2000 }] },
      explain: true,
    })
    expect(asked).toEqual([
      [
        EXTERNAL,
        {
          query: 'roses',
          topK: 3,
          scoreThreshold: 0.2,
          metadataCondition: {
            logical_operator: 'or',
            conditions: [{ name: 'year', comparison_operator: '>', value: 2000 }],
          },
        },
      ],
    ])
    expect(passages).toMatchObject([
      { text: 'First', documentName: 'First.pdf', score: 0.9, isExternal: true, metadata: { page: 3 } },
      { text: 'Second', score: 0.4 },
    ])
    expect(explanation).toEqual({ bases: [], nearMisses: [] })
  })

  it('is joined with others by rank, and one that fails is a warning beside them', async () => {
    let isDown = false
    const { knowledge, id } = await start(async () => {
      if (isDown) throw new SkepError('EXTERNAL_KNOWLEDGE_AUTH', 'The key is wrong.')
      return [record('From elsewhere', 12)]
    })
    const own = await knowledge.create({ name: 'Garden' })
    await knowledge.upload(own.id, textFile('roses.txt', 'Prune roses in March.'))
    await knowledge.idle()
    const ask = () => knowledge.retrieve({ knowledgeIds: [own.id, id], query: 'prune roses' })
    const both = await ask()
    expect(both.passages.map(({ text, score }) => [text, score]).sort()).toEqual([
      ['From elsewhere', 1 / 61],
      ['Prune roses in March.', 1 / 61],
    ])
    isDown = true
    const left = await ask()
    expect(left.passages.map(({ text }) => text)).toEqual(['Prune roses in March.'])
    expect(left.warnings).toMatchObject([{ code: 'EXTERNAL_KNOWLEDGE_AUTH', data: { knowledgeId: id } }])
  })

  it('takes no documents, and settings that cannot be used are refused', async () => {
    const { knowledge, id } = await start()
    await expect(knowledge.upload(id, textFile('a.txt', 'A'))).rejects.toMatchObject({ code: 'CALL_INVALID' })
    await expect(knowledge.retrieve({ knowledgeIds: [id], query: 'a' })).rejects.toMatchObject({
      code: 'EXTERNAL_KNOWLEDGE_FAILED',
    })
    for (const wrong of [
      { endpoint: 'javascript:1' },
      { endpoint: 'x' },
      { externalId: ' ' },
      { secretName: '' },
    ]) {
      await expect(
        knowledge.create({ name: 'Wrong', external: { ...EXTERNAL, ...wrong } }),
      ).rejects.toMatchObject({ code: 'CALL_INVALID', data: { field: Object.keys(wrong)[0] } })
    }
  })
})
