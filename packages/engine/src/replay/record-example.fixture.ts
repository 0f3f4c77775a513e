import type { RunEvent } from '@skep/client'
import type { EnginePorts } from '../ports/ports.ts'
import { mustPlan } from '../test-support.ts'
import { examplePorts } from './example-ports.fixture.ts'
import type { Example } from './examples.fixture.ts'
import { recordRun } from './record-run.ts'
import type { Recording } from './recording.ts'

/** A run that every later release must replay to the same events. */
export interface History {
  readonly app: Example['app']
  readonly recording: Recording
  readonly events: readonly RunEvent[]
}

/** Runs an example and does to it what it says. */
export async function recordExample(
  { app, inputs, query, files, stopAt, form }: Example,
  ports: EnginePorts = examplePorts(),
): Promise<History> {
  const controller = new AbortController()
  const recorded = recordRun({
    plan: mustPlan(app),
    ports,
    ...(inputs ? { inputs } : {}),
    system: { ...(query === undefined ? {} : { query }), ...(files ? { files } : {}) },
    signal: controller.signal,
  })
  const events: RunEvent[] = []
  for await (const event of recorded) {
    events.push(event)
    if (event.sequence === stopAt) controller.abort()
    const paused = events.findLast(({ type }) => type === 'node_paused')
    if (event.type !== 'run_paused' || paused?.type !== 'node_paused') continue
    if (!form) break
    recorded.submitForm({ executionId: paused.executionId, submission: form })
  }
  return JSON.parse(JSON.stringify({ app, recording: recorded.recording(), events }))
}
