import { describe, expect, it } from 'vitest'
import { type EmbedBatch, EmbeddingQueue, type EmbeddingWorker } from './embedding-queue.ts'
import { workerCount } from './worker-count.ts'

/** Vectors that say what they are of. */
const vectorsOf = (texts: readonly string[]): Float32Array[] =>
  texts.map((text) => Float32Array.of(Number(text)))

interface Helper extends EmbeddingWorker {
  readonly done: string[]
  isEnded: boolean
}

/** A queue whose workers are made by the test; `here` is what this realm embedded. */
function setUp(
  options: {
    readonly limit?: number
    readonly idleMs?: number
    readonly ready?: () => Promise<void>
    readonly embed?: EmbedBatch
    readonly cannotStart?: boolean
  } = {},
) {
  const helpers: Helper[] = []
  const here: string[] = []
  const clock = { now: 0 }
  const queue = new EmbeddingQueue({
    limit: () => options.limit ?? 2,
    now: () => clock.now,
    idleMs: options.idleMs ?? 60_000,
    start() {
      if (options.cannotStart) throw new Error('No workers here.')
      const helper: Helper = {
        done: [],
        isEnded: false,
        ready: options.ready?.() ?? Promise.resolve(),
        async embed(texts) {
          await pause()
          if (options.embed) return options.embed(texts)
          helper.done.push(...texts)
          return vectorsOf(texts)
        },
        end() {
          helper.isEnded = true
        },
      }
      helpers.push(helper)
      return helper
    },
  })
  const embedHere: EmbedBatch = async (texts) => {
    await pause()
    here.push(...texts)
    return vectorsOf(texts)
  }
  const run = async (count: number, signal?: AbortSignal): Promise<readonly number[]> => {
    const texts = Array.from({ length: count }, (_, at) => String(at))
    const batches = Array.from({ length: Math.ceil(count / 4) }, (_, at) => texts.slice(at * 4, at * 4 + 4))
    return (await queue.run(batches, embedHere, signal)).map(([value]) => value ?? -1)
  }
  return { queue, helpers, here, clock, run }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at)

describe('the queue of passages', () => {
  it('needs no worker for few of them', async () => {
    const { run, helpers, here } = setUp()
    expect(await run(100)).toEqual(upTo(100))
    expect(helpers).toHaveLength(0)
    expect(here).toHaveLength(100)
  })

  it('gives many to workers, one more after the other, and keeps the order', async () => {
    const { run, helpers, here } = setUp()
    expect(await run(1000)).toEqual(upTo(1000))
    expect(helpers).toHaveLength(2)
    const there = helpers.flatMap(({ done }) => done)
    expect([...here, ...there].map(Number).sort((a, b) => a - b)).toEqual(upTo(1000))
    for (const { done } of helpers) expect(done.length).toBeGreaterThan(200)
  })

  it('counts what came in several calls one after the other, but not after a rest', async () => {
    const { run, helpers, clock } = setUp()
    await run(100)
    clock.now += 100_000
    await run(100)
    expect(helpers).toHaveLength(0)
    await run(100)
    expect(helpers.length).toBeGreaterThan(0)
  })

  it('embeds here what a worker was at when it failed, and starts no other', async () => {
    let batches = 0
    const { run, helpers, here } = setUp({
      async embed(texts) {
        if (++batches > 3) throw new Error('Out of memory')
        return vectorsOf(texts)
      },
    })
    expect(await run(1000)).toEqual(upTo(1000))
    expect(helpers.every(({ isEnded }) => isEnded)).toBe(true)
    const started = helpers.length
    expect(await run(1000)).toEqual(upTo(1000))
    expect(helpers).toHaveLength(started)
    expect(here.length).toBeGreaterThan(1900)
  })

  it('goes on alone where the model cannot be loaded a second time, or workers are forbidden', async () => {
    const unloadable = setUp({ ready: () => Promise.reject(new Error('No memory.')) })
    expect(await unloadable.run(600)).toEqual(upTo(600))
    expect(unloadable.helpers).toHaveLength(1)
    expect(unloadable.helpers[0]?.isEnded).toBe(true)
    const forbidden = setUp({ cannotStart: true })
    expect(await forbidden.run(600)).toEqual(upTo(600))
    expect(forbidden.here).toHaveLength(600)
  })

  it('tells what fails in this realm', async () => {
    const { queue } = setUp()
    const failing: EmbedBatch = () => Promise.reject(new Error('This model is broken.'))
    await expect(queue.run([['1'], ['2']], failing)).rejects.toThrow('This model is broken.')
  })

  it('stops one call at once and leaves the others their turn', async () => {
    const { run } = setUp({ limit: 0 })
    const controller = new AbortController()
    const stopped = run(400, controller.signal)
    const other = run(200)
    controller.abort()
    await expect(stopped).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    expect(await other).toEqual(upTo(200))
  })

  it('ends workers that have nothing to do, and starts them again for the next many', async () => {
    const { run, helpers } = setUp({ idleMs: 30 })
    await run(1000)
    await expect.poll(() => helpers.map(({ isEnded }) => isEnded)).toEqual([true, true])
    expect(await run(1000)).toEqual(upTo(1000))
    expect(helpers).toHaveLength(4)
  })

  it('ends its workers with the connection', async () => {
    const { queue, run, helpers } = setUp()
    await run(1000)
    queue.end()
    expect(helpers.every(({ isEnded }) => isEnded)).toBe(true)
  })
})

describe('the number of workers', () => {
  const GIB = 2 ** 30
  const MIB = 2 ** 20
  const usual = {
    wanted: 'auto',
    cores: 8,
    deviceMemoryBytes: 8 * GIB,
    modelBytes: 23 * MIB,
    hasThreads: false,
  } as const

  it.each([
    ['four at most', usual, 4],
    ['one for each core but one', { ...usual, cores: 4 }, 3],
    ['none on two cores, where one would only take the place of this realm', { ...usual, cores: 2 }, 0],
    ['fewer where the memory is small', { ...usual, deviceMemoryBytes: 4 * GIB, modelBytes: 118 * MIB }, 2],
    ['none for a large model', { ...usual, modelBytes: 1.2 * GIB }, 0],
    ['none where nobody knows the size of the model', { ...usual, modelBytes: 0 }, 0],
    ['none where the runtime has threads of its own', { ...usual, hasThreads: true }, 0],
    ['what was asked for', { ...usual, wanted: 1, cores: 2 }, 1],
  ])('is %s', (_what, options, count) => {
    expect(workerCount(options)).toBe(count)
  })
})
