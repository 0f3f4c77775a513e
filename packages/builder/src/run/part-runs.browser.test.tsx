import type { RunEventBody, RunRequest } from '@skep/client'
import type { App } from '@skep/schema'
import type { TimedEvent } from '@skep/testing/fake-client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { containerApp, testEdge, testNode } from '../core/test-app.fixture.ts'
import { card, type Mounted, mount, must, unmount } from '../mount.fixture.tsx'

afterEach(unmount)

const at = (event: RunEventBody): TimedEvent => ({ afterMs: 0, event })
const ref = (nodeId: string): { nodeId: string; executionId: string } => ({
  nodeId,
  executionId: `${nodeId}-1`,
})
const step = (nodeId: string, outputs: Record<string, string>): TimedEvent[] => [
  at({ type: 'node_started', nodeType: 'code', title: nodeId, ...ref(nodeId) }),
  at({ type: 'node_succeeded', inputs: {}, outputs, durationMs: 1, ...ref(nodeId) }),
]
const end: TimedEvent = at({ type: 'run_succeeded', outputs: {}, durationMs: 3 })

const chain: App = {
  ...containerApp(),
  graph: {
    nodes: [
      testNode('start', 'start', 0, 0),
      testNode('first', 'template-transform', 300, 0, { template: 'a', variables: [] }),
      testNode('second', 'template-transform', 600, 0, {
        template: '{{ text }}',
        variables: [{ variable: 'text', selector: ['first', 'output'] }],
      }),
    ],
    edges: [testEdge('start', 'first'), testEdge('first', 'second')],
  },
}

let requests: RunRequest[]

async function startRun({ host }: Mounted): Promise<void> {
  must(host, '[data-skep-canvas]').focus()
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
}

async function ran(app = chain): Promise<Mounted> {
  requests = []
  const builder = await mount(app, {
    script: {
      run: (request) => {
        requests.push(request)
        return [...step('first', { output: 'from the run' }), ...step('second', { output: 'x' }), end]
      },
    },
  })
  await startRun(builder)
  await expect.poll(() => requests).toHaveLength(1)
  await expect.poll(() => must(builder.host, '[data-run-step="second"]').dataset.status).toBe('succeeded')
  return builder
}

async function choose(builder: Mounted, nodeId: string, item: string): Promise<void> {
  // The view moves when the panel opens; what is out of sight is not drawn.
  const target = await vi.waitFor(() => card(builder.host, nodeId), 20_000)
  await userEvent.click(target, { button: 'right' })
  await userEvent.click(page.getByRole('menuitem', { name: item }))
}

describe('a part of the app', () => {
  it('is one step with the values of the last run, and with others that are typed', async () => {
    const builder = await ran()
    await choose(builder, 'second', 'Run this step')
    await expect
      .poll(() => requests[1]?.part)
      .toEqual({
        kind: 'node',
        nodeId: 'second',
        cached: { first: { output: 'from the run' } },
      })
    const form = page.getByRole('form', { name: 'Try this step' })
    await expect.element(form.getByText('Last run')).toBeVisible()
    await userEvent.fill(form.getByRole('textbox'), 'typed')
    await expect.element(form.getByText('Typed')).toBeVisible()
    await userEvent.click(form.getByRole('button', { name: 'Run this step' }))
    await expect.poll(() => requests[2]?.part?.cached).toEqual({ first: { output: 'typed' } })
  })

  it('runs to a step and from a step', async () => {
    const builder = await ran()
    await choose(builder, 'first', 'Run to here')
    await expect.poll(() => requests[1]?.part).toEqual({ kind: 'to', nodeId: 'first' })
    await expect.poll(() => page.getByRole('button', { name: 'Stop' }).query()).toBeNull()
    await choose(builder, 'second', 'Run from here')
    await expect.poll(() => requests[2]?.part).toMatchObject({ kind: 'from', nodeId: 'second' })
    expect(requests[2]?.part?.cached).toMatchObject({ first: { output: 'from the run' } })
  })

  it('begins with a value that was changed in the list of values', async () => {
    const builder = await ran()
    await userEvent.click(page.getByRole('tab', { name: 'Values' }))
    const values = must(builder.host, '[data-values-of="first"]')
    await userEvent.fill(must(values, 'input'), 'changed')
    await expect.element(page.getByText('Changed', { exact: true })).toBeVisible()
    await userEvent.click(page.getByRole('button', { name: 'Run from second' }))
    await expect
      .poll(() => requests[1]?.part)
      .toMatchObject({ nodeId: 'second', cached: { first: { output: 'changed' } } })
  })
})

