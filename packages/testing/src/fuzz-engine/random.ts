/** Numbers that look random and are the same for a seed on every machine (mulberry32). @internal */
export interface Random {
  /** 0 up to, not including, `limit`. */
  below(limit: number): number
  /** Whether something of this probability happens. */
  chance(probability: number): boolean
  pick<T>(items: readonly [T, ...T[]]): T
  /** Each item with this probability, in order. */
  some<T>(items: readonly T[], probability: number): readonly T[]
}

/** @internal */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)] ?? items[0],
    some: (items, probability) => items.filter(() => next() < probability),
  }
}
