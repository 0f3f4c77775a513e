import { readTerms, readVectors } from '@skep/knowledge'
import { sampleBase, sampleBatch, sampleDocument, sampleGeneration } from '@skep/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Stores } from '../stores.ts'
import { openDexieStores } from './open-dexie-stores.ts'

const NAMESPACE = 'compact-kills'
const COUNT = 300
/** When the worker is killed, in milliseconds after it began. */
const KILL_MS = [0, 4, 12, 25, 45, 80] as const
let stores: Stores

const state = async (): Promise<unknown> => [
  await readTerms(stores.knowledge, 'k'),
  await readVectors(stores.knowledge, 'g'),
]

beforeAll(async () => {
  stores = await openDexieStores({ namespace: NAMESPACE })
  const { knowledge } = stores
  await knowledge.putBase(sampleBase('k'))
  await knowledge.putGeneration(sampleGeneration('g', 'k'))
  await knowledge.activateGeneration('g')
  const put = async (at: number): Promise<void> => {
    await knowledge.putBatch(sampleBatch('k', `s${at}`, 0, [0, 1], { generationId: 'g' }))
    await knowledge.putDocument(sampleDocument(`s${at}`, 'k', { state: 'ready', edition: 0, chunkCount: 1 }))
  }
  await Promise.all(Array.from({ length: COUNT }, (_, at) => put(at)))
})

afterAll(async () => {
  await stores.wipe()
  await stores.close()
})

it('a worker that is killed while it puts a base together leaves every row exactly once', async () => {
  const before = await state()
  for (const killMs of KILL_MS) {
    const worker = new Worker(new URL('./compact-test-worker.ts', import.meta.url), { type: 'module' })
    const isDone = await new Promise<boolean>((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<string>) => {
        if (data === 'done') resolve(true)
        // Somewhere within a transaction: reading, taking rows out, writing the pack.
        if (data === 'begins') setTimeout(() => resolve(false), killMs)
      }
      worker.postMessage(NAMESPACE)
    })
    worker.terminate()
    expect(await state()).toEqual(before)
    if (isDone) break
  }
  while (await stores.knowledge.compact('k'));
  expect(await state()).toEqual(before)
  expect((await stores.knowledge.terms('k')).blocks).toHaveLength(COUNT)
})
