import { isRunEnd, type RunEvent } from '@skep/client'
import { type EnginePorts, plan, type Run, resume, run, systemClock, systemRandom } from '@skep/engine'
import { fromErrorData } from '@skep/schema'
import { conformanceExtensions } from './extensions.ts'
import type { ConformanceHost, ConformanceTarget } from './host.ts'

/**
 * Runs cases on the engine itself, without a client.
 * @public
 */
export function engineTarget(host: ConformanceHost): ConformanceTarget {
  const environment = conformanceExtensions(host)
  return {
    async start({ app, secrets, inputs, ...system }) {
      const planned = plan(app, environment)
      if (!planned.ok) throw fromErrorData(planned.error)
      const ports: EnginePorts = {
        clock: systemClock,
        random: systemRandom,
        secrets: { resolve: async (name) => String(secrets[name] ?? '') },
        ...host.ports,
      }
      let running: Run = run({ plan: planned.value, ports, inputs, system: { dialogueCount: 1, ...system } })
      let events = running[Symbol.asyncIterator]()
      return {
        read: () => readLeg(events),
        // As after a restart: the run goes on from a snapshot of it.
        async submit({ executionId, submission }) {
          const kept = structuredClone(running.snapshot())
          await events.return?.()
          running = resume({ plan: planned.value, ports, from: kept })
          running.submitForm({ executionId, submission })
          events = running[Symbol.asyncIterator]()
        },
        close: async () => void (await events.return?.()),
      }
    },
  }
}

/** The events up to the next pause or the end. */
async function readLeg(events: AsyncIterator<RunEvent>): Promise<readonly RunEvent[]> {
  const leg: RunEvent[] = []
  for (let next = await events.next(); !next.done; next = await events.next()) {
    leg.push(next.value)
    if (next.value.type === 'run_paused' || isRunEnd(next.value)) break
  }
  return leg
}
