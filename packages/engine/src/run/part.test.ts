import type { RunEvent, RunPart } from '@skep/client'
import type { AppNode } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { brief, createTestPorts, edges, makeApp, mustPlan, node, runToEnd } from '../test-support.ts'
import { answer, inside, iteration, say, sayExecutor, sayNode, start, words } from './resume.fixture.ts'
import type { RunOptions } from './run.ts'

const yes = {
  cases: [
    {
      id: 'true',
      logicalOperator: 'and',
      conditions: [{ id: 'c', selector: ['a', 'text'], operator: 'is', value: 'A' }],
    },
  ],
}
const links = ['start -> a', 'a -> if', 'if:true -> b', 'if:false -> c', 'b -> out', 'c -> out']
const nodes = (more: Partial<AppNode> = {}): AppNode[] => [
  start,
  say('a', 'A', {}, more),
  node('if', 'if-else', yes),
  say('b', 'B{{#a.text#}}'),
  say('c', 'C{{#a.text#}}'),
  answer('out', '{{#b.text#}}{{#c.text#}}'),
]

async function tell(
  part: RunPart | undefined,
  options: Partial<RunOptions> & { readonly more?: Partial<AppNode> } = {},
) {
  const { more, ...rest } = options
  const plan = mustPlan(makeApp(nodes(more), edges(...links)), { nodes: [sayNode], executors: [sayExecutor] })
  return runToEnd({ plan, ports: createTestPorts(), isDraft: true, ...(part ? { part } : {}), ...rest })
}

const started = (events: readonly RunEvent[]): readonly string[] =>
  brief(events).flatMap((each) => (each.startsWith('node_started ') ? [each.slice(13)] : []))
const outputsOf = (events: readonly RunEvent[], id: string): unknown =>
  events.flatMap((event) =>
    event.type === 'node_succeeded' && event.nodeId === id ? [event.outputs] : [],
  )[0]

describe('a part of a run', () => {
  it('runs one node with the values it is given', async () => {
    const events = await tell({ kind: 'node', nodeId: 'b', cached: { a: { text: 'given' } } })
    expect(started(events)).toEqual(['b'])
    expect(outputsOf(events, 'b')).toEqual({ text: 'Bgiven' })
    expect(events[0]).toMatchObject({
      type: 'run_started',
      isDraft: true,
      part: { kind: 'node', nodeId: 'b' },
    })
    expect(events.at(-1)?.type).toBe('run_succeeded')
  })

  it('runs from a node on', async () => {
    const events = await tell({ kind: 'from', nodeId: 'if', cached: { a: { text: 'other' } } })
    expect(started(events)).toEqual(['if', 'c', 'out'])
    expect(events.at(-1)).toMatchObject({ outputs: { answer: 'Cother' } })
  })

  it('runs again all that comes after a node, whatever is cached of it', async () => {
    const events = await tell({
      kind: 'from',
      nodeId: 'a',
      cached: {
        a: { text: 'old' },
        if: { result: false, selected_case_id: 'false' },
        b: { text: 'Bold' },
        c: { text: 'Cold' },
        out: { answer: 'Cold' },
      },
    })
    expect(started(events)).toEqual(['a', 'if', 'b', 'out'])
    expect(events.at(-1)).toMatchObject({ outputs: { answer: 'BA' } })
  })

  it('knows nothing of what is cached of a way that is not taken', async () => {
    const cached = {
      a: { text: 'A' },
      if: { result: true, selected_case_id: 'true' },
      b: { text: 'B1' },
      c: { text: 'C2' },
    }
    const events = await tell({ kind: 'to', nodeId: 'out', cached })
    expect(events.at(-1)).toMatchObject({ outputs: { answer: 'B1' } })
  })

  it('runs up to a node, and takes what is cached on the way, branches by what their outputs say', async () => {
    const events = await tell({
      kind: 'to',
      nodeId: 'c',
      cached: { a: { text: 'A' }, if: { result: false, selected_case_id: 'false' }, c: { text: 'old' } },
    })
    expect(started(events)).toEqual(['start', 'a', 'if', 'c'])
    expect(
      events.flatMap((event) =>
        event.type === 'node_succeeded' ? [[event.nodeId, event.origin, event.handle]] : [],
      ),
    ).toEqual([
      ['start', undefined, undefined],
      ['a', 'cached', undefined],
      ['if', 'cached', 'false'],
      ['c', undefined, undefined],
    ])
    expect(outputsOf(events, 'c')).toEqual({ text: 'CA' })
  })

  it('runs a branch whose cached outputs do not say which way it took', async () => {
    const events = await tell({ kind: 'to', nodeId: 'b', cached: { if: { result: true } } })
    expect(events.find((event) => event.type === 'node_succeeded' && event.nodeId === 'if')).toMatchObject({
      handle: 'true',
    })
  })

  it('runs a node inside a container with the item it is given', async () => {
    const app = makeApp(
      [
        start,
        words,
        ...iteration('it', ['s', 'text']),
        say('s', '<{{#it.item#}}>', {}, inside('it')),
        answer('out', 'x'),
      ],
      edges('start -> words', 'words -> it', 'itstart -> s', 'it -> out'),
    )
    const plan = mustPlan(app, { nodes: [sayNode], executors: [sayExecutor] })
    const part = { kind: 'node', nodeId: 's', cached: { it: { item: 'one', index: 0 } } } as const
    const events = await runToEnd({ plan, ports: createTestPorts(), isDraft: true, part })
    expect(outputsOf(events, 's')).toEqual({ text: '<one>' })
  })

  it('fails where nothing leads to the node', async () => {
    expect((await tell({ kind: 'node', nodeId: 'nobody' })).map(({ type }) => type)).toEqual([
      'run_started',
      'run_failed',
    ])
  })

  it('reads what is pinned of steps that do not run, unless another value is given', async () => {
    const more = { pinnedOutputs: { text: 'pinned' } }
    const b = async (part: RunPart) => outputsOf(await tell(part, { more }), 'b')
    expect(await b({ kind: 'node', nodeId: 'b' })).toEqual({ text: 'Bpinned' })
    expect(await b({ kind: 'node', nodeId: 'b', cached: { a: { text: 'typed' } } })).toEqual({
      text: 'Btyped',
    })
  })

  it('uses pinned outputs in drafts alone, but never for the node that is tried', async () => {
    const more = { pinnedOutputs: { text: 'pinned' } }
    const draft = await tell(undefined, { more })
    expect(draft.find((event) => event.type === 'node_succeeded' && event.nodeId === 'a')).toMatchObject({
      outputs: { text: 'pinned' },
      origin: 'pinned',
    })
    expect(outputsOf(await tell(undefined, { more, isDraft: false }), 'a')).toEqual({ text: 'A' })
    expect(outputsOf(await tell({ kind: 'node', nodeId: 'a' }, { more }), 'a')).toEqual({ text: 'A' })
  })
})
