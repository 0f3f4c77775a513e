import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeTinyModel } from '../../models-transformers/fixtures/make-tiny-model.mjs'

const TEXTS = [
  ['Roses', 'Prune roses in March, just above an outward bud.'],
  ['Shears', 'Oil the shears after you prune.'],
  ['Bread', 'Knead the dough for ten minutes.'],
  ['Boats', 'The ferry leaves at seven in the morning.'],
] as const
const KEY = 'key-of-the-bench'

const folder = mkdtempSync(join(tmpdir(), 'skep-eval-'))
// A server of somebody else's that makes vectors up from the texts, over HTTP.
const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent', auth: { apiKeys: [KEY] } })

beforeAll(async () => {
  await mock.start()
  makeTinyModel(join(folder, 'models'))
  const collection = join(folder, 'garden')
  mkdirSync(join(collection, 'qrels'), { recursive: true })
  const lines = (records: readonly object[]): string => records.map((each) => JSON.stringify(each)).join('\n')
  writeFileSync(
    join(collection, 'corpus.jsonl'),
    lines(TEXTS.map(([title, text], at) => ({ _id: String(at), title, text }))),
  )
  writeFileSync(
    join(collection, 'queries.jsonl'),
    lines([
      { _id: 'q1', text: 'prune roses' },
      { _id: 'q2', text: 'when does the ferry leave' },
    ]),
  )
  writeFileSync(join(collection, 'qrels/test.tsv'), 'query-id\tcorpus-id\tscore\nq1\t0\t1\nq2\t3\t1\n')
})
afterAll(async () => {
  await mock.stop()
  rmSync(folder, { recursive: true })
})

async function evaluate(...words: readonly string[]) {
  const command = join(import.meta.dirname, '../../knowledge/bench/eval.ts')
  const { INIT_CWD: _, ...env } = process.env
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [command, 'retrieval', join(folder, 'garden'), '--alone', ...words],
    { env: { ...env, EMBEDDER_KEY: KEY } },
  )
  const rows: readonly { name: string; collection: string; ndcg10: number; recall10: number }[] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return new Map(rows.map((row) => [row.name, row]))
}

const METHODS = ['bm25', 'vector', 'hybrid', 'hybrid, as asked']

it('the evaluation of a collection has a line for each method, with the built-in embedder', async () => {
  const rows = await evaluate()
  expect([...rows.keys()]).toEqual(METHODS)
  expect(rows.get('bm25')).toMatchObject({ collection: 'garden', ndcg10: 1, recall10: 1 })
  expect(rows.get('hybrid')).toMatchObject({ ndcg10: 1, recall10: 1 })
})

it.each([
  ['an OpenAI-compatible server', () => `${mock.url}/v1#embed-small`],
  ['transformers.js on a folder of models', () => `${join(folder, 'models')}#tiny/bert-embed`],
])('takes the vectors of %s where it is named, and its words are found as before', async (_what, address) => {
  mock.clearRequests()
  const rows = await evaluate(`--embedder=${address()}`)
  expect([...rows.keys()]).toEqual(METHODS)
  expect(rows.get('bm25')).toMatchObject({ ndcg10: 1, recall10: 1 })
  // Four texts are all among the first ten, in whatever order.
  expect(rows.get('vector')).toMatchObject({ recall10: 1 })
  const asked = mock.getRequests().filter(({ path }) => path === '/v1/embeddings')
  // One request for the texts, one for each question of the three searches by vectors.
  expect(asked).toHaveLength(address().startsWith('http') ? 7 : 0)
})
