import type { RunEvent } from '@skep/client'
import {
  builtinExecutors,
  type ClockPort,
  type EnginePorts,
  type Plan,
  plan,
  type Run,
  type RunOptions,
  run,
} from '@skep/engine'
import { builtinNodes } from '@skep/schema'
import { importDify } from '@skep/schema/dify'
import { conformanceExtensions } from '../conformance/extensions.ts'
import type { Random } from './random.ts'
import { type RandomApp, toDify } from './random-app.ts'
import { createWorkExecutor, workNode } from './work-node.ts'

/** Everything that waits, released a few at a time in an order that `random` chooses. */
function createWaits(random: Random): { readonly clock: ClockPort; release(): boolean } {
  const waiting: (() => void)[] = []
  let now = 1_000
  return {
    clock: {
      now: () => now,
      // The wait for a run's time limit never comes to its end.
      sleep: (ms) =>
        ms > 100_000 ? new Promise(() => undefined) : new Promise((wake) => void waiting.push(wake)),
    },
    release: () => {
      now += 1
      const isAny = waiting.length > 0
      for (let count = 1 + random.below(3); count > 0; count -= 1) {
        waiting.splice(random.below(waiting.length), 1)[0]?.()
      }
      return isAny
    },
  }
}

/** A new plan of a random app, with executors that remember nothing of other runs. @internal */
export function planRandomApp(app: RandomApp): Plan {
  const imported = importDify(toDify(app))
  if (!imported.ok) throw new Error(`The app cannot be imported: ${imported.error.message}`)
  const planned = plan(
    { ...imported.value.app, id: 'random' },
    conformanceExtensions({
      nodes: [...builtinNodes, workNode],
      executors: [...builtinExecutors, createWorkExecutor()],
    }),
  )
  if (!planned.ok) {
    throw new Error(`The app cannot be planned: ${planned.error.code} ${planned.error.message}`)
  }
  return planned.value
}

/**
 * Runs a random app on the engine, with its waiting parts ending in a random order. `start` is `run`, or something that
 * does as `run` does; `onEvent` hears every event as the reader does.
 * @internal
 */
export async function runRandomApp(
  app: RandomApp,
  random: Random,
  {
    start = run,
    signal,
    onEvent,
  }: {
    readonly start?: (options: RunOptions) => Run
    readonly signal?: AbortSignal
    readonly onEvent?: (event: RunEvent) => void
  } = {},
): Promise<readonly RunEvent[]> {
  const { clock, release } = createWaits(random)
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
  const running = start({
    plan: planRandomApp(app),
    ports,
    inputs: app.inputs,
    system: { query: app.query },
    limits: { steps: 100_000, parallel: 1 + random.below(8) },
    ...(signal ? { signal } : {}),
  })
  const reading = (async () => {
    for await (const event of running) {
      events.push(event)
      onEvent?.(event)
    }
  })().finally(() => {
    isOver = true
  })
  let idle = 0
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve))
    idle = release() ? 0 : idle + 1
    if (idle > 100 && !isOver) throw new Error('The run waits for something that nobody does.')
  }
  await reading
  return events
}
