import type { AppNode } from '../app.ts'
import type { Issue } from '../issues.ts'
import { configOf, containersOf, type GraphIndex, isInnerStart, isRoot } from './graph.ts'

/** Dify's editor offers these nowhere but at the top: a round has no end of its own, and nobody waits in one. */
const TOP_ONLY: ReadonlySet<string> = new Set(['end', 'human-input', 'datasource', 'knowledge-index'])

function isContainer({ definitions }: GraphIndex, node: AppNode | undefined): boolean {
  return node !== undefined && definitions.get(node.type)?.container !== undefined
}

function hasBeginning(graph: GraphIndex, node: AppNode): boolean {
  const children = graph.children.get(node.id) ?? []
  const config = configOf(graph, node)
  const named = config?.success
    ? graph.definitions.get(node.type)?.container?.startNodeId?.(config.data)
    : undefined
  return children.some((child) => child.id === named || isInnerStart(child, node, graph.definitions))
}

type Found = Pick<Issue, 'code' | 'severity'> & { readonly params?: Issue['params'] }

function checkPlace(graph: GraphIndex, node: AppNode): readonly Found[] {
  const around = containersOf(graph, node.id)
  const [parent] = around
  const { type } = node
  if (!parent) {
    const wanders = type === 'loop-end' || (node.parentId !== undefined && !graph.nodes.has(node.parentId))
    return wanders ? [{ code: 'NODE_OUTSIDE_CONTAINER', severity: 'error', params: { type } }] : []
  }
  const known = graph.definitions.has(parent.type)
  return [
    ...(around.includes(node) || (known && !isContainer(graph, parent))
      ? [{ code: 'NODE_OUTSIDE_CONTAINER' as const, severity: 'error' as const, params: { type } }]
      : []),
    ...(type === 'loop-end' && known && !around.some((each) => each.type === 'loop')
      ? [{ code: 'NODE_OUTSIDE_CONTAINER' as const, severity: 'error' as const, params: { type } }]
      : []),
    ...(isRoot(node, graph.definitions)
      ? [{ code: 'NODE_NOT_IN_CONTAINER' as const, severity: 'error' as const, params: { type } }]
      : []),
    // These run here all the same; Dify's editor does not make them.
    ...(TOP_ONLY.has(type)
      ? [{ code: 'NODE_NOT_IN_CONTAINER' as const, severity: 'warning' as const, params: { type } }]
      : []),
    ...(isContainer(graph, node)
      ? [{ code: 'CONTAINER_NESTED' as const, severity: 'warning' as const }]
      : []),
  ]
}

/** What may stand inside an iteration or a loop, and what must. @internal */
export function checkContainers(graph: GraphIndex): readonly Issue[] {
  return [...graph.nodes.values()].flatMap((node) => {
    const found: readonly Found[] = [
      ...checkPlace(graph, node),
      ...(isContainer(graph, node) && !hasBeginning(graph, node)
        ? [{ code: 'CONTAINER_START_MISSING' as const, severity: 'error' as const }]
        : []),
    ]
    const isReachable = graph.reachable.has(node.id)
    return found.map(
      ({ code, severity, params = {} }): Issue => ({
        code,
        severity: isReachable ? severity : 'warning',
        nodeId: node.id,
        path: [],
        params,
      }),
    )
  })
}
