import type { OpenRun, OpenRunStore } from '@skep/engine'
import { expect } from 'vitest'
import { sampleApp, sampleMessage } from './samples.ts'
import type { ContractSubject } from './subject.ts'
import { describeSubject } from './subject-tests.ts'

function sample(runId: string, changes: Partial<OpenRun> = {}): OpenRun {
  return {
    runId,
    app: sampleApp(`app of ${runId}`),
    start: { inputs: { topic: '蜂' }, system: { query: 'Why?' }, conversationVariables: {} },
    messages: [sampleMessage('m1', 'c')],
    ...changes,
  }
}

/** Rules `SS` and `OS` of SPEC.md as vitest tests. @public */
export function openRunStoreContract(subject: ContractSubject<OpenRunStore>): void {
  describeSubject('OpenRunStore', subject, (rule, reopening) => {
    rule('[OS1] a put creates or replaces what is known of a run', async (store) => {
      await store.put(sample('r1'))
      await store.put(sample('r', { begun: ['e0'] }))
      await store.put(sample('r1', { deaths: { count: 1, endedNodes: 3 } }))
      expect(await store.get('r1')).toEqual(sample('r1', { deaths: { count: 1, endedNodes: 3 } }))
      expect(await store.get('r')).toEqual(sample('r', { begun: ['e0'] }))
    })

    rule('[OS2] the list holds the ids of all that were not removed', async (store) => {
      expect(await store.list()).toEqual([])
      for (const id of ['b', 'a', 'ab']) await store.put(sample(id))
      await store.put(sample('a'))
      await store.remove('b')
      expect([...(await store.list())].sort()).toEqual(['a', 'ab'])
    })

    rule('[SS2] open runs are copied in and out', async (store) => {
      const mine = sample('r1')
      const putting = store.put(mine)
      Reflect.set(mine.app, 'name', 'Changed')
      await putting
      Reflect.set((await store.get('r1'))?.start ?? {}, 'inputs', 'Changed')
      expect(await store.get('r1')).toEqual(sample('r1'))
    })

    rule('[SS4] an unknown run is null, and removing it is no error', async (store) => {
      await store.remove('nobody')
      expect(await store.get('nobody')).toBe(null)
    })

    reopening('[SS5] open runs are there after a reopen', async (store, reopen) => {
      await store.put(sample('r1'))
      expect(await (await reopen()).get('r1')).toEqual(sample('r1'))
    })
  })
}
