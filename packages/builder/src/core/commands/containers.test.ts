import type { App, AppNode } from '@skep/schema'
import { validate } from '@skep/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusalToConnect } from '../can-connect.ts'
import type { Change } from '../change.ts'
import { copyNodes, pasteNodes } from '../clipboard.ts'
import { absoluteOf, contentSize, sizeOf } from '../frame.ts'
import { edit, redo, startEditing, undo } from '../history.ts'
import { refusalToAdd } from '../node-types.ts'
import { applyPatches } from '../patches.ts'
import { containerApp, testNode, testTypes } from '../test-app.fixture.ts'
import { moveInto, resize, wholeNode, withRoom } from './containers.ts'
import { drop, dropTarget } from './drop.ts'
import { addConnectedNode, connect, insertOnEdge } from './edges.ts'
import { addNode, move, remove } from './nodes.ts'

const apply = (app: App, change: Change): App => applyPatches(app, change.patches).next
const find = (app: App, id: string): AppNode => {
  const node = app.graph.nodes.find((each) => each.id === id)
  if (!node) throw new Error(`no node ${id}`)
  return node
}
const withNode = (app: App, node: AppNode): App => ({
  ...app,
  graph: { ...app.graph, nodes: [...app.graph.nodes, node] },
})
const edges = (app: App): readonly string[] =>
  app.graph.edges.map((edge) => `${edge.source}>${edge.target}`).toSorted()

describe('a new container', () => {
  it('comes with the start of its rounds, in one step', () => {
    const app = containerApp()
    const [node, ...inside] = wholeNode(testNode('each', 'iteration', 0, 400), new Set(), 'Begin')
    if (!node) throw new Error('no node')
    const next = apply(app, addNode(app, node, inside))
    const start = next.graph.nodes.at(-1)
    expect(start).toMatchObject({ type: 'iteration-start', parentId: 'each', title: 'Begin' })
    expect(find(next, 'each').config.startNodeId).toBe(start?.id)
    expect(validate(next, { nodes: [...testTypes.values()] }).map((issue) => issue.code)).not.toContain(
      'CONFIG_INVALID',
    )
  })

  it('can be put into an edge', () => {
    const app = containerApp()
    const [node, ...inside] = wholeNode(testNode('each', 'iteration', 0, 0), new Set(), 'Begin')
    if (!node) throw new Error('no node')
    const next = apply(app, insertOnEdge(app, 'loop-source-end-target', node, testTypes, inside))
    expect(edges(next)).toEqual(['each>end', 'loop>each', 'loopStart>work', 'start>loop', 'work>leave'])
    expect(find(next, 'end').position.x).toBeGreaterThan(find(next, 'each').position.x + 400)
  })
})

describe('what may live inside', () => {
  const inLoop = (type: string): string | undefined =>
    refusalToAdd(testTypes.get(type) ?? { type }, containerApp(), { type: 'loop' })

  it('is no container, end or form, and loop ends belong to loops', () => {
    expect(
      ['iteration', 'loop', 'end', 'human-input', 'loop-start', 'loop-end', 'code', 'start'].map(inLoop),
    ).toEqual([
      'not-inside',
      'not-inside',
      'not-inside',
      'not-inside',
      'comes-with-container',
      undefined,
      undefined,
      'start-exists',
    ])
    const leave = testTypes.get('loop-end') ?? { type: 'loop-end' }
    expect(refusalToAdd(leave, containerApp())).toBe('only-in-loop')
    expect(refusalToAdd(leave, containerApp(), { type: 'iteration' })).toBe('only-in-loop')
  })

  it('is never connected across the wall', () => {
    const app = containerApp()
    const ask = (source: string, target: string): string | undefined =>
      refusalToConnect(app, { source, sourceHandle: 'source', target }, testTypes)
    expect([ask('start', 'work'), ask('work', 'end'), ask('loop', 'work'), ask('work', 'loopStart')]).toEqual(
      ['different-container', 'different-container', 'different-container', 'no-way-in'],
    )
  })

  it('is not put into an edge inside', () => {
    const app = containerApp()
    const node = testNode('stop', 'human-input', 0, 0)
    expect(insertOnEdge(app, 'loopStart-source-work-target', node, testTypes).patches).toEqual([])
  })
})

