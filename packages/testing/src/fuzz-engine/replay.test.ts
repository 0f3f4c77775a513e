import type { RunEvent } from '@skep/client'
import { type RecordedRun, type Recording, recordRun, replay } from '@skep/engine'
import { describe, expect, it } from 'vitest'
import { generateApp } from './generate-app.ts'
import { createRandom } from './random.ts'
import { planRandomApp, runRandomApp } from './run-random.ts'

const SEEDS = 60

interface Recorded {
  readonly events: readonly RunEvent[]
  readonly recording: Recording
}

async function record(seed: number, stopAt?: number): Promise<Recorded> {
  const controller = new AbortController()
  let recorded: RecordedRun | undefined
  const events = await runRandomApp(generateApp(seed), createRandom(seed), {
    signal: controller.signal,
    start: (options) => {
      recorded = recordRun(options)
      return recorded
    },
    onEvent: ({ sequence }) => {
      if (sequence === stopAt) controller.abort()
    },
  })
  if (!recorded) throw new Error('Nothing was recorded.')
  // As a store would give it back.
  return { events, recording: JSON.parse(JSON.stringify(recorded.recording())) }
}

async function replayed(seed: number, recording: Recording): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = []
  for await (const event of replay(recording, planRandomApp(generateApp(seed)))) events.push(event)
  return events
}

describe('a recorded run of any app, in any order', () => {
  it('tells the same when it is replayed', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { events, recording } = await record(seed)
      expect({ seed, events: await replayed(seed, recording) }).toEqual({ seed, events })
    }
  })

  it('tells the same when it was stopped at any moment', async () => {
    let stopped = 0
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { events, recording } = await record(seed, 1 + createRandom(seed).below(20))
      if (events.at(-1)?.type === 'run_stopped') stopped += 1
      expect({ seed, events: await replayed(seed, recording) }).toEqual({ seed, events })
    }
    expect(stopped).toBeGreaterThan(SEEDS / 4)
  })

  it('is known not to be another one', async () => {
    let tried = 0
    for (let seed = 1; seed <= 30; seed += 1) {
      const { recording, events } = await record(seed)
      const [first, ...others] = recording.ids
      const changes: readonly Partial<Recording>[] = [
        { deliveries: recording.deliveries.slice(1) },
        { ids: others },
        { calls: recording.calls.map((call) => ({ ...call, method: 'other' })) },
        { times: recording.times.slice(0, -1) },
      ]
      if (recording.deliveries.length === 0) continue
      for (const change of changes) {
        const told = await replayed(seed, { ...recording, ...change })
        expect({ seed, end: told.at(-1) }).toMatchObject({
          seed,
          end: { error: { code: 'RUN_NOT_REPLAYABLE' } },
        })
        expect(told.length).toBeLessThanOrEqual(events.length + 1)
        tried += 1
      }
      expect(first).toBe('id-1')
    }
    expect(tried).toBeGreaterThan(40)
  })
})
