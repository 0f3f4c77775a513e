import type { App, AppNode } from '@skep/schema'

/** One thing in which two states of an app differ. @public */
export type Difference =
  | { readonly kind: 'node-only-mine' | 'node-only-theirs' | 'node-changed'; readonly title: string }
  | { readonly kind: 'connections' | 'variables' | 'features' | 'name' }

/** A short list of what differs, for the dialog of a conflict. Positions do not count. @public */
export function differencesBetween(mine: App, theirs: App): readonly Difference[] {
  const mineById = new Map(mine.graph.nodes.map((node) => [node.id, node]))
  const theirsById = new Map(theirs.graph.nodes.map((node) => [node.id, node]))
  const differences: Difference[] = []
  if (mine.name !== theirs.name || mine.description !== theirs.description) differences.push({ kind: 'name' })
  for (const node of mine.graph.nodes) {
    const other = theirsById.get(node.id)
    if (!other) differences.push({ kind: 'node-only-mine', title: node.title })
    else if (!isDeepEqual(content(node), content(other))) {
      differences.push({ kind: 'node-changed', title: node.title })
    }
  }
  for (const node of theirs.graph.nodes) {
    if (!mineById.has(node.id)) differences.push({ kind: 'node-only-theirs', title: node.title })
  }
  if (!isDeepEqual(edgeIds(mine), edgeIds(theirs))) differences.push({ kind: 'connections' })
  if (
    !isDeepEqual(mine.environmentVariables, theirs.environmentVariables) ||
    !isDeepEqual(mine.conversationVariables, theirs.conversationVariables)
  ) {
    differences.push({ kind: 'variables' })
  }
  if (!isDeepEqual(mine.features, theirs.features)) differences.push({ kind: 'features' })
  return differences
}

function content(node: AppNode): Omit<AppNode, 'position' | 'size'> {
  const { position: _position, size: _size, ...rest } = node
  return rest
}

function edgeIds(app: App): readonly string[] {
  return app.graph.edges.map((edge) => `${edge.source}/${edge.sourceHandle}/${edge.target}`).sort()
}

/** Whether two JSON values are the same; the order of keys does not count. @internal */
export function isDeepEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, i) => isDeepEqual(item, b[i]))
    )
  }
  const left = Object.entries(a)
  const right = new Map<string, unknown>(Object.entries(b))
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && isDeepEqual(value, right.get(key)))
  )
}
