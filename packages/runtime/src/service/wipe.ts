import type { Knowledge } from '@skep/knowledge'
import { toErrorData } from '@skep/schema'
import type { Stores } from '@skep/storage'
import type { Changes } from './changes.ts'
import type { RunsService } from './runs-service.ts'

interface WipeOptions {
  readonly stores: Stores
  readonly draft: Stores
  readonly runs: RunsService
  readonly knowledge: Knowledge
  readonly changes: Changes
  /** Tells everybody that an app is gone. */
  readonly tellRemoved: (appId: string) => void
  /** Names of the stores that are the host's own: what a host keeps, the host deletes. */
  readonly hostStores: ReadonlySet<string>
}

/**
 * Empties the namespace. What is under way ends first, so that nothing is written afterwards, and everybody who watches
 * hears that apps and bases are gone.
 * @internal
 */
export async function wipe(options: WipeOptions): Promise<void> {
  const { stores, draft, runs, knowledge, changes, hostStores, tellRemoved } = options
  changes.post({ topic: 'wipe' })
  await runs.stopAll(() => true)
  const apps = hostStores.has('apps') ? [] : await stores.apps.list().catch(nothing)
  if (!hostStores.has('knowledge')) {
    for (const { id } of await knowledge.list().catch(nothing)) await knowledge.remove(id).catch(nothing)
  }
  await Promise.all([stores.wipe(), draft.wipe()])
  for (const { id } of apps) tellRemoved(id)
}

/** Damaged data must not keep anybody from deleting it. */
function nothing(error: unknown): readonly never[] {
  console.warn('Skep deletes data that it could not read.', toErrorData(error).code)
  return []
}
