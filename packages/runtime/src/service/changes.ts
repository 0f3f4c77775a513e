import type { AppEvent, KnowledgeEvent } from '@skep/client'
import { type ChangeFeed, openChangeFeed } from '@skep/storage'

/** What the workers of other tabs tell one another. @internal */
export type Change =
  | { readonly topic: 'apps'; readonly event: AppEvent }
  | { readonly topic: 'knowledge'; readonly event: KnowledgeEvent }
  | { readonly topic: 'stop-run'; readonly runId: string }
  /** Another worker goes on with a paused run. */
  | { readonly topic: 'release-run'; readonly runId: string }
  /** The namespace is being emptied. */
  | { readonly topic: 'wipe' }

/** @internal */
export type Changes = ChangeFeed<Change>

/** The feed of a namespace; of what is only in memory nobody else needs to know. @internal */
export function openChanges(namespace: string, storage: 'indexeddb' | 'memory'): Changes {
  if (storage === 'memory')
    return { post: () => undefined, listen: () => () => undefined, close: () => undefined }
  return openChangeFeed(namespace, isChange)
}

const EVENT_TYPES: Readonly<Record<string, readonly string[]>> = {
  apps: ['app_saved', 'app_removed'] satisfies AppEvent['type'][],
  knowledge: [
    'base_changed',
    'base_removed',
    'document_changed',
    'document_removed',
  ] satisfies KnowledgeEvent['type'][],
}

/** Another tab may run another release. */
function isChange(value: unknown): value is Change {
  const { topic, event, runId } = asRecord(value)
  if (topic === 'wipe') return true
  if (topic === 'stop-run' || topic === 'release-run') return typeof runId === 'string'
  return EVENT_TYPES[String(topic)]?.includes(String(asRecord(event).type)) ?? false
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {} // any object may be asked for a name
}
