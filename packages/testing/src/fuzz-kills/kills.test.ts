import { createSkep, type SkepOptions } from '@skep/runtime'
import { createMemoryStores, type Stores } from '@skep/storage'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CountingServer, startCountingServer } from './counting-server.ts'
import { type KillPlace, killModel, runKill } from './run-kill.ts'

let server: CountingServer

beforeAll(async () => {
  server = await startCountingServer()
})
afterAll(() => server.close())

/** A worker's hold on the stores: after its death no write arrives and no answer comes. */
interface Life {
  isOver: boolean
}

const NAMES = [
  'apps',
  'versions',
  'runs',
  'openRuns',
  'recordings',
  'conversations',
  'annotations',
  'files',
  'secrets',
] as const

function heldBy(life: Life, stores: Stores): NonNullable<SkepOptions['stores']> {
  const never = (): Promise<never> => new Promise(() => undefined)
  const held = NAMES.map((name) => [
    name,
    Object.fromEntries(
      Object.entries(stores[name]).map(([method, work]: [string, (...args: never) => Promise<unknown>]) => [
        method,
        async (...args: never) => {
          if (life.isOver) return never()
          const value = await work(...args)
          return life.isOver ? never() : value
        },
      ]),
    ),
  ])
  return Object.fromEntries(held) as NonNullable<SkepOptions['stores']> // the same names and methods
}

let opened = 0

/** Node, with memory that outlives the engine. Each life has its own namespace, for locks are the process's. */
const place: KillPlace = {
  get serverUrl() {
    return server.url
  },
  async open() {
    const stores = createMemoryStores()
    const begin = () => {
      const life: Life = { isOver: false }
      const client = createSkep({
        namespace: `kills-${++opened}`,
        host: 'main',
        storage: 'memory',
        recordedRuns: 'all',
        stores: heldBy(life, stores),
        models: [{ id: 'house', models: ['words'], chat: killModel }],
      })
      return { life, client }
    }
    let now = begin()
    return {
      current: () => now.client,
      async kill() {
        const { life, client } = now
        life.isOver = true
        now = begin()
        void client.close() // which waits for what never comes
      },
      async close() {
        await now.client.close()
        expect(await stores.openRuns.list()).toEqual([])
      },
    }
  },
}

describe('an engine that is cut off in the middle of a run', () => {
  // One of each workflow, as in Chromium.
  it.concurrent.each(Array.from({ length: 20 }, (_, at) => at + 1))(
    'goes on or says why not (seed %i)',
    async (seed) => {
      expect(await runKill(seed, place)).toEqual([])
    },
  )
})
