import { type App, type AppNode, NOTE_TYPE } from '@skep/schema'
import { hasWayIn, type NodeTypes } from './node-types.ts'

/** The steps that may begin a run, in the order in which they were made: a run begins with the first. @internal */
export function rootsOf({ graph }: App, types: NodeTypes): readonly AppNode[] {
  return graph.nodes.filter(
    (node) => node.parentId === undefined && node.type !== NOTE_TYPE && !hasWayIn(node, types),
  )
}

/** The app as a run sees it that begins with one of several: without the others. @internal */
export function beginningWith(app: App, rootId: string | null, types: NodeTypes): App {
  const roots = rootsOf(app, types)
  if (roots.length < 2 || !roots.some(({ id }) => id === rootId)) return app
  const others = new Set(roots.flatMap(({ id }) => (id === rootId ? [] : [id])))
  return {
    ...app,
    graph: {
      ...app.graph,
      nodes: app.graph.nodes.filter(({ id }) => !others.has(id)),
      edges: app.graph.edges.filter(({ source }) => !others.has(source)),
    },
  }
}
