import type { RunEvent } from '@skep/client'
import { fromErrorData, SkepError } from '@skep/schema'
import { plan } from '../plan/plan.ts'
import { requirePort } from '../ports/require-port.ts'
import type { RunCore } from './core.ts'
import { runLimits } from './limits.ts'
import { type RunOptions, startRun } from './run.ts'

/** Runs apps that nodes of a run call as tools: with the same ports and node types, under an id of their own. @internal */
export function appRunner(
  options: Pick<RunOptions, 'plan' | 'ports' | 'limits' | 'system' | 'isDraft'>,
  appDepth: number,
): RunCore['runApp'] {
  return async function* (appId, inputs, signal): AsyncGenerator<RunEvent, void, void> {
    const { depth } = runLimits(options.limits)
    if (appDepth >= depth) {
      throw new SkepError('RUN_LIMIT_DEPTH', `Apps call one another more than ${depth} deep.`, {
        limit: 'depth',
        value: depth,
      })
    }
    const app = await requirePort(options.ports, 'subApps').load(appId)
    const planned = plan(app, options.plan.environment)
    if (!planned.ok) throw fromErrorData(planned.error)
    const { userId } = options.system ?? {}
    // Its events are nobody's journal: an interrupted call is a call that has to be made again.
    const { checkpoints: _, ...ports } = options.ports
    yield* startRun(
      {
        plan: planned.value,
        ports,
        inputs,
        signal,
        ...(options.limits ? { limits: options.limits } : {}),
        ...(userId === undefined ? {} : { system: { userId } }),
      },
      appDepth + 1,
    )
  }
}
