import type { RunStore } from '@skep/engine'
import { expect } from 'vitest'
import { sampleEvent, sampleRun } from './samples.ts'
import type { ContractSubject } from './subject.ts'
import { describeSubject } from './subject-tests.ts'

/** Rules `SS` and `RS` of SPEC.md as vitest tests. @public */
export function runStoreContract(subject: ContractSubject<RunStore>): void {
  const sequences = async (store: RunStore, runId: string, after: number = 0): Promise<readonly number[]> =>
    (await store.events(runId, after)).map((event) => event.sequence)

  const events = (runId: string, ...numbers: readonly number[]): ReturnType<typeof sampleEvent>[] =>
    numbers.map((sequence) => sampleEvent(runId, sequence))

  describeSubject('RunStore', subject, (rule, reopening) => {
    rule('[RS1] a put creates or replaces the record', async (store) => {
      await store.put(sampleRun('r1', { status: 'running' }))
      await store.put(sampleRun('r1'))
      expect(await store.get('r1')).toEqual(sampleRun('r1'))
    })

    rule('[RS2] the list is newest first, of one app where asked, and at most limit long', async (store) => {
      const runs = [
        sampleRun('old', { startedAtMs: 1 }),
        sampleRun('new', { startedAtMs: 30 }),
        sampleRun('middle', { startedAtMs: 20 }),
        sampleRun('foreign', { startedAtMs: 25, appId: 'app-2' }),
      ]
      for (const run of runs) await store.put(run)
      const ids = async (filter: Parameters<RunStore['list']>[0]): Promise<readonly string[]> =>
        (await store.list(filter)).map((run) => run.id)
      expect(await ids({ limit: 10 })).toEqual(['new', 'foreign', 'middle', 'old'])
      expect(await ids({ appId: 'app-1', limit: 10 })).toEqual(['new', 'middle', 'old'])
      expect(await ids({ appId: 'app-1', limit: 2 })).toEqual(['new', 'middle'])
      expect(await ids({ appId: 'nobody', limit: 2 })).toEqual([])
      expect(await ids({ limit: 0 })).toEqual([])
    })

    rule('[RS3] events come in order, those above after only', async (store) => {
      await store.appendEvents('r1', events('r1', 1, 2, 3))
      await store.appendEvents('r1', events('r1', 4, 5))
      expect(await store.events('r1', 0)).toEqual(events('r1', 1, 2, 3, 4, 5))
      expect(await sequences(store, 'r1', 2)).toEqual([3, 4, 5])
      expect(await sequences(store, 'r1', 3)).toEqual([4, 5])
      expect(await sequences(store, 'r1', 5)).toEqual([])
    })

    rule('[RS3] batches that come in any order are read in order', async (store) => {
      await store.appendEvents('r1', events('r1', 9, 7))
      await store.appendEvents('r1', events('r1', 1, 2))
      await store.appendEvents('r1', events('r1', 8, 3, 10))
      expect(await sequences(store, 'r1')).toEqual([1, 2, 3, 7, 8, 9, 10])
      expect(await sequences(store, 'r1', 7)).toEqual([8, 9, 10])
    })

    rule('[RS4] a sequence number that comes again changes nothing', async (store) => {
      await store.appendEvents('r1', events('r1', 1, 2, 3))
      await store.appendEvents('r1', [sampleEvent('r1', 2, 'again'), sampleEvent('r1', 3, 'again')])
      await store.appendEvents('r1', [sampleEvent('r1', 3, 'again'), ...events('r1', 4, 5)])
      await store.appendEvents('r1', [sampleEvent('r1', 6), sampleEvent('r1', 6, 'twice in one batch')])
      await store.appendEvents('r1', [])
      expect(await store.events('r1', 0)).toEqual(events('r1', 1, 2, 3, 4, 5, 6))
    })

    rule('[RS4] appends that overlap and come at once leave each event once', async (store) => {
      const starts = Array.from({ length: 10 }, (_, at) => at * 3 + 1)
      await Promise.all(
        starts.map((start) => store.appendEvents('r1', events('r1', start, start + 1, start + 2, start + 3))),
      )
      expect(await sequences(store, 'r1')).toEqual(Array.from({ length: 31 }, (_, at) => at + 1))
    })

    rule('[RS5] events of different runs never mix, and need no record', async (store) => {
      // One id is the beginning of the other: keys that are glued together would mix.
      await store.appendEvents('r', events('r', 1, 2))
      await store.appendEvents('r1', events('r1', 1))
      expect(await store.events('r', 0)).toEqual(events('r', 1, 2))
      expect(await store.events('r1', 0)).toEqual(events('r1', 1))
    })

    rule('[RS6] removing a run removes its events and nobody else’s', async (store) => {
      for (const id of ['r', 'r1']) {
        await store.put(sampleRun(id))
        await store.appendEvents(id, events(id, 1, 2))
      }
      await store.remove('r')
      expect([await store.get('r'), await store.events('r', 0)]).toEqual([null, []])
      expect([await store.get('r1'), await sequences(store, 'r1')]).toEqual([sampleRun('r1'), [1, 2]])
    })

    rule('[SS2] neither what was put nor what was found is the stored one', async (store) => {
      const run = sampleRun('r1')
      const event = sampleEvent('r1', 1)
      const putting = [store.put(run), store.appendEvents('r1', [event])]
      Reflect.set(run, 'status', 'running')
      Reflect.set(event, 'text', 'Changed right after the call')
      await Promise.all(putting)
      for (const record of [run, await store.get('r1'), event, ...(await store.events('r1', 0))]) {
        Reflect.set(record ?? {}, 'appName', 'Changed')
      }
      expect(await store.get('r1')).toEqual(sampleRun('r1'))
      expect(await store.events('r1', 0)).toEqual([sampleEvent('r1', 1)])
    })

    rule('[SS4] an unknown run is null and has no events', async (store) => {
      await store.remove('nobody')
      expect([await store.get('nobody'), await store.events('nobody', 0)]).toEqual([null, []])
    })

    reopening('[SS5] runs and events are there after a reopen', async (store, reopen) => {
      await store.put(sampleRun('r1'))
      await store.appendEvents('r1', events('r1', 1, 2))
      const other = await reopen()
      expect(await other.get('r1')).toEqual(sampleRun('r1'))
      expect(await other.events('r1', 0)).toEqual(events('r1', 1, 2))
    })
  })
}
