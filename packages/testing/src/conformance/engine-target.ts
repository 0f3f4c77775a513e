import { isRunEnd, type RunEvent } from '@skep/client'
import { type EnginePorts, plan, run, systemClock, systemRandom } from '@skep/engine'
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
      const running = run({ plan: planned.value, ports, inputs, system })
      const events = running[Symbol.asyncIterator]()
      return {
        read: () => readLeg(events),
        submit: async ({ executionId, submission }) => running.submitForm({ executionId, submission }),
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
