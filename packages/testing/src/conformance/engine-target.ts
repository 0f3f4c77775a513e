import type { RunEvent } from '@skep/client'
import { type EnginePorts, plan, type Run, run, systemClock, systemRandom } from '@skep/engine'
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
      const running: Run = run({ plan: planned.value, ports, inputs, system })
      return {
        async read() {
          const events: RunEvent[] = []
          for await (const event of running) events.push(event)
          return events
        },
        async submit() {
          throw new Error('The engine cannot go on with a run.')
        },
        close: async () => undefined,
      }
    },
  }
}
