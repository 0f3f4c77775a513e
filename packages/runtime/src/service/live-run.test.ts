import type { RunEvent } from '@skep/client'
import { describe, expect, it } from 'vitest'
import { LiveRun } from './live-run.ts'

const about = { runId: 'r', atMs: 0, nodeId: 'n', executionId: 'e' }
const chunk = (sequence: number): RunEvent => ({
  ...about,
  sequence,
  type: 'text_chunk',
  selector: ['n', 'text'],
  text: String(sequence),
  isFinal: false,
})
const end = (sequence: number): RunEvent => ({
  runId: 'r',
  atMs: 0,
  sequence,
  type: 'run_stopped',
  durationMs: 1,
})

function open(): { run: LiveRun; stored: RunEvent[]; fail: { now: boolean } } {
  const stored: RunEvent[] = []
  const fail = { now: false }
  const run = new LiveRun({
    async write(events) {
      if (fail.now) throw new Error('the disk is full')
      stored.push(...events)
    },
    read: async (after) => stored.filter(({ sequence }) => sequence > after),
  })
  return { run, stored, fail }
}

async function sequences(run: LiveRun, after = 0, signal?: AbortSignal): Promise<number[]> {
  const seen: number[] = []
  for await (const { sequence } of run.read(after, signal)) seen.push(sequence)
  return seen
}

const upTo = (last: number, after = 0): number[] =>
  Array.from({ length: last - after }, (_, index) => after + index + 1)

describe('a run that is going on', () => {
  it('keeps only its latest events in memory, and gives readers all of them', async () => {
    const { run, stored } = open()
    const fromTheStart = sequences(run)
    for (let sequence = 1; sequence <= 50_000; sequence++) {
      run.push(chunk(sequence))
      if (sequence % 1000 === 0) await run.save()
    }
    expect(run.keptCount).toBeLessThan(5000)
    const late = sequences(run, 100)
    run.push(end(50_001))
    await run.save()
    expect(await fromTheStart).toEqual(upTo(50_001))
    expect(await late).toEqual(upTo(50_001, 100))
    expect(stored.map(({ sequence }) => sequence)).toEqual(upTo(50_001))
    expect(run.eventCount).toBe(50_001)
  })

  it('writes again what could not be written', async () => {
    const { run, stored, fail } = open()
    run.push(chunk(1))
    fail.now = true
    await expect(run.save()).rejects.toThrow('the disk is full')
    run.push(chunk(2))
    fail.now = false
    await run.save()
    expect(stored.map(({ sequence }) => sequence)).toEqual([1, 2])
  })

  it('tells nobody of what is not stored yet', async () => {
    let store = (): void => undefined
    const stored: RunEvent[] = []
    const run = new LiveRun({
      async write(events) {
        await new Promise<void>((resolve) => {
          store = resolve
        })
        stored.push(...events)
      },
      read: async () => [],
    })
    run.push(chunk(1))
    const saving = run.save()
    const reading = run.read(0).next()
    await Promise.resolve()
    run.push(chunk(2))
    expect(await Promise.race([reading, 'silence'])).toBe('silence')
    store()
    expect((await reading).value).toMatchObject({ sequence: 1 })
    expect(stored.map(({ sequence }) => sequence)).toEqual([1])
    await saving
    run.leave()
  })

  it('keeps the start of a step before it is asked again, also when it is told later', async () => {
    const { run, stored } = open()
    const started: RunEvent = {
      ...about,
      sequence: 2,
      type: 'node_started',
      nodeType: 'tool',
      title: 'T',
    }
    const keeping = run.keepStart('e')
    run.push(chunk(1))
    expect(await Promise.race([keeping, 'waits'])).toBe('waits')
    run.push(started)
    await keeping
    expect(stored.map(({ sequence }) => sequence)).toEqual([1, 2])
    await run.keepStart('e')
  })

  it('keeps everything that is not written', async () => {
    const { run, fail } = open()
    fail.now = true
    for (let sequence = 1; sequence <= 10_000; sequence++) run.push(chunk(sequence))
    await run.save().catch(() => undefined) // it fails as it shall
    run.push(end(10_001))
    expect(await sequences(run)).toEqual(upTo(10_001))
    fail.now = false
    await run.save()
  })

  it('does not tell what was only added', async () => {
    const { run } = open()
    run.push(chunk(1))
    run.append(end(2))
    const reader = run.read(0)
    expect((await reader.next()).value).toMatchObject({ sequence: 1 })
    const second = reader.next()
    expect(await Promise.race([second, 'silence'])).toBe('silence')
    run.tell()
    expect((await second).value).toMatchObject({ sequence: 2 })
    expect(await reader.next()).toEqual({ done: true, value: undefined })
    await run.save()
  })

  it('lets a reader go when its signal fires', async () => {
    const { run } = open()
    run.push(chunk(1))
    const controller = new AbortController()
    const reading = sequences(run, 0, controller.signal)
    controller.abort()
    expect(await reading).toEqual([])
    expect(await sequences(run, 0, AbortSignal.abort())).toEqual([])
    await run.save()
  })
})