describe('room', () => {
  it('grows around a new step and moves what comes after', () => {
    const app = containerApp()
    const node = { ...testNode('more', 'code', 780, 72), parentId: 'loop' }
    const next = apply(
      app,
      addConnectedNode(app, node, { source: 'work', sourceHandle: 'source' }, testTypes),
    )
    const loop = find(next, 'loop')
    expect(loop.size).toEqual({ width: 780 + 232 + 24, height: 220 })
    expect(find(next, 'end').position.x).toBeGreaterThan(loop.position.x + 1036)
    expect(edges(next)).toContain('work>more')
  })

  it('is never made smaller than what lives in it', () => {
    const app = containerApp()
    const next = apply(app, resize(app, 'loop', { width: 10, height: 900 }))
    expect(find(next, 'loop').size).toEqual({ width: contentSize(app, 'loop').width, height: 900 })
  })
})

describe('letting go of a dragged step', () => {
  const free = withNode(containerApp(), testNode('free', 'code', 400, 600))

  it('moves a free step into the container below it, without moving it on the screen', () => {
    const result = drop(free, new Map([['free', { x: 700, y: 100 }]]), testTypes)
    const next = apply(free, result.change)
    expect(find(next, 'free')).toMatchObject({ parentId: 'loop', position: { x: 400, y: 100 } })
    expect(absoluteOf(next, find(next, 'free'))).toEqual({ x: 700, y: 100 })
    expect(dropTarget(free, new Map([['free', { x: 700, y: 100 }]]), testTypes)).toEqual({
      containerId: 'loop',
      isWelcome: true,
    })
  })

  it('moves a free step out again', () => {
    const inside = apply(free, moveInto(free, ['free'], 'loop', testTypes))
    const { position } = find(inside, 'free')
    const result = drop(inside, new Map([['free', { x: position.x, y: 900 }]]), testTypes)
    expect(find(apply(inside, result.change), 'free').parentId).toBeUndefined()
  })

  it('leaves a connected step on its side: outside it goes back, inside its container grows', () => {
    const entering = drop(free, new Map([['end', { x: 500, y: 60 }]]), testTypes)
    expect(entering).toMatchObject({ refused: { nodeId: 'end', containerId: 'loop', refusal: 'not-inside' } })
    expect(entering.change.patches).toEqual([])
    const leaving = drop(free, new Map([['leave', { x: 1200, y: 72 }]]), testTypes)
    const next = apply(free, leaving.change)
    expect(find(next, 'leave').parentId).toBe('loop')
    expect(sizeOf(next, find(next, 'loop')).width).toBeGreaterThan(1200)
  })

  it('lets the mark of a container not out of it, and takes children along with their container', () => {
    const mark = apply(free, drop(free, new Map([['loopStart', { x: -900, y: -900 }]]), testTypes).change)
    expect(find(mark, 'loopStart')).toMatchObject({ parentId: 'loop', position: { x: 24, y: 68 } })
    const moved = apply(free, drop(free, new Map([['loop', { x: 300, y: 2000 }]]), testTypes).change)
    expect(find(moved, 'work')).toEqual(find(free, 'work'))
    expect(absoluteOf(moved, find(moved, 'work'))).toEqual({ x: 412, y: 2072 })
  })
})

describe('moving by a menu', () => {
  it('cuts the connections that would cross the wall', () => {
    const app = containerApp()
    const out = apply(app, moveInto(app, ['work'], undefined, testTypes))
    expect(find(out, 'work').parentId).toBeUndefined()
    expect(edges(out)).toEqual(['loop>end', 'start>loop'])
    expect(moveInto(app, ['end'], 'loop', testTypes).patches).toEqual([])
    expect(moveInto(app, ['leave'], undefined, testTypes).patches).toEqual([])
  })
})

