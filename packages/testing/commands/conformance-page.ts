// The page of `pnpm conformance DIR --browser`.
import { builtinExecutors } from '@skep/engine'
import { createSkep } from '@skep/runtime'
import { builtinNodes, SkepError } from '@skep/schema'
import type { ConformanceFolder } from '../src/conformance/case-file.ts'
import { clientTarget } from '../src/conformance/client-target.ts'
import { conformanceExtensions } from '../src/conformance/extensions.ts'
import type { ConformanceFailure, ConformanceTarget } from '../src/conformance/host.ts'
import { runConformanceCase } from '../src/conformance/run-case.ts'
import type { Place } from './conformance-browser.ts'

const targets = new Map<Place, ConformanceTarget>()

/** Runs one case in a place. All cases of a page share one client. */
export async function runFolder(
  place: Place,
  folder: ConformanceFolder,
): Promise<readonly ConformanceFailure[]> {
  const target = targets.get(place) ?? (await openTarget(place))
  targets.set(place, target)
  return runConformanceCase(folder, target)
}

async function openTarget(place: Place): Promise<ConformanceTarget> {
  const host = place === 'worker' ? 'worker' : 'main'
  const client = createSkep({
    namespace: `conformance-${host}`,
    host,
    storage: 'memory',
    worker: () => new Worker(new URL('./conformance-worker.ts', import.meta.url), { type: 'module' }),
    extensions: conformanceExtensions({ nodes: builtinNodes, executors: builtinExecutors }),
  })
  await client.apps.list()
  const status = client.status()
  if (status.host !== host)
    throw new SkepError('INTERNAL', `The client stands on ${status.host}, not ${host}.`)
  return clientTarget(client)
}
