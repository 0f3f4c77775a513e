import type { RecordingStore, RunRecording } from '@skep/engine'
import { expect } from 'vitest'
import { sampleApp } from './samples.ts'
import type { ContractSubject } from './subject.ts'
import { describeSubject } from './subject-tests.ts'

function sample(runId: string, changes: Partial<RunRecording> = {}): RunRecording {
  return {
    runId,
    appId: 'app-1',
    startedAtMs: 1_000,
    app: sampleApp('app-1'),
    parts: [
      {
        version: 1,
        appId: 'app-1',
        start: {
          type: 'run',
          inputs: { topic: '蜂' },
          system: { query: 'Why?' },
          conversationVariables: {},
          isDraft: true,
          runId,
        },
        limits: {},
        ports: { models: { methods: ['chat'], values: {} } },
        calls: [{ port: 'models', method: 'chat', kind: 'stream' }],
        deliveries: [{ call: 0, part: { type: 'text' }, text: 'Bees 🐝', lengths: [5, 2] }],
        times: [1_000, 0, 3],
        ids: [],
        randoms: [0.25],
        last: { sequence: 9, type: 'run_succeeded', checksum: 7 },
      },
    ],
    ...changes,
  }
}

/** Rules `SS` and `RR` of SPEC.md as vitest tests. @public */
export function recordingStoreContract(subject: ContractSubject<RecordingStore>): void {
  describeSubject('RecordingStore', subject, (rule, reopening) => {
    rule('[RR1] a put creates or replaces the recording of a run', async (store) => {
      await store.put(sample('r1', { parts: [] }))
      await store.put(sample('r'))
      await store.put(sample('r1'))
      expect(await store.get('r1')).toEqual(sample('r1'))
      expect(await store.get('r')).toEqual(sample('r'))
    })

    rule('[RR2] the list holds the ids of one app, newest run first', async (store) => {
      expect(await store.list('app-1')).toEqual([])
      await store.put(sample('old', { startedAtMs: 1 }))
      await store.put(sample('new', { startedAtMs: 30 }))
      await store.put(sample('foreign', { startedAtMs: 40, appId: 'app-12' }))
      await store.put(sample('gone', { startedAtMs: 25 }))
      await store.put(sample('middle', { startedAtMs: 20 }))
      await store.remove('gone')
      expect(await store.list('app-1')).toEqual(['new', 'middle', 'old'])
      expect(await store.list('app-12')).toEqual(['foreign'])
    })

    rule('[SS2] recordings are copied in and out', async (store) => {
      const mine = sample('r1')
      const putting = store.put(mine)
      Reflect.set(mine.app, 'name', 'Changed')
      await putting
      Reflect.set((await store.get('r1'))?.parts[0]?.start ?? {}, 'inputs', 'Changed')
      expect(await store.get('r1')).toEqual(sample('r1'))
    })

    rule('[SS4] an unknown recording is null, and removing it is no error', async (store) => {
      await store.remove('nobody')
      expect(await store.get('nobody')).toBe(null)
    })

    reopening('[SS5] recordings are there after a reopen', async (store, reopen) => {
      await store.put(sample('r1'))
      expect(await (await reopen()).get('r1')).toEqual(sample('r1'))
    })
  })
}
