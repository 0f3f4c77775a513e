import type { KnowledgeDocument } from '@skep/client'
import { createSkep, type LocalSkepClient } from '@skep/runtime'
import { hasErrorCode } from '@skep/schema'
import { expect, it } from 'vitest'
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

async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + STUCK_MS; ; await sleep(10)) {
    try {
      return await work()
    } catch (error) {
      if (!hasErrorCode(error) || error.code !== 'WORKER_LOST' || Date.now() > until) throw error
    }
  }
}

/** Uploads, and kills the worker after so many milliseconds. Gives what is there in the end. */
async function ingest(name: string, killMs: readonly number[]): Promise<unknown> {
  const client: LocalSkepClient = createSkep({
    namespace: `ingest-kills-${Date.now()}-${name}`,
    host: 'worker',
  })
  const base = await client.knowledge.create({
    id: 'base',
    name: 'Base',
    split: { maxSize: 256, overlap: 0 },
  })
  const timers = killMs.map((ms) => setTimeout(() => client.killWorker(), ms))
  for (const file of files) await insist(() => client.knowledge.upload(base.id, file))
  let documents: readonly KnowledgeDocument[] = []
  for (const until = Date.now() + STUCK_MS; Date.now() < until; await sleep(20)) {
    documents = await insist(() => client.knowledge.documents(base.id))
    if (documents.length === files.length && documents.every(({ state }) => state === 'ready')) break
  }
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
    documents: documents.map(({ name, state, warnings }) => [name, state, warnings]).sort(),
    chunks: chunks
      .flat()
      .map(({ id, text }) => [id, text])
      .sort(),
    counts: [documentCount, chunkCount],
    finds: passages.length > 0,
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

let unbroken: Promise<unknown> | undefined

it.each([1, 2, 3, 4])(
  'a worker that dies in the middle of uploads loses and doubles nothing (seed %i)',
  async (seed) => {
    unbroken ??= ingest('unbroken', [])
    const expected = await unbroken
    const random = createRandom(seed)
    const first = random.below(400)
    expect(await ingest(`${seed}`, [first, first + 200 + random.below(600)])).toEqual(expected)
  },
)