describe('a pinned output', () => {
  it('is kept by P, marked on the card, and taken away again', async () => {
    const builder = await ran()
    await userEvent.click(must(card(builder.host, 'first'), 'span[title]'))
    must(builder.host, '[data-skep-canvas]').focus()
    await userEvent.keyboard('p')
    await expect.poll(() => builder.app().graph.nodes[1]?.pinnedOutputs).toEqual({ output: 'from the run' })
    await expect.poll(() => card(builder.host, 'first').querySelector('[data-pinned]')).not.toBeNull()
    must(builder.host, '[data-skep-canvas]').focus()
    await userEvent.keyboard('p')
    await expect.poll(() => builder.app().graph.nodes[1]?.pinnedOutputs).toBeUndefined()
    expect(builder.changes.map((change) => change.reason)).toEqual(['node-settings', 'node-settings'])
  })
})

describe('a run from a step on', () => {
  it('is given what is pinned before it, not what the last run left there', async () => {
    const pinned = { output: 'pinned since' }
    const nodes = chain.graph.nodes.map((node) =>
      node.id === 'first' ? { ...node, pinnedOutputs: pinned } : node,
    )
    const builder = await ran({ ...chain, graph: { ...chain.graph, nodes } })
    await choose(builder, 'second', 'Run from here')
    await expect.poll(() => requests[1]?.part?.cached?.first).toEqual(pinned)
  })
})

describe('rounds and forms', () => {
  const loop = ref('loop')
  const inRound = (index: number): { nodeId: string; executionId: string; rounds: never[] } =>
    ({
      nodeId: 'work',
      executionId: `work-${index}`,
      rounds: [{ containerId: 'loop', executionId: 'loop-1', index }],
    }) as unknown as { nodeId: string; executionId: string; rounds: never[] } // rounds of this shape
  const rounds = [0, 1, 2].flatMap((index) => [
    at({ type: 'container_next', container: 'loop', index, ...loop }),
    at({ type: 'node_started', nodeType: 'code', title: 'Work', ...inRound(index) }),
    at({ type: 'node_succeeded', inputs: {}, outputs: { n: index }, durationMs: 1, ...inRound(index) }),
  ])

  it('shows one round at a time below its container, and how many there were', async () => {
    const builder = await mount(containerApp(), {
      script: {
        run: () => [
          at({ type: 'node_started', nodeType: 'loop', title: 'Loop', ...loop }),
          at({ type: 'container_started', container: 'loop', inputs: {}, length: 5, ...loop }),
          ...rounds,
          end,
        ],
      },
    })
    await startRun(builder)
    await expect.element(page.getByText('Round 3 of 5')).toBeVisible()
    expect(must(card(builder.host, 'loop'), '[data-rounds]').textContent).toBe('3/5')
    expect(builder.host.querySelectorAll('[data-run-step="work"]')).toHaveLength(1)
    await userEvent.click(page.getByRole('button', { name: 'Previous round' }))
    await userEvent.click(must(builder.host, '[data-run-step="work"] button'))
    expect(must(builder.host, '[data-run-step="work"]').textContent).toContain('n: 1')
    await userEvent.click(must(card(builder.host, 'work'), 'span[title]'))
    await userEvent.click(page.getByRole('tab', { name: 'Last run' }))
    await expect.element(page.getByText('Round 3 of 3')).toBeVisible()
  })

  it('shows the form that a run waits for, and goes on when it is sent', async () => {
    const form = {
      content: 'Well? {{#$output.why#}}',
      fields: [{ name: 'why', type: 'text-input' }],
      actions: [
        { id: 'yes', title: 'Yes', style: 'primary' },
        { id: 'no', title: 'No', style: 'ghost' },
      ],
    } as const
    const builder = await mount(chain, {
      script: {
        run: () => [
          at({ type: 'node_started', nodeType: 'human-input', title: 'Ask', ...ref('first') }),
          at({ type: 'node_paused', form, ...ref('first') }),
          at({ type: 'run_paused', executionIds: ['first-1'], durationMs: 1 }),
        ],
        resume: ({ inputs }) => [
          at({ type: 'node_succeeded', inputs: {}, outputs: inputs, durationMs: 1, ...ref('first') }),
          end,
        ],
      },
    })
    await startRun(builder)
    await userEvent.fill(page.getByRole('textbox', { name: 'Why' }), 'because')
    expect(must(card(builder.host, 'first'), '[data-run-status]').dataset.runStatus).toBe('paused')
    await userEvent.click(page.getByRole('button', { name: 'Yes' }))
    await expect.poll(() => must(builder.host, '[data-run-step="first"]').dataset.status).toBe('succeeded')
    await userEvent.click(must(builder.host, '[data-run-step="first"] button'))
    expect(must(builder.host, '[data-run-step="first"]').textContent).toContain('Sent: Yes')
  })
})
