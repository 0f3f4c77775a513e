import type { RunEvent } from '@skep/client'
import { describe, expect, it } from 'vitest'
import { createEventQueue } from './event-queue.ts'
import { type EventSource, readEvents, readHeaps } from './event-reader.ts'

function event(sequence: number): RunEvent {
  return { type: 'run_resumed', runId: 'run', sequence, atMs: 0 }
}

/** A source that notes what its reader does. */
function createSource(): EventSource & { readonly told: string[] } {
  const told: string[] = []
  return {
    told,
    queue: createEventQueue(),
    start: () => {
      told.push('start')
    },
    leave: () => {
      told.push('leave')
    },
  }
}

const END = { done: true, value: undefined }

describe('readHeaps', () => {
  it('begins when it is first asked, and leaves once after the last heap', async () => {
    const source = createSource()
    const heaps = readHeaps(source)
    expect(source.told).toEqual([])
    const first = heaps.next()
    expect(source.told).toEqual(['start'])
    source.queue.push([event(1), event(2)])
    expect(await first).toEqual({ done: false, value: [event(1), event(2)] })
    source.queue.push([event(3)])
    source.queue.push([event(4)])
    source.queue.end()
    expect(await heaps.next()).toEqual({ done: false, value: [event(3), event(4)] })
    expect(await heaps.next()).toEqual(END)
    expect(await heaps.next()).toEqual(END)
    expect(source.told).toEqual(['start', 'leave'])
  })

  it('gives nothing more after it was left, whatever has come', async () => {
    const source = createSource()
    const heaps = readHeaps(source)
    const waiting = heaps.next()
    expect(await heaps.return()).toEqual(END)
    source.queue.push([event(1)])
    expect(await waiting).toEqual(END)
    expect(await heaps.next()).toEqual(END)
    expect(source.told).toEqual(['start', 'leave'])
  })

  it('does not begin when it is left before', async () => {
    const source = createSource()
    const heaps = readHeaps(source)
    await heaps.return()
    expect(await heaps.next()).toEqual(END)
    expect(source.told).toEqual([])
  })

  it('refuses a second question before the first has its answer, which still comes', async () => {
    const source = createSource()
    const heaps = readHeaps(source)
    const first = heaps.next()
    await expect(heaps.next()).rejects.toMatchObject({ code: 'CALL_INVALID' })
    source.queue.push([event(1)])
    expect(await first).toEqual({ done: false, value: [event(1)] })
  })
})

describe('readEvents', () => {
  it('gives the events of heaps one at a time', async () => {
    const source = createSource()
    source.queue.push([event(1), event(2)])
    source.queue.push([event(3)])
    source.queue.end()
    const events: RunEvent[] = []
    for await (const each of { [Symbol.asyncIterator]: () => readEvents(source) }) events.push(each)
    expect(events).toEqual([event(1), event(2), event(3)])
    expect(source.told).toEqual(['start', 'leave'])
  })

  it('drops the rest of a heap when it is left', async () => {
    const source = createSource()
    source.queue.push([event(1), event(2)])
    const events = readEvents(source)
    expect(await events.next()).toEqual({ done: false, value: event(1) })
    await events.return?.()
    expect(await events.next()).toEqual(END)
    expect(source.told).toEqual(['start', 'leave'])
  })
})
