import type { ExternalSettings } from '@skep/client'
import { SkepError } from '@skep/schema'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { startKnowledge, textFile } from '../ingest/knowledge.fixture.ts'
import type { ExternalKeys } from '../manage/external-settings.ts'
import type { ExternalQuery } from '../source/external-knowledge.ts'
import type { AskExternal } from './ask-external.ts'

const EXTERNAL: ExternalSettings = {
  endpoint: 'https://search.example.org/api',
  externalId: 'handbook',
  secretName: 'search_key',
}

async function start(askExternal?: AskExternal, externalKeys?: ExternalKeys) {
  const { knowledge } = startKnowledge({
    ...(askExternal ? { askExternal } : {}),
    ...(externalKeys ? { externalKeys } : {}),
  })
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
      return [record('Second', 0.4), { ...record('Third', 0.3), title: '' }, record('First', 0.9)]
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
      { text: 'Second', score: 0.4, scores: { external: 0.4 } },
      { text: 'Third', documentName: 'Elsewhere' },
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

  it('keeps its key apart, takes other settings, and its own key goes with it', async () => {
    const kept = new Map<string, string>()
    const keys: ExternalKeys = {
      save: async (name, key) => void kept.set(name, key),
      remove: async (name) => void kept.delete(name),
    }
    const asked: unknown[] = []
    const { knowledge } = await start(async (external, { query, topK }, { key }) => {
      asked.push([external.endpoint, external.externalId, query === 'roses' ? 'roses' : 'test', topK, key])
      return [record('First', 1)]
    }, keys)
    const made = await knowledge.create({
      id: 'mine',
      name: 'Mine',
      external: { endpoint: 'https://one.example.org', externalId: 'a', key: 'key-1' },
    })
    expect(made.external).toEqual({
      endpoint: 'https://one.example.org',
      externalId: 'a',
      secretName: 'knowledge_key:mine',
    })
    const changed = await knowledge.update('mine', {
      external: { externalId: 'b' },
      retrieval: { topK: 7, scoreThreshold: 0.3 },
    })
    expect(changed.external).toEqual({ ...made.external, externalId: 'b' })
    expect([...kept]).toEqual([['knowledge_key:mine', 'key-1']])
    await knowledge.retrieve({ knowledgeIds: ['mine'], query: 'roses' })
    expect(await knowledge.testExternal({ knowledgeId: 'mine', externalId: 'c' })).toMatchObject({
      passageCount: 1,
    })
    await knowledge.testExternal({ endpoint: 'https://two.example.org', externalId: 'd', key: 'key-2' })
    expect(asked).toEqual([
      ['https://one.example.org', 'b', 'roses', 7, undefined],
      ['https://one.example.org', 'c', 'test', 1, undefined],
      ['https://two.example.org', 'd', 'test', 1, 'key-2'],
    ])
    await knowledge.update('mine', { external: { key: 'key-3' } })
    expect([...kept]).toEqual([['knowledge_key:mine', 'key-3']])
    expect(JSON.stringify(await knowledge.list())).not.toContain('key-3')
    await knowledge.remove('mine')
    expect([...kept]).toEqual([])
  })

  it('is exported without its key, and an import takes no secret that a file names', async () => {
    const { knowledge, id } = await start()
    await knowledge.update(id, { retrieval: { topK: 7, scoreThreshold: 0.3 } })
    const archive = new Uint8Array(await (await knowledge.exportBase(id)).arrayBuffer())
    const manifest = JSON.parse(strFromU8(unzipSync(archive)['manifest.json'] ?? new Uint8Array()))
    expect(manifest.base.external).toEqual({ endpoint: EXTERNAL.endpoint, externalId: EXTERNAL.externalId })
    manifest.base.external.secretName = 'search_key'
    const hostile = zipSync({ 'manifest.json': strToU8(JSON.stringify(manifest)) })
    for (const bytes of [archive, hostile]) {
      const imported = await knowledge.importBase({ name: 'base.zip', bytes })
      expect(imported).toMatchObject({
        name: 'Elsewhere',
        retrieval: { topK: 7, scoreThreshold: 0.3 },
        external: {
          endpoint: EXTERNAL.endpoint,
          externalId: EXTERNAL.externalId,
          secretName: `knowledge_key:${imported.id}`,
        },
      })
    }
    manifest.base.external.endpoint = 'javascript:alert(1)'
    const wrong = zipSync({ 'manifest.json': strToU8(JSON.stringify(manifest)) })
    await expect(knowledge.importBase({ name: 'base.zip', bytes: wrong })).rejects.toMatchObject({
      code: 'CALL_INVALID',
    })
  })

  it('is not made of a base that holds documents', async () => {
    const { knowledge } = await start()
    const { id } = await knowledge.create({ name: 'Own' })
    await expect(knowledge.update(id, { external: EXTERNAL })).rejects.toMatchObject({ code: 'CALL_INVALID' })
    await expect(
      knowledge.create({ name: 'No keys here', external: { ...EXTERNAL, key: 'key-1' } }),
    ).rejects.toMatchObject({ code: 'CALL_INVALID', data: { field: 'key' } })
  })
})
