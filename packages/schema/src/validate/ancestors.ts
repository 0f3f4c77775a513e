import type { AppEdge, AppNode } from '../app.ts'
import { findComponents, isCircle, type Links } from './components.ts'

/** What comes before what, by edges alone: the answer to any number of questions. @internal */
export interface Ancestors {
  /** Whether a path of edges leads from one node to another; to itself only through a circle. */
  isBefore(source: string, target: string): boolean
}

/**
 * For every node one bit for each node before it. Each edge is looked at once; joining what two nodes know is one
 * operation for 32 nodes, so that 10,000 nodes in a chain take 3 million operations and 12 MB.
 * @internal
 */
export function findAncestors(
  links: Links & {
    readonly nodes: ReadonlyMap<string, AppNode>
    readonly incoming: ReadonlyMap<string, readonly AppEdge[]>
  },
): Ancestors {
  const numbers = new Map([...links.nodes.keys()].map((id, index) => [id, index]))
  const words = Math.ceil(numbers.size / 32)
  const known = new Map<string, Uint32Array>()
  const mark = (bits: Uint32Array, id: string): void => {
    const number = numbers.get(id) ?? 0
    bits[number >>> 5] = (bits[number >>> 5] ?? 0) | (1 << (number & 31))
  }
  // Components come after what they lead to; from the last to the first each finds those before it done.
  for (const component of findComponents(links).toReversed()) {
    const bits = new Uint32Array(words)
    const members = new Set(component)
    for (const id of component) {
      for (const { source } of links.incoming.get(id) ?? []) {
        if (members.has(source)) continue
        const before = known.get(source)
        for (let word = 0; before && word < words; word += 1)
          bits[word] = (bits[word] ?? 0) | (before[word] ?? 0)
        mark(bits, source)
      }
    }
    if (isCircle(component, links)) for (const id of component) mark(bits, id)
    for (const id of component) known.set(id, bits)
  }
  return {
    isBefore: (source, target) => {
      const number = numbers.get(source)
      const bits = known.get(target)
      return (
        number !== undefined && bits !== undefined && ((bits[number >>> 5] ?? 0) & (1 << (number & 31))) !== 0
      )
    },
  }
}
