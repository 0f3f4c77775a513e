/** What is measured: a chain of nodes, a fan of nodes that one node joins, one node in a loop. */
export type CaseName = 'chain' | 'fan' | 'loop'

/** Nodes, or rounds of the loop. */
export const SIZES: Readonly<Record<CaseName, number>> = { chain: 1_000, fan: 1_000, loop: 10_000 }

export const CASES = Object.keys(SIZES) as readonly CaseName[] // its own keys

/** Somebody who can do a case. Every node adds one to a number; a run gives back what came out. */
export interface Contender {
  readonly name: string
  /** Builds the graph once; what comes back runs it once. */
  prepare(name: CaseName, size: number): () => Promise<number>
}

/** What must come out, so that nobody is fast by doing nothing. */
export function expectedOf(name: CaseName, size: number): number {
  return name === 'fan' ? size + 1 : size
}

/** What is done with a run besides its work. */
export interface Reading {
  /** Somebody looks at each event. */
  readonly hasEvents: boolean
  /** They are kept in memory. */
  readonly hasCheckpoints: boolean
}

/** The first does most. */
export const READINGS: readonly Reading[] = [
  { hasEvents: true, hasCheckpoints: true },
  { hasEvents: true, hasCheckpoints: false },
  { hasEvents: false, hasCheckpoints: true },
  { hasEvents: false, hasCheckpoints: false },
]

export function nameOf(library: string, { hasEvents, hasCheckpoints }: Reading): string {
  return [library, ...(hasEvents ? ['events'] : []), ...(hasCheckpoints ? ['checkpoints'] : [])].join(', ')
}
