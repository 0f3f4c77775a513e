import { isRunEnd, type RunEvent, type SkepClient } from '@skep/client'
import type { ConformanceTarget } from './host.ts'

/**
 * Runs cases as drafts through a client, whose engine must have been made with `conformanceExtensions`.
 * @public
 */
export function clientTarget(client: SkepClient): ConformanceTarget {
  return {
    async start({ app, secrets, ...request }) {
      for (const [name, value] of Object.entries(secrets)) await client.secrets.set(name, String(value))
      const { runId } = await client.runs.start({ app, isDraft: true, ...request })
      let after = 0
      return {
        async read() {
          const events: RunEvent[] = []
          for await (const event of client.runs.events(runId, { after })) {
            events.push(event)
            after = event.sequence
            if (event.type === 'run_paused' || isRunEnd(event)) break
          }
          return events
        },
        submit: ({ executionId, submission }) => client.runs.submitForm(runId, { executionId, submission }),
        close: () => client.runs.stop(runId),
      }
    },
  }
}
