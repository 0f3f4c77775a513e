import type { KnowledgeStore } from '@skep/knowledge'

/** An await of an ingestion: the n-th call of this name. @internal */
export interface KillPoint {
  readonly name: string
  readonly at: number
  /** Whether what was awaited was done before everything ended. */
  readonly when: 'before' | 'after'
}

/**
 * Everything that an ingestion waits for passes here. At its point everything ends, as when a worker is terminated:
 * what was awaited never comes, and nothing is done any more.
 * @internal
 */
export class KillGate {
  readonly #point: KillPoint | undefined
  readonly #counts = new Map<string, number>()
  readonly #die: () => void
  #isDead = false
  /** Resolves when everything has ended. */
  readonly died: Promise<void>

  constructor(point?: KillPoint) {
    this.#point = point
    let die = (): void => {}
    this.died = new Promise((resolve) => {
      die = resolve
    })
    this.#die = die
  }

  /** How often each name was passed. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts
  }

  async pass<T>(name: string, call: () => Promise<T>): Promise<T> {
    if (this.#isDead) return never()
    const at = (this.#counts.get(name) ?? 0) + 1
    this.#counts.set(name, at)
    const isPoint = this.#point?.name === name && this.#point.at === at
    if (!isPoint) {
      const value = await call()
      return this.#isDead ? never() : value
    }
    this.#isDead = true
    if (this.#point?.when === 'after') await call()
    this.#die()
    return never()
  }

  /** The store with every method passing here. */
  store(store: KnowledgeStore): KnowledgeStore {
    return new Proxy(store, {
      get: (target, name: keyof KnowledgeStore) => {
        const method = target[name] as (...args: readonly unknown[]) => Promise<unknown> // every member is a method
        return (...args: readonly unknown[]) =>
          this.pass(`store.${name}`, () => method.apply(target, [...args]))
      },
    })
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => {})
}
