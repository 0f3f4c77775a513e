import type { KnowledgeEvent, RunEvent, SkepClient } from '@skep/client'
import {
  type App,
  answerNode,
  createApp,
  createNode,
  knowledgeRetrievalNode,
  startNode,
  toErrorData,
} from '@skep/schema'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { createSkep } from './create-skep.ts'
import { EXTERNAL_KEY } from './http/external-key.fixture.ts'

const server = inject('httpServerUrl')
const open: SkepClient[] = []

afterEach(async () => {
  for (const client of open.splice(0)) {
    await client.storage.wipe()
    await client.close()
  }
})

function start(host: 'worker' | 'main'): { readonly client: SkepClient; readonly namespace: string } {
  const namespace = `external|${Math.random()}`
  const client = createSkep({ namespace, host, recordedRuns: 'all' })
  open.push(client)
  return { client, namespace }
}

const program = (name: string) => ({ endpoint: `${server}/cors/external/${name}`, externalId: 'handbook' })

describe.each(['worker', 'main'] as const)(
  'a knowledge base of another program, asked from the %s',
  (host) => {
    it('answers with its passages, as many and as good as its settings say', async () => {
      const { client } = start(host)
      const { knowledge } = client
      const { id } = await knowledge.create({
        name: 'Elsewhere',
        external: { ...program('ok'), key: EXTERNAL_KEY },
        retrieval: { topK: 5, scoreThreshold: 0.2 },
      })
      const ask = async () => (await knowledge.retrieve({ knowledgeIds: [id], query: 'scale' })).passages
      expect((await ask()).map(({ text, score, isExternal }) => [text, score, isExternal])).toEqual([
        ['Asked for scale.', 0.9, true],
        ['Use acid against scale.', 0.5, true],
      ])
      expect((await ask())[0]?.metadata).toEqual({
        asked: JSON.stringify({ retrieval_setting: { top_k: 5, score_threshold: 0.2 } }),
      })
      await knowledge.update(id, { retrieval: { topK: 3, scoreThreshold: 0.7 } })
      expect((await ask()).map(({ documentName }) => documentName)).toEqual(['asked.md'])
      await knowledge.update(id, { retrieval: { scoreThreshold: null } })
      expect(await ask()).toHaveLength(2)
    })

    it('fails with a code for each of its ways to fail, and hands on no word of it', async () => {
      const { client } = start(host)
      const rows: readonly (readonly [string, string, string, string, object])[] = [
        ['ok', 'handbook', 'wrong-key', 'EXTERNAL_KNOWLEDGE_AUTH', { status: 403, errorCode: 1002 }],
        ['ok', 'other', EXTERNAL_KEY, 'KNOWLEDGE_NOT_FOUND', { status: 404, errorCode: 2001 }],
        ['nowhere', 'handbook', '', 'SECRET_NOT_FOUND', {}],
        ['broken', 'handbook', EXTERNAL_KEY, 'EXTERNAL_KNOWLEDGE_FAILED', { status: 500, errorCode: 500 }],
        ['page', 'handbook', EXTERNAL_KEY, 'EXTERNAL_KNOWLEDGE_FAILED', { status: 200 }],
        ['cut-off', 'handbook', EXTERNAL_KEY, 'EXTERNAL_KNOWLEDGE_FAILED', { status: 200 }],
        ['no-list', 'handbook', EXTERNAL_KEY, 'EXTERNAL_KNOWLEDGE_FAILED', { status: 200 }],
      ]
      for (const [name, externalId, key, code, data] of rows) {
        const external = { ...program(name), externalId, key }
        const failures = [await client.knowledge.testExternal(external).then(() => null, toErrorData)]
        const { id } = await client.knowledge.create({ name: 'Elsewhere', external })
        const search = client.knowledge.retrieve({ knowledgeIds: [id], query: 'scale' })
        failures.push(await search.then(() => null, toErrorData))
        for (const failure of failures) expect(failure, name).toMatchObject({ code, data })
        expect(JSON.stringify(failures)).not.toContain('canary')
      }
      // One that does not let this page read its answer.
      const shut = { endpoint: `${server}/external/ok`, externalId: 'handbook', key: EXTERNAL_KEY }
      await expect(client.knowledge.testExternal(shut)).rejects.toMatchObject({
        code: 'HTTP_NETWORK_OR_CORS',
      })
    })
  },
)

