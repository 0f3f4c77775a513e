import { describe, expect, it } from 'vitest'
import { streamRun } from './run.ts'
import type { RunEvent } from './run-events.ts'
import type { RunsApi } from './runs.ts'

const at = (sequence: number): { runId: string; sequence: number; atMs: number } => ({
  runId: 'r',
  sequence,
  atMs: 0,
})
const chunk = (sequence: number): RunEvent => ({
  ...at(sequence),
  type: 'text_chunk',
  nodeId: 'n',
  executionId: 'e',
  selector: ['n', 'text'],
  text: String(sequence),
  isFinal: false,
})

/** Runs whose events come one by one until somebody stops them. */
function endless(): { runs: RunsApi; stopped: string[] } {
  const stopped: string[] = []
  const runs = {
    start: async () => ({ runId: 'r' }),
    stop: async (runId: string) => void stopped.push(runId),
    async *events() {
      for (let sequence = 1; sequence < 1000; sequence++) {
        if (stopped.length > 0) {
          yield { ...at(sequence), type: 'run_stopped', durationMs: 1 } as const
          return
        }
        yield chunk(sequence)
        await Promise.resolve()
      }
    },
  }
  return { runs: runs as unknown as RunsApi, stopped } // the three methods that a stream uses
}

describe('streamRun', () => {
  it('stops the run when the signal fires and still yields its end', async () => {
    const { runs, stopped } = endless()
    const controller = new AbortController()
    const types: string[] = []
    for await (const event of streamRun(runs, { app: 'a' }, { signal: controller.signal })) {
      types.push(event.type)
      if (types.length === 3) controller.abort()
    }
    expect(stopped).toEqual(['r'])
    expect(types.at(-1)).toBe('run_stopped')
  })

  it('starts nothing when the signal has fired already', async () => {
    const { runs } = endless()
    const started: string[] = []
    const counting: RunsApi = {
      ...runs,
      start: async () => ({ runId: started[started.push('r') - 1] ?? '' }),
    }
    const reading = streamRun(counting, { app: 'a' }, { signal: AbortSignal.abort() }).next()
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
    expect(started).toEqual([])
  })

  it('leaves the run alone when the reader leaves', async () => {
    const { runs, stopped } = endless()
    for await (const event of streamRun(runs, { app: 'a' })) if (event.sequence === 2) break
    expect(stopped).toEqual([])
  })
})
