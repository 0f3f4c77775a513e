import type { AppEdge, AppNode } from '../app.ts'
import type { JsonObject } from '../json.ts'
import { containerMarks, difyTypeOf } from './node.ts'
import { MAX_ID, type Reader } from './reader.ts'
import { applyResidue, residueOf } from './residue.ts'

/** The ordinary way out of a node with a fail branch, under a name that the file may give it. */
const SUCCESS_BRANCH = 'success-branch'

/** @internal */
export function writeEdge(edge: AppEdge, nodes: ReadonlyMap<string, AppNode>): JsonObject {
  const source = nodes.get(edge.source)
  const target = nodes.get(edge.target)
  const parent = source?.parentId === undefined ? undefined : nodes.get(source.parentId)
  const ours: JsonObject = {
    id: edge.id,
    source: edge.source,
    sourceHandle: edge.sourceHandle,
    target: edge.target,
    targetHandle: edge.targetHandle,
    type: 'custom',
    data: {
      sourceType: source ? difyTypeOf(source.type) : '',
      targetType: target ? difyTypeOf(target.type) : '',
      ...containerMarks(parent),
    },
    zIndex: parent ? 1002 : 0,
  }
  return applyResidue(ours, edge.foreign)
}

/** @internal */
export function readEdge(item: Reader, nodes: ReadonlyMap<string, AppNode>): AppEdge {
  const source = item.id('source')
  const target = item.id('target')
  if (source === '') item.problem('source', 'must be the id of a node')
  if (target === '') item.problem('target', 'must be the id of a node')
  const handle = item.text('sourceHandle') || 'source'
  const sourceHandle = handle === SUCCESS_BRANCH ? 'source' : handle
  const targetHandle = item.text('targetHandle') || 'target'
  const spoken = `${source}-${handle}-${target}-${targetHandle}`
  const id = item.id('id') || (spoken.length > MAX_ID ? `edge-${item.path.at(-1)}` : spoken)
  const edge: AppEdge = { id, source, sourceHandle, target, targetHandle }
  const foreign = residueOf(writeEdge(edge, nodes), item.value)
  return foreign ? { ...edge, foreign } : edge
}
