import type { RunEvent } from '@skep/client'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../plan/plan.ts'
import { systemRandom } from '../ports/system.ts'
import { createTestPorts, mustPlan } from '../test-support.ts'
import { sayExecutor, sayNode, WORKFLOWS } from './resume.fixture.ts'
import { resume } from './resume.ts'
import { type Run, type RunSnapshot, run } from './run.ts'

const options = { limits: { steps: 5_000 } }
const ports = () => createTestPorts({ random: systemRandom, clock: { now: () => 1_000, sleep: never } })

function never(_: number, signal: AbortSignal): Promise<void> {
  return _ === 0
    ? Promise.resolve()
    : new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))
}

interface Told {
  readonly events: readonly RunEvent[]
  /** Taken when the last of the events was read. */
  readonly snapshot: RunSnapshot | undefined
}

/** Reads a run, and answers its form; with `until`, dies when it has read that many events of all. */
async function read(
  running: Run,
  earlier: readonly RunEvent[],
  until = Number.POSITIVE_INFINITY,
): Promise<Told> {
  const events: RunEvent[] = [...earlier]
  if (events.length >= until) return { events, snapshot: running.snapshot() }
  for await (const event of running) {
    events.push(event)
    if (events.length >= until) return { events, snapshot: running.snapshot() }
    if (event.type !== 'run_paused') continue
    const executionId = event.executionIds[0] ?? ''
    running.submitForm({ executionId, submission: { actionId: 'yes', inputs: { why: 'because' } } })
  }
  return { events, snapshot: undefined }
}

function goOn(plan: Plan, from: readonly RunEvent[] | RunSnapshot): Run {
  const running = resume({ plan, ports: ports(), from, ...options })
  const waiting = running.snapshot().open.find(({ form, submission }) => form && !submission)
  if (waiting && running.snapshot().status === 'paused') {
    const submission = { actionId: 'yes', inputs: { why: 'because' } }
    running.submitForm({ executionId: waiting.id, submission })
  }
  return running
}

/** What a run came to, whatever happened on the way. */
function result(events: readonly RunEvent[], isOrdered: boolean): unknown {
  const end = events.at(-1)
  const text = events.flatMap((event) => (event.type === 'text_chunk' ? [event.text] : [])).join('')
  return {
    type: end?.type,
    ...(end && 'outputs' in end ? { outputs: end.outputs } : {}),
    ...(end?.type === 'run_failed' ? { error: end.error, nodeId: end.nodeId } : {}),
    ...(isOrdered ? { text } : {}),
    skipped: events.flatMap((event) => (event.type === 'node_skipped' ? [event.nodeId] : [])).toSorted(),
    rounds: events.filter(({ type }) => type === 'container_next').length,
    succeeded: events.flatMap((event) => (event.type === 'node_succeeded' ? [event.nodeId] : [])).toSorted(),
    containers: events.filter(({ type }) => type === 'container_started' || type === 'container_succeeded')
      .length,
  }
}

function expectNumbered(events: readonly RunEvent[]): void {
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
}

describe.each(WORKFLOWS)('$name', ({ app, isOrdered }) => {
  const plan = mustPlan(app, { nodes: [sayNode], executors: [sayExecutor] })
  const whole = async (): Promise<readonly RunEvent[]> =>
    (await read(run({ plan, ports: ports(), ...options }), [])).events

  it('comes to the same when it is interrupted after any event and resumed from its events', async () => {
    const unbroken = await whole()
    for (let at = 1; at < unbroken.length; at += 1) {
      const { events } = await read(run({ plan, ports: ports(), ...options }), [], at)
      const resumed = await read(goOn(plan, events), events)
      expectNumbered(resumed.events)
      expect({ at, ...Object(result(resumed.events, isOrdered)) }).toEqual({
        at,
        ...Object(result(unbroken, isOrdered)),
      })
    }
  })

  it('comes to the same when it is interrupted after any event and resumed from a snapshot', async () => {
    const unbroken = await whole()
    for (let at = 1; at < unbroken.length; at += 1) {
      const { events, snapshot } = await read(run({ plan, ports: ports(), ...options }), [], at)
      if (!snapshot || snapshot.sequence !== at) continue
      const resumed = await read(goOn(plan, structuredClone(snapshot)), events)
      expectNumbered(resumed.events)
      expect({ at, ...Object(result(resumed.events, isOrdered)) }).toEqual({
        at,
        ...Object(result(unbroken, isOrdered)),
      })
    }
  })

  it('comes to the same when it is interrupted again and again', async () => {
    const unbroken = await whole()
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 }),
        async (steps) => {
          let events: readonly RunEvent[] = []
          for (const step of steps) {
            const running =
              events.length === 0 ? run({ plan, ports: ports(), ...options }) : goOn(plan, events)
            events = (await read(running, events, events.length + step)).events
            if (events.some(({ type }) => type === unbroken.at(-1)?.type)) break
          }
          const isOver = events.some(({ type }) => type === unbroken.at(-1)?.type)
          const ended = isOver ? events : (await read(goOn(plan, events), events)).events
          expectNumbered(ended)
          expect(result(ended, isOrdered)).toEqual(result(unbroken, isOrdered))
        },
      ),
      { numRuns: 25 },
    )
  })
})
