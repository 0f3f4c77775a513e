import type { CaseName, Contender } from './contender.ts'

interface BareNode {
  readonly sources: readonly string[]
  readonly work: (inputs: readonly number[]) => number
}

/** The least that running a graph can be: a queue of nodes whose ways in are done. */
function runBare(
  nodes: ReadonlyMap<string, BareNode>,
  targets: ReadonlyMap<string, readonly string[]>,
): number {
  const waiting = new Map([...nodes].map(([id, { sources }]) => [id, sources.length]))
  const values = new Map<string, number>()
  const ready = [...nodes].flatMap(([id, { sources }]) => (sources.length === 0 ? [id] : []))
  let last = 0
  for (const id of ready) {
    const node = nodes.get(id)
    if (!node) continue
    last = node.work(node.sources.map((source) => values.get(source) ?? 0))
    values.set(id, last)
    for (const target of targets.get(id) ?? []) {
      const left = (waiting.get(target) ?? 0) - 1
      waiting.set(target, left)
      if (left === 0) ready.push(target)
    }
  }
  return last
}

function graphOf(name: CaseName, size: number): ReadonlyMap<string, BareNode> {
  const addOne = ([value = 0]: readonly number[]): number => value + 1
  const names = Array.from({ length: size }, (_, index) => `n${index}`)
  if (name === 'chain') {
    return new Map(
      names.map((id, index) => [id, { sources: index === 0 ? [] : [`n${index - 1}`], work: addOne }]),
    )
  }
  return new Map<string, BareNode>([
    ['start', { sources: [], work: () => 0 }],
    ...names.map((id): [string, BareNode] => [id, { sources: ['start'], work: addOne }]),
    ['join', { sources: names, work: (values) => values.reduce((sum, value) => sum + value, 0) + 1 }],
  ])
}

function targetsOf(nodes: ReadonlyMap<string, BareNode>): ReadonlyMap<string, readonly string[]> {
  const targets = new Map<string, string[]>()
  for (const [id, { sources }] of nodes) {
    for (const source of sources) targets.set(source, [...(targets.get(source) ?? []), id])
  }
  return targets
}

export const bare: Contender = {
  name: 'bare',
  prepare(name, size) {
    if (name === 'loop') {
      let value = 0
      const one = new Map<string, BareNode>([['add', { sources: [], work: () => value + 1 }]])
      const none = targetsOf(one)
      return async () => {
        value = 0
        for (let round = 0; round < size; round += 1) value = runBare(one, none)
        return value
      }
    }
    const nodes = graphOf(name, size)
    const targets = targetsOf(nodes)
    return async () => runBare(nodes, targets)
  },
}
