import type { AppEdge } from '../app.ts'

/** Which node leads to which. @internal */
export interface Links {
  readonly nodes: ReadonlyMap<string, unknown>
  readonly outgoing: ReadonlyMap<string, readonly AppEdge[]>
}

interface Visit {
  readonly id: string
  readonly targets: readonly string[]
  next: number
}

/**
 * Groups of nodes that can reach one another (Tarjan's strongly connected components), each after all that it leads
 * to. Without recursion, so that a chain of any length is safe.
 * @internal
 */
export function findComponents({ nodes, outgoing }: Links): readonly string[][] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const onStack = new Set<string>()
  const stack: string[] = []
  const components: string[][] = []

  const enter = (id: string): Visit => {
    order.set(id, order.size)
    low.set(id, order.size - 1)
    stack.push(id)
    onStack.add(id)
    return { id, targets: (outgoing.get(id) ?? []).map((edge) => edge.target), next: 0 }
  }
  const lower = (id: string, to: number | undefined): void => {
    low.set(id, Math.min(low.get(id) ?? 0, to ?? 0))
  }
  const leave = ({ id }: Visit): void => {
    if (low.get(id) !== order.get(id)) return
    const component = stack.splice(stack.lastIndexOf(id))
    for (const member of component) onStack.delete(member)
    components.push(component)
  }

  for (const root of nodes.keys()) {
    if (order.has(root)) continue
    const visits = [enter(root)]
    for (let visit = visits.at(-1); visit; visit = visits.at(-1)) {
      const target = visit.targets[visit.next]
      visit.next += 1
      if (target === undefined) {
        visits.pop()
        leave(visit)
        const before = visits.at(-1)
        if (before) lower(before.id, low.get(visit.id))
      } else if (!order.has(target)) {
        visits.push(enter(target))
      } else if (onStack.has(target)) {
        lower(visit.id, order.get(target))
      }
    }
  }
  return components
}

/** Whether a node leads back to itself through others of its component, or at once. @internal */
export function isCircle(component: readonly string[], { outgoing }: Links): boolean {
  const [first = ''] = component
  return component.length > 1 || (outgoing.get(first) ?? []).some((edge) => edge.target === first)
}