it('the key of an external base is found nowhere but in the request to its program', async () => {
  const { client, namespace } = start('worker')
  const { knowledge } = client
  const events: KnowledgeEvent[] = []
  knowledge.watch((event) => events.push(event))
  const external = { ...program('ok'), key: EXTERNAL_KEY }
  const seen: unknown[] = [await knowledge.testExternal(external)]
  const base = await knowledge.create({ id: 'elsewhere', name: 'Elsewhere', external })
  await client.apps.save(asksElsewhere(), { baseRevision: null })
  const run: RunEvent[] = []
  for await (const event of client.run({ app: 'asks', query: 'scale' })) run.push(event)
  expect(run.at(-1)).toMatchObject({ type: 'run_succeeded' })
  expect(JSON.stringify(run)).toContain('Use acid against scale.')
  seen.push(base, run, await knowledge.update('elsewhere', { external: { key: EXTERNAL_KEY } }))
  seen.push(await knowledge.list(), await knowledge.queries('elsewhere'), await client.secrets.list())
  seen.push(await client.apps.validate(asksElsewhere()), await client.apps.exportDify(asksElsewhere()))
  for (const { id } of await client.runs.list()) {
    seen.push(await client.runs.get(id))
    for await (const event of client.runs.replay(id)) seen.push(event)
  }
  const archive = await knowledge.exportBase('elsewhere')
  seen.push(new TextDecoder('latin1').decode(await archive.arrayBuffer()))
  const imported = await knowledge.importBase({ name: 'base.zip', bytes: archive })
  await expect(knowledge.retrieve({ knowledgeIds: [imported.id], query: 'scale' })).rejects.toMatchObject({
    code: 'SECRET_NOT_FOUND',
    message: expect.stringContaining('Enter it in its settings'),
  })
  await knowledge.update(imported.id, { external: { key: EXTERNAL_KEY } })
  expect((await knowledge.retrieve({ knowledgeIds: [imported.id], query: 'scale' })).passages).toHaveLength(2)
  expect(JSON.stringify([seen, events])).not.toContain('canary')
  const stored = await dump(namespace)
  expect(stored).toContain('knowledge_key:elsewhere')
  expect(stored).not.toContain('NEVER-SHOW-THIS')
  await knowledge.remove('elsewhere')
  expect(await client.secrets.list()).toEqual([`knowledge_key:${imported.id}`])
})

function asksElsewhere(): App {
  const position = { x: 0, y: 0 }
  const edge = (id: string, source: string, target: string) => ({
    ...{ id, source, sourceHandle: 'source', target, targetHandle: 'target' },
  })
  const search = {
    ...knowledgeRetrievalNode.defaults,
    query: ['sys', 'query'],
    knowledgeIds: ['elsewhere'],
  }
  return {
    ...createApp({ id: 'asks', mode: 'chatflow', name: 'Asks' }),
    graph: {
      nodes: [
        createNode(startNode, { id: 'start', title: 'Start', position }),
        createNode(knowledgeRetrievalNode, { id: 'search', title: 'Search', position, config: search }),
        createNode(answerNode, {
          id: 'answer',
          title: 'Answer',
          position,
          config: { answer: '{{#search.result#}}' },
        }),
      ],
      edges: [edge('1', 'start', 'search'), edge('2', 'search', 'answer')],
    },
  }
}

/** Every row of every table, as text; bytes are read as text too. */
async function dump(namespace: string): Promise<string> {
  const db = await settled(indexedDB.open(`skep:${namespace}`))
  const rows: string[] = []
  for (const name of db.objectStoreNames) {
    const all = await settled(db.transaction(name).objectStore(name).getAll())
    rows.push(`${name}: ${JSON.stringify(all, asText)}`)
  }
  db.close()
  return rows.join('\n')
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function asText(_key: string, value: unknown): unknown {
  if (!(value instanceof ArrayBuffer || ArrayBuffer.isView(value))) return value
  return new TextDecoder('latin1').decode(value)
}
