import { type AppEdge, type AppNode, NOTE_TYPE } from '../app.ts'
import type { Issue } from '../issues.ts'
import type { JsonObject } from '../json.ts'
import { FORBIDDEN_KEYS } from '../json-limits.ts'
import { configOf, type GraphIndex, isInnerStart, isRoot } from './graph.ts'

function appIssue(code: Issue['code'], path: Issue['path'], params: JsonObject = {}): Issue {
  return { code, severity: 'error', path, params }
}

/** Where a run begins and what it gives back. @internal */
export function checkEnds({ app, definitions }: GraphIndex): readonly Issue[] {
  const nodes = app.graph.nodes.filter((node) => node.type !== NOTE_TYPE)
  const path = ['graph', 'nodes']
  if (nodes.length === 0) return [appIssue('GRAPH_EMPTY', path)]
  const top = nodes.filter((node) => node.parentId === undefined)
  const response = app.mode === 'workflow' ? 'end' : 'answer'
  const roots = top.filter((node) => isRoot(node, definitions))
  const starts = roots.filter((node) => node.type === 'start')
  const triggers = roots.filter((node) => node.type !== 'start')
  const duplicate = (severity: Issue['severity']) => (node: AppNode) => ({
    code: 'START_DUPLICATE' as const,
    severity,
    nodeId: node.id,
    path: [],
    params: {},
  })
  return [
    ...(roots.length === 0 ? [appIssue('START_MISSING', path)] : []),
    ...starts.slice(1).map(duplicate('error')),
    // Several triggers may start an app, but an app with a form begins with the form alone.
    ...(starts.length > 0 ? triggers.map(duplicate('warning')) : []),
    ...(nodes.some((node) => node.type === response)
      ? []
      : [
          {
            ...appIssue('RESPONSE_MISSING', path, { type: response }),
            // Nobody waits for what a trigger starts.
            severity: triggers.length > 0 && starts.length === 0 ? ('warning' as const) : ('error' as const),
          },
        ]),
  ]
}

/** Ids, and nodes that no edge or no run comes to. Such nodes do nothing, so they are warnings. @internal */
export function checkConnections(graph: GraphIndex): readonly Issue[] {
  const seen = new Set<string>()
  return graph.app.graph.nodes.flatMap((node): Issue[] => {
    const isRepeated = seen.has(node.id)
    seen.add(node.id)
    if (isRepeated) {
      return [
        { code: 'NODE_ID_DUPLICATE', severity: 'error', nodeId: node.id, path: [], params: { id: node.id } },
      ]
    }
    if (FORBIDDEN_KEYS.includes(node.id)) {
      return [
        { code: 'NAME_INVALID', severity: 'error', nodeId: node.id, path: [], params: { name: node.id } },
      ]
    }
    if (node.type === NOTE_TYPE || isRoot(node, graph.definitions)) return []
    const parent = node.parentId === undefined ? undefined : graph.nodes.get(node.parentId)
    if (isInnerStart(node, parent, graph.definitions) || graph.reachable.has(node.id)) return []
    const code = graph.incoming.has(node.id) ? 'NODE_UNREACHABLE' : 'NODE_UNCONNECTED'
    return [{ code, severity: 'warning', nodeId: node.id, path: [], params: {} }]
  })
}

/** The ways out of a node, or undefined where they cannot be known. @internal */
export function handlesOf(graph: GraphIndex, node: AppNode): ReadonlySet<string> | undefined {
  const definition = graph.definitions.get(node.type)
  const config = configOf(graph, node)
  if (!definition || !config?.success) return undefined
  const handles = definition.handles?.(config.data).map((handle) => handle.id) ?? ['source']
  if (node.errorStrategy?.type === 'fail-branch') handles.push('fail-branch')
  return new Set(handles)
}

function checkEdge(graph: GraphIndex, edge: AppEdge): Omit<Issue, 'path'> | undefined {
  const source = graph.nodes.get(edge.source)
  const target = graph.nodes.get(edge.target)
  const edgeId = edge.id
  if (!source || !target) {
    const missing = source ? edge.target : edge.source
    return { code: 'EDGE_HANGING', severity: 'warning', edgeId, params: { node: missing } }
  }
  if (source.parentId !== target.parentId) {
    return { code: 'EDGE_CROSSES_CONTAINER', severity: 'error', edgeId, params: {} }
  }
  if (isRoot(target, graph.definitions) || graph.definitions.get(target.type)?.isInnerStart) {
    return { code: 'EDGE_HANDLE_UNKNOWN', severity: 'error', edgeId, params: { handle: edge.targetHandle } }
  }
  const handles = handlesOf(graph, source)
  if (handles && !handles.has(edge.sourceHandle)) {
    // Such an edge is never taken; the rest of the graph still runs.
    return { code: 'EDGE_HANDLE_UNKNOWN', severity: 'warning', edgeId, params: { handle: edge.sourceHandle } }
  }
  return undefined
}

/** @internal */
export function checkEdges(graph: GraphIndex): readonly Issue[] {
  const seen = new Set<string>()
  return graph.app.graph.edges.flatMap((edge, index): Issue[] => {
    const path = ['graph', 'edges', index]
    const key = JSON.stringify([edge.source, edge.sourceHandle, edge.target, edge.targetHandle])
    const isRepeated = seen.has(key)
    seen.add(key)
    const issue = checkEdge(graph, edge)
    return [
      ...(issue ? [{ ...issue, path }] : []),
      ...(isRepeated
        ? [
            {
              code: 'EDGE_DUPLICATE' as const,
              severity: 'warning' as const,
              edgeId: edge.id,
              path,
              params: {},
            },
          ]
        : []),
    ]
  })
}
