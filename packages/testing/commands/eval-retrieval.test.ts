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
  return evaluateIn('garden', ...words)
}

async function evaluateIn(collection: string, ...words: readonly string[]) {
  const command = join(import.meta.dirname, '../../knowledge/bench/eval.ts')
  const { INIT_CWD: _, ...env } = process.env
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [command, 'retrieval', join(folder, collection), '--alone', ...words],
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

it('reads files as Windows writes them, with empty lines, gaps, numbers as names, and judgements of nothing', async () => {
  const odd = join(folder, 'odd')
  mkdirSync(join(odd, 'qrels'), { recursive: true })
  const lines = (...records: readonly object[]): string =>
    `\ufeff${records.map((each) => JSON.stringify(each)).join('\r\n\r\n')}\r\n \r\n`
  const texts = [
    { _id: 'a rose', title: null, text: 'Prune roses in March.', metadata: {} },
    { _id: 2, title: 'Shears', text: null },
    { _id: '3', text: '' },
    { _id: '4', title: '', text: 'The ferry leaves at seven.', more: [1] },
  ]
  writeFileSync(join(odd, 'corpus.jsonl'), lines(...texts))
  writeFileSync(
    join(odd, 'queries.jsonl'),
    lines({ _id: 1, text: 'prune roses' }, { _id: 'q 2', text: 'ferry' }, { _id: 'unjudged', text: 'x' }),
  )
  writeFileSync(
    join(odd, 'qrels/test.tsv'),
    'query-id\tcorpus-id\tscore\tby\r\n1\ta rose\t2\tme\r\n1\t2\t-1\tme\r\n\r\nq 2\t4\t1\tme\r\nunjudged\t3\t0\tme\r\n',
  )
  expect((await evaluateIn('odd')).get('bm25')).toMatchObject({ collection: 'odd', ndcg10: 1, recall10: 1 })
})
