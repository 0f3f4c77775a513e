import type { App } from '@skep/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from './change.ts'
import { copyNodes, pasteNodes } from './clipboard.ts'
import { addConnectedNode, connect, disconnect, insertOnEdge } from './commands/edges.ts'
import { addNode, applyLayout, createNode, move, remove } from './commands/nodes.ts'
import {
  rename,
  setAppText,
  setConfig,
  setEnvironmentVariables,
  setFeatures,
  setNodeSettings,
} from './commands/settings.ts'
import { type EditResult, type EditState, edit, HISTORY_LIMIT, redo, startEditing, undo } from './history.ts'
import { autoLayout } from './layout.ts'
import { applyPatches } from './patches.ts'
import { testApp, testTypes } from './test-app.fixture.ts'

const types = testTypes

function must(result: EditResult | undefined): EditResult {
  if (!result) throw new Error('The change was empty.')
  return result
}

function typeTitle(state: EditState, title: string, atMs: number): EditState {
  return must(edit(state, rename(state.app, 'llm', title), atMs)).state
}

describe('coalescing', () => {
  it('makes one step of a typing burst and two of typing with a pause', () => {
    let state = startEditing(testApp())
    state = typeTitle(state, 'a', 0)
    state = typeTitle(state, 'ab', 300)
    state = typeTitle(state, 'abc', 700)
    expect(state.past).toHaveLength(1)
    expect(state.past[0]?.forward).toHaveLength(1)
    state = typeTitle(state, 'abcd', 1300)
    expect(state.past).toHaveLength(2)
    expect(undo(state)?.state.app.graph.nodes[2]?.title).toBe('abc')
    const all = must(undo(must(undo(state)).state)).state.app
    expect(all).toEqual(testApp())
  })

  it('makes one step of a drag and keeps two drags apart', () => {
    let state = startEditing(testApp())
    for (const [x, gesture] of [
      [1, 'one'],
      [2, 'one'],
      [3, 'two'],
    ] as const) {
      state = must(edit(state, move(state.app, new Map([['llm', { x, y: 0 }]]), gesture), x)).state
    }
    expect(state.past).toHaveLength(2)
  })

  it('starts a step of its own after an undo', () => {
    let state = startEditing(testApp())
    state = typeTitle(state, 'a', 0)
    state = must(edit(state, setAppText(state.app, 'name', 'Other'), 10)).state
    state = must(undo(state)).state
    state = typeTitle(state, 'ab', 20)
    expect(state.past).toHaveLength(2)
  })
})

it('keeps one history for graph, configuration and variables', () => {
  let state = startEditing(testApp())
  const changes: ((app: App) => Change)[] = [
    (app) => disconnect(app, ['llm-source-answer-target']),
    (app) => setConfig(app, 'llm', ['prompt', 0, 'text'], 'Be brief.', types),
    (app) => setEnvironmentVariables(app, [{ id: 'e', name: 'CITY', type: 'string', value: 'Oslo' }]),
    (app) => setFeatures(app, { openingStatement: 'Hello' }),
  ]
  changes.forEach((change, index) => {
    state = must(edit(state, change(state.app), index * 1000)).state
  })
  expect(state.past.map((entry) => entry.reason)).toEqual(['disconnect', 'config', 'variables', 'features'])
  for (const _ of changes) state = must(undo(state)).state
  expect(state.app).toEqual(testApp())
  expect(undo(state)).toBeUndefined()
})

it('remembers at most a hundred steps', () => {
  let state = startEditing(testApp())
  for (let index = 0; index < HISTORY_LIMIT + 20; index += 1) {
    state = must(edit(state, setAppText(state.app, 'name', `n${index}`), index * 1000)).state
  }
  expect(state.past).toHaveLength(HISTORY_LIMIT)
})

it('does nothing for an empty change', () => {
  expect(edit(startEditing(testApp()), { reason: 'move', patches: [] }, 0)).toBeUndefined()
})

type Step = (app: App, n: number) => Change
const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)]
const nodeId = (app: App, n: number): string => pick(app.graph.nodes, n)?.id ?? 'none'

function fresh(app: App, n: number): ReturnType<typeof createNode> {
  const definition = pick([...types.values()], n)
  if (!definition) throw new Error('There are no node types.')
  return createNode(app, { definition, title: definition.type, position: { x: n, y: n } })
}

const STEPS: Readonly<Record<string, Step>> = {
  add: (app, n) => addNode(app, fresh(app, n)),
  addConnected: (app, n) =>
    addConnectedNode(app, fresh(app, n), { source: nodeId(app, n >> 3), sourceHandle: 'source' }, types),
  insert: (app, n) => insertOnEdge(app, pick(app.graph.edges, n)?.id ?? 'none', fresh(app, n >> 2), types),
  remove: (app, n) => remove(app, { nodeIds: [nodeId(app, n), nodeId(app, n >> 4)], heal: n % 2 === 0 }),
  heal: (app, n) => remove(app, { nodeIds: [nodeId(app, n)], heal: true }),
  connect: (app, n) =>
    connect(app, { source: nodeId(app, n), sourceHandle: 'source', target: nodeId(app, n >> 4) }, types),
  disconnect: (app, n) => disconnect(app, [pick(app.graph.edges, n)?.id ?? 'none']),
  move: (app, n) => move(app, new Map([[nodeId(app, n), { x: n, y: -n }]]), `g${n % 3}`),
  layout: (app) => applyLayout(app, autoLayout(app, types)),
  duplicate: (app, n) =>
    pasteNodes(
      app,
      copyNodes(app, [nodeId(app, n), nodeId(app, n >> 3)]),
      { by: { x: 40, y: 40 } },
      types,
      'duplicate',
    ),
  rename: (app, n) => rename(app, nodeId(app, n), `title ${n % 7}`),
  config: (app, n) => setConfig(app, nodeId(app, n), ['some', 'path', String(n % 3)], `v${n % 5}`, types),
  unset: (app, n) => setConfig(app, nodeId(app, n), ['some'], undefined, types),
  cases: (app, n) => setConfig(app, nodeId(app, n), ['cases'], [], types),
  settings: (app, n) =>
    setNodeSettings(
      app,
      nodeId(app, n),
      { errorStrategy: n % 2 ? { type: 'fail-branch' } : undefined },
      types,
    ),
  name: (app, n) => setAppText(app, 'name', `name ${n % 5}`),
}

it('undoes any random work to the start and redoes it to the end, and replays it from the patches', () => {
  const work = fc.array(fc.tuple(fc.constantFrom(...Object.keys(STEPS)), fc.nat(4096), fc.nat(900)), {
    minLength: 1,
    maxLength: 60,
  })
  fc.assert(
    fc.property(work, (steps) => {
      const start = testApp()
      let state = startEditing(start)
      let mirror = start
      let atMs = 0
      for (const [name, n, pause] of steps) {
        atMs += pause
        const result = edit(state, STEPS[name]?.(state.app, n) ?? { reason: 'move', patches: [] }, atMs)
        if (!result) continue
        state = result.state
        mirror = applyPatches(mirror, result.patches).next
      }
      const end = state.app
      expect(mirror).toEqual(end)
      for (let back = undo(state); back; back = undo(state)) state = back.state
      expect(state.app).toEqual(start)
      for (let forth = redo(state); forth; forth = redo(state)) state = forth.state
      expect(state.app).toEqual(end)
    }),
    { numRuns: 200 },
  )
})