describe('deleting and copying', () => {
  it('deletes a container with what lives in it, and never its start alone', () => {
    const app = containerApp()
    const gone = apply(app, remove(app, { nodeIds: ['loop'] }))
    expect(gone.graph.nodes.map((node) => node.id)).toEqual(['start', 'end'])
    expect(gone.graph.edges).toEqual([])
    expect(remove(app, { nodeIds: ['loopStart'] }).patches).toEqual([])
  })

  it('copies a container with its children under new ids, and their references follow', () => {
    const app = containerApp()
    const uses = { variables: [{ variable: 'i', selector: ['loop', 'index'] }], template: '{{ i }}' }
    const own: App = {
      ...app,
      graph: {
        ...app.graph,
        nodes: app.graph.nodes.map((node) => (node.id === 'work' ? { ...node, config: uses } : node)),
      },
    }
    const change = pasteNodes(own, copyNodes(own, ['loop']), { by: { x: 48, y: 48 } }, testTypes)
    const next = apply(own, change)
    const [loopId, ...others] = change.select ?? []
    const copies = next.graph.nodes.filter((node) => node.parentId === loopId)
    expect(others).toEqual([])
    expect(copies.map((node) => [node.type, node.position])).toEqual([
      ['loop-start', { x: 24, y: 90 }],
      ['template-transform', { x: 112, y: 72 }],
      ['loop-end', { x: 420, y: 72 }],
    ])
    expect(find(next, loopId ?? '').config.startNodeId).toBe(copies[0]?.id)
    expect(copies[1]?.config.variables).toEqual([{ variable: 'i', selector: [loopId, 'index'] }])
    expect(next.graph.edges).toHaveLength(6)
  })

  it('refuses a container, and all that lives in it, inside another one', () => {
    const app = containerApp()
    const change = pasteNodes(app, copyNodes(app, ['loop']), { at: { x: 500, y: 120 } }, testTypes)
    expect(change.patches).toEqual([])
    const start = pasteNodes(app, copyNodes(app, ['loopStart', 'work']), { at: { x: 0, y: 900 } }, testTypes)
    expect(apply(app, start).graph.nodes.at(-1)).toMatchObject({ type: 'template-transform' })
    expect(apply(app, start).graph.nodes.at(-1)?.parentId).toBeUndefined()
    expect(apply(app, start).graph.nodes).toHaveLength(7)
  })
})

it('keeps the walls, and takes every step back, whatever is done in whatever order', () => {
  const ids = ['start', 'loop', 'loopStart', 'work', 'leave', 'end', 'free']
  const place = fc.record({ x: fc.integer({ min: -200, max: 1500 }), y: fc.integer({ min: -200, max: 900 }) })
  const id = fc.constantFrom(...ids)
  const act = fc.oneof(
    fc.tuple(id, place).map(
      ([node, at]) =>
        (app: App) =>
          drop(app, new Map([[node, at]]), testTypes).change,
    ),
    fc.tuple(id, fc.constantFrom('loop', undefined)).map(
      ([node, to]) =>
        (app: App) =>
          moveInto(app, [node], to, testTypes),
    ),
    fc.tuple(id, id).map(
      ([source, target]) =>
        (app: App) =>
          connect(app, { source, sourceHandle: 'source', target }, testTypes),
    ),
    fc.tuple(id, place).map(
      ([node, at]) =>
        (app: App) =>
          withRoom(app, move(app, new Map([[node, at]]))),
    ),
    id.map((node) => (app: App) => remove(app, { nodeIds: [node] })),
    id.map(
      (node) => (app: App) => pasteNodes(app, copyNodes(app, [node]), { by: { x: 9, y: 9 } }, testTypes),
    ),
  )
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      const first = withNode(containerApp(), testNode('free', 'code', 400, 600))
      let state = startEditing(first)
      for (const [index, each] of acts.entries())
        state = edit(state, each(state.app), index * 1000)?.state ?? state
      const { app } = state
      const home = new Map(app.graph.nodes.map((node) => [node.id, node.parentId]))
      for (const edge of app.graph.edges) expect(home.get(edge.source)).toBe(home.get(edge.target))
      for (const node of app.graph.nodes) {
        if (node.parentId !== undefined) expect(home.has(node.parentId)).toBe(true)
        if (node.type === 'loop-start') expect(node.parentId).toBeDefined()
      }
      const last = app
      const steps = state.past.length
      for (let step = 0; step < steps; step += 1) state = undo(state)?.state ?? state
      expect(state.app).toEqual(first)
      for (let step = 0; step < steps; step += 1) state = redo(state)?.state ?? state
      expect(state.app).toEqual(last)
    }),
    { numRuns: 300 },
  )
})
