import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type App, type AppEdge, type AppNode, builtinNodes, createApp } from '../index.ts'
import { indexGraph, isUpstream, upstreamNodes } from './graph.ts'

function appOf(
  count: number,
  links: readonly (readonly [number, number])[],
  parents: readonly number[],
): App {
  const nodes = Array.from({ length: count }, (_, index): AppNode => {
    const parent = parents[index] ?? index
    return {
      id: `n${index}`,
      type: 'odd',
      title: '',
      position: { x: 0, y: 0 },
      config: {},
      ...(parent === index ? {} : { parentId: `n${parent}` }),
    }
  })
  const edges = links.map(
    ([source, target]): AppEdge => ({
      id: `${source}-${target}`,
      source: `n${source}`,
      sourceHandle: 'source',
      target: `n${target}`,
      targetHandle: 'target',
    }),
  )
  return { ...createApp({ id: 'a', mode: 'workflow', name: '' }), graph: { nodes, edges } }
}

describe('isUpstream', () => {
  it('finds what a walk against the edges and out of the containers finds, circles and all', () => {
    const graphs = fc.nat(39).chain((last) => {
      const node = fc.nat(last)
      return fc.tuple(
        fc.constant(last + 1),
        fc.array(fc.tuple(node, node), { maxLength: 80 }),
        fc.array(node, { maxLength: last + 1 }),
      )
    })
    fc.assert(
      fc.property(graphs, ([count, links, parents]) => {
        const graph = indexGraph(appOf(count, links, parents), builtinNodes)
        const ids = [...graph.nodes.keys()]
        for (const reader of ids) {
          const walked = new Set(upstreamNodes(graph, reader).map(({ id }) => id))
          expect(new Set(ids.filter((id) => isUpstream(graph, id, reader)))).toEqual(walked)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('answers for a chain that no recursion could follow', () => {
    const count = 20_000
    const links = Array.from({ length: count - 1 }, (_, index) => [index, index + 1] as const)
    const graph = indexGraph(appOf(count, links, []), builtinNodes)
    expect(isUpstream(graph, 'n0', `n${count - 1}`)).toBe(true)
    expect(isUpstream(graph, `n${count - 1}`, 'n0')).toBe(false)
    expect(isUpstream(graph, 'n7', 'n7')).toBe(false)
  })
})
