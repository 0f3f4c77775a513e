import type { AppGraph, AppNode, Point } from '../app.ts'
import type { JsonObject } from '../json.ts'
import { readEdge } from './edge.ts'
import { layOut, readPoint } from './layout.ts'
import { keepForeign, readNode } from './node.ts'
import type { PluginUser } from './plugins.ts'
import { Reader } from './reader.ts'
import type { ImportReport, ImportWarning } from './report.ts'
import type { SecretTaker } from './secrets.ts'

/** @internal */
export interface ReadGraph {
  readonly graph: AppGraph
  readonly report: ImportReport['nodes']
  /** What the plugins behind the file are told from. */
  readonly users: readonly PluginUser[]
  readonly warnings: readonly ImportWarning[]
}

function readViewport(graph: Reader): AppGraph['viewport'] {
  const viewport = graph.inner('viewport')
  const point = readPoint(viewport?.value)
  const zoom = viewport?.value.zoom
  return point && typeof zoom === 'number' && zoom > 0 ? { ...point, zoom } : undefined
}

/** A node as the file has it, without keys, and with a position in the place of one that no canvas could use. */
function repaired(item: Reader, data: JsonObject | undefined, position: Point | undefined): JsonObject {
  const withData = data ? { ...item.value, data } : item.value
  if (!position) return withData
  const { positionAbsolute: _, ...rest } = withData
  return { ...rest, position: { x: position.x, y: position.y } }
}

/** @internal */
export function readGraph(graph: Reader, secrets: SecretTaker): ReadGraph {
  const items = graph.items('nodes')
  const edgeItems = graph.items('edges')
  const laidOut = layOut(
    items.map((item) => item.plain('id')),
    edgeItems.map((item) => ({ source: item.plain('source'), target: item.plain('target') })),
  )
  const warnings: ImportWarning[] = []
  const read = items.map((item) => {
    const position = readPoint(item.json('position'))
    const hasBroken = !position && item.json('position') !== undefined
    if (hasBroken) {
      const message = 'The node had no usable position and was laid out.'
      warnings.push({ code: 'POSITION_REPLACED', message, path: [...item.path, 'position'] })
    }
    const data = item.inner('data')
    const safe = data && new Reader(secrets.node(data.value), data.path, data.notes)
    const place = position ?? laidOut.get(item.plain('id')) ?? { x: 0, y: 0 }
    return {
      ...readNode(item, safe, place),
      theirs: repaired(item, safe?.value, hasBroken ? place : undefined),
    }
  })
  const byId = new Map<string, AppNode>(read.map(({ node }) => [node.id, node]))
  const nodes = read.map(({ node, theirs }) => {
    const parent = node.parentId === undefined ? undefined : byId.get(node.parentId)
    return keepForeign(node, parent, theirs)
  })
  const viewport = readViewport(graph)
  return {
    graph: {
      nodes,
      edges: edgeItems.map((item) => readEdge(item, byId)),
      ...(viewport ? { viewport } : {}),
    },
    report: read.map((each) => each.report),
    users: read.map(({ node: { id, type }, data }) => ({ id, type, data })),
    warnings,
  }
}
