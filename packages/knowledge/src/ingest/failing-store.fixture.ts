import { SkepError } from '@skep/schema'
import type { KnowledgeStore } from '../store/knowledge-store.ts'

const WRITES: ReadonlySet<string> = new Set<keyof KnowledgeStore>([
  'putBase',
  'removeBase',
  'putDocument',
  'removeDocument',
  'putBytes',
  'putBatch',
  'clearStaged',
  'commitDocument',
  'putGeneration',
  'putVectors',
  'compact',
  'putCheckpoint',
  'dropCheckpoint',
  'activateGeneration',
  'removeGeneration',
])

export interface Failure {
  /** Which write fails, counted from 1. */
  readonly at: number
  /** Count the writes of this name only: the order of all of them depends on timing. */
  readonly of?: keyof KnowledgeStore
  /** Whether the write was done before it failed: its answer is lost. */
  readonly when: 'before' | 'after'
  /** `dead`: nothing works any more, as when a tab is closed. `once`: later calls work. */
  readonly kind: 'dead' | 'once'
}

export interface FailingStore {
  readonly store: KnowledgeStore
  /** The writes seen, by name. */
  readonly writes: string[]
}

/** A store that fails at one write. */
export function failAt(store: KnowledgeStore, failure: Failure): FailingStore {
  const writes: string[] = []
  let isDead = false
  const failed = (name: string): SkepError =>
    new SkepError('STORAGE_FAILED', 'The test made this call fail.', { name, at: failure.at })
  const wrapped = new Proxy(store, {
    get(target, name: keyof KnowledgeStore) {
      const method = target[name] as (...args: unknown[]) => Promise<unknown> // every member is a method
      return async (...args: unknown[]) => {
        if (isDead) throw failed(name)
        if (!WRITES.has(name)) return method.apply(target, args)
        writes.push(name)
        const { of } = failure
        const count = of ? writes.filter((write) => write === of).length : writes.length
        if (count !== failure.at || (of && of !== name)) return method.apply(target, args)
        isDead = failure.kind === 'dead'
        if (failure.when === 'after') await method.apply(target, args)
        throw failed(name)
      }
    },
  })
  return { store: wrapped, writes }
}
