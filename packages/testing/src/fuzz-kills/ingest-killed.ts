import type { KnowledgeDocument } from '@skep/client'
import { createSkep, type LocalSkepClient } from '@skep/runtime'
import { hasErrorCode } from '@skep/schema'
import { createRandom } from '../fuzz-engine/random.ts'

const STUCK_MS = 60_000
const WORDS = ['amber', 'basin', 'cedar', 'delta', 'ember', 'fjord', 'grove'] as const

const files = [60, 20, 35].map((count, at) => ({
  name: `${at}.txt`,
  bytes: new TextEncoder().encode(
    Array.from(
      { length: count },
      (_, part) => `Part ${part} of ${at}: ${WORDS.join(` ${part % 7} `).repeat(6)}`,
    ).join('\n\n'),
  ),
}))

const PARTS = ['documents', 'chunks', 'counts', 'passages'] as const

/** What is there in the end, each part as text, and how long it took. */
interface Ingested extends Readonly<Record<(typeof PARTS)[number], string>> {
  readonly milliseconds: number
}

let unbroken: Promise<Ingested> | undefined

/**
 * Kills the worker twice in the middle of uploads, in the page with a real worker and IndexedDB, and compares what is
 * there in the end with the same uploads unbroken. Gives what is wrong.
 * @internal
 */
export async function ingestKilled(seed: number): Promise<readonly string[]> {
  unbroken ??= ingest([])
  const expected = await unbroken
  const random = createRandom(seed)
  const first = random.below(Math.ceil(expected.milliseconds / 2))
  const second = first + random.below(Math.ceil(expected.milliseconds))
  const killed = await ingest([first, second])
  return PARTS.filter((part) => killed[part] !== expected[part]).map(
    (part) => `killed after ${first} and ${second} ms, it came to other ${part}`,
  )
}

async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + STUCK_MS; ; await sleep(10)) {
    try {
      return await work()
    } catch (error) {
      if (!hasErrorCode(error) || error.code !== 'WORKER_LOST' || Date.now() > until) throw error
    }
  }
}

/** Uploads, and kills the worker after so many milliseconds. */
async function ingest(killMs: readonly number[]): Promise<Ingested> {
  const client: LocalSkepClient = createSkep({
    namespace: `ingest-kills-${crypto.randomUUID()}`,
    host: 'worker',
  })
  const base = await client.knowledge.create({
    id: 'base',
    name: 'Base',
    split: { maxSize: 256, overlap: 0 },
  })
  const start = performance.now()
  const timers = killMs.map((ms) => setTimeout(() => client.killWorker(), ms))
  for (const file of files) await insist(() => client.knowledge.upload(base.id, file))
  let documents: readonly KnowledgeDocument[] = []
  for (const until = Date.now() + STUCK_MS; Date.now() < until; await sleep(20)) {
    documents = await insist(() => client.knowledge.documents(base.id))
    if (documents.length === files.length && documents.every(({ state }) => state === 'ready')) break
  }
  const milliseconds = performance.now() - start
  for (const timer of timers) clearTimeout(timer)
  const chunks = await Promise.all(documents.map(({ id }) => insist(() => client.knowledge.chunks(id))))
  const { chunkCount, documentCount } = await insist(() => client.knowledge.get(base.id))
  const { passages } = await insist(() =>
    client.knowledge.retrieve({
      knowledgeIds: [base.id],
      query: 'part 17 amber cedar',
      settings: { topK: 3 },
    }),
  )
  await insist(() => client.storage.wipe())
  await client.close()
  return {
    documents: JSON.stringify(documents.map(({ name, state, warnings }) => [name, state, warnings]).sort()),
    chunks: JSON.stringify(
      chunks
        .flat()
        .map(({ id, text }) => [id, text])
        .sort(),
    ),
    counts: JSON.stringify([documentCount, chunkCount]),
    passages: JSON.stringify(passages.length > 0),
    milliseconds,
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
