import type { RunEvent } from '@skep/client'
import { builtinExecutors, type ClockPort, type EnginePorts, plan, run } from '@skep/engine'
import { builtinNodes } from '@skep/schema'
import { importDify } from '@skep/schema/dify'
import { conformanceExtensions } from '../conformance/extensions.ts'
import type { Random } from './random.ts'
import { type RandomApp, toDify } from './random-app.ts'
import { createWorkExecutor, workNode } from './work-node.ts'

/** Everything that waits, released one at a time in an order that `random` chooses. */
function createTurns(random: Random): {
  readonly turn: () => Promise<void>
  readonly clock: ClockPort
  release(): boolean
} {
  const waiting: (() => void)[] = []
  let now = 1_000
  const turn = (): Promise<void> => new Promise((resolve) => void waiting.push(resolve))
  return {
    turn,
    clock: {
      now: () => now,
      // The wait for a run's time limit has no turn: it never comes.
      sleep: (ms) => (ms > 100_000 ? new Promise(() => undefined) : turn()),
    },
    release: () => {
      now += 1
      const [next] = waiting.splice(random.below(waiting.length), 1)
      next?.()
      return next !== undefined
    },
  }
}

/** Runs a random app on the engine, with its waiting parts ending in a random order. @internal */
export async function runRandomApp(app: RandomApp, random: Random): Promise<readonly RunEvent[]> {
  const imported = importDify(toDify(app))
  if (!imported.ok) throw new Error(`The app cannot be imported: ${imported.error.message}`)
  const { turn, clock, release } = createTurns(random)
  const planned = plan(
    imported.value.app,
    conformanceExtensions({
      nodes: [...builtinNodes, workNode],
      executors: [...builtinExecutors, createWorkExecutor(turn)],
    }),
  )
  if (!planned.ok)
    throw new Error(`The app cannot be planned: ${planned.error.code} ${planned.error.message}`)
  let count = 0
  const ports: EnginePorts = {
    clock,
    random: {
      id: () => {
        count += 1
        return `id-${count}`
      },
      random: () => 0.5,
    },
  }
  const events: RunEvent[] = []
  let isOver = false
  const reading = (async () => {
    for await (const event of run({
      plan: planned.value,
      ports,
      inputs: app.inputs,
      system: { query: app.query },
      limits: { steps: 100_000, parallel: 1 + random.below(8) },
    })) {
      events.push(event)
    }
  })().finally(() => {
    isOver = true
  })
  let idle = 0
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve))
    idle = release() ? 0 : idle + 1
    if (idle > 50 && !isOver) throw new Error('The run waits for something that nobody does.')
  }
  await reading
  return events
}
