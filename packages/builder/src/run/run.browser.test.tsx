import type { RunEventBody, RunRequest } from '@skep/client'
import type { App } from '@skep/schema'
import type { FakeScript, TimedEvent } from '@skep/testing/fake-client'
import { afterEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { testApp, testEdge, testNode } from '../core/test-app.fixture.ts'
import { card, mount, must, unmount } from '../mount.fixture.tsx'

afterEach(unmount)

const ref = (nodeId: string): { readonly nodeId: string; readonly executionId: string } => ({
  nodeId,
  executionId: `${nodeId}-1`,
})
const at = (event: RunEventBody, afterMs = 0): TimedEvent => ({ afterMs, event })
const started = (nodeId: string): TimedEvent =>
  at({ type: 'node_started', nodeType: 'llm', title: nodeId, ...ref(nodeId) })
const done = (nodeId: string, handle?: string): TimedEvent =>
  at({
    type: 'node_succeeded',
    inputs: { asked: 'why' },
    outputs: { text: 'because' },
    durationMs: 12,
    ...(handle ? { handle } : {}),
    ...ref(nodeId),
  })

const first = [
  started('start'),
  done('start'),
  started('check'),
  done('check', 'true'),
  at({ type: 'node_skipped', nodeId: 'fallback' }),
  started('llm'),
  at({ type: 'text_chunk', selector: ['llm', 'text'], text: 'Because ', isFinal: false, ...ref('llm') }),
]
const rest = [
  at({ type: 'text_chunk', selector: ['llm', 'text'], text: 'it is.', isFinal: true, ...ref('llm') }),
  done('llm'),
  started('answer'),
  done('answer'),
  at({ type: 'run_succeeded', outputs: { answer: 'Because it is.' }, durationMs: 40 }),
]

const statusOf = (host: HTMLElement, nodeId: string): string | null | undefined =>
  card(host, nodeId).querySelector('[data-run-status]')?.getAttribute('data-run-status')
const edgeClass = (host: HTMLElement, id: string): string =>
  must(host, `[data-id="${id}"] .skep-edge`).getAttribute('class') ?? ''

async function ask(script: FakeScript): Promise<HTMLElement> {
  const { host } = await mount(testApp(), { script })
  await userEvent.click(page.getByRole('button', { name: 'Run' }).first())
  await userEvent.fill(page.getByRole('textbox', { name: 'Message' }), 'Why?')
  await userEvent.keyboard('{Enter}')
  return host
}

it('shows a run as it goes: waiting, running, taken and skipped, and the answer as it streams', async () => {
  const pause = at({ type: 'node_progress', message: 'Thinking', ...ref('llm') }, 1500)
  const host = await ask({ run: () => [...first, pause, ...rest] })
  await expect.poll(() => statusOf(host, 'llm')).toBe('running')
  expect([statusOf(host, 'start'), statusOf(host, 'fallback')]).toEqual(['succeeded', 'skipped'])
  expect(card(host, 'answer').querySelector('[aria-label="Waiting"]')).not.toBeNull()
  expect(edgeClass(host, 'check-true-llm-target')).toContain('skep-edge-active')
  expect(edgeClass(host, 'check-false-fallback-target')).toContain('skep-edge-skipped')
  await expect.element(page.getByText('Because', { exact: true })).toBeVisible()
  await expect.poll(() => statusOf(host, 'answer')).toBe('succeeded')
  expect(must(host, '[data-run-answer]').textContent).toBe('Because it is.')
  expect(edgeClass(host, 'llm-source-answer-target')).toContain('skep-edge-taken')
})

it('shows what a step got and made, in the list and in the node’s own panel', async () => {
  const host = await ask({ run: () => [...first, ...rest] })
  await expect.poll(() => statusOf(host, 'answer')).toBe('succeeded')
  await userEvent.click(must(host, '[data-run-step="llm"] button'))
  expect(must(host, '[data-run-step="llm"]').textContent).toContain('asked: why')
  await userEvent.click(card(host, 'check'))
  await userEvent.click(page.getByRole('tab', { name: 'Last run' }))
  await expect.element(page.getByText('Took If')).toBeVisible()
})

it('shows the error of a failed step with its code', async () => {
  const error = { code: 'MODEL_NETWORK', message: 'The model did not answer.', data: {} } as const
  const host = await ask({
    run: () => [
      ...first,
      at({ type: 'node_failed', error, durationMs: 9, ...ref('llm') }),
      at({ type: 'run_failed', error, nodeId: 'llm', durationMs: 30 }),
    ],
  })
  await expect.poll(() => statusOf(host, 'llm')).toBe('failed')
  expect(must(host, '[data-run-step="llm"]').textContent).toContain('MODEL_NETWORK')
})

it('stops a run', async () => {
  const host = await ask({
    run: () => [...first, at({ type: 'run_succeeded', outputs: {}, durationMs: 1 }, 60_000)],
  })
  await expect.poll(() => statusOf(host, 'llm')).toBe('running')
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect.poll(() => statusOf(host, 'llm')).toBe('stopped')
})

it('does not start while a required field is empty, and says which', async () => {
  const host = await ask({})
  await userEvent.click(page.getByRole('button', { name: 'Take this run off the canvas' }))
  await userEvent.clear(page.getByRole('textbox', { name: 'Message' }))
  await userEvent.click(page.getByRole('button', { name: 'Run' }).last())
  await expect.element(page.getByText('This must not be empty.')).toBeVisible()
  expect(host.querySelector('[data-run-step]')).toBeNull()
})

it('opens an earlier run again as it happened', async () => {
  const host = await ask({ run: () => [...first, ...rest] })
  await expect.poll(() => statusOf(host, 'answer')).toBe('succeeded')
  await userEvent.click(page.getByRole('button', { name: 'Take this run off the canvas' }))
  await expect.poll(() => statusOf(host, 'answer')).toBeUndefined()
  await userEvent.click(page.getByRole('tab', { name: 'Last runs' }))
  await userEvent.click(page.getByRole('button', { name: /Draft/ }))
  await expect.poll(() => statusOf(host, 'answer')).toBe('succeeded')
  expect(must(host, '[data-run-answer]').textContent).toBe('Because it is.')
})

it('plays a run again on the canvas, and asks for nothing', async () => {
  const host = await ask({ run: () => [...first, ...rest] })
  await expect.poll(() => statusOf(host, 'answer')).toBe('succeeded')
  const seen: (string | null | undefined)[] = []
  const observer = new MutationObserver(() => seen.push(statusOf(host, 'llm')))
  observer.observe(host, { subtree: true, childList: true, attributes: true })
  await userEvent.click(page.getByRole('button', { name: 'Play it again, from what was recorded' }))
  await expect.poll(() => seen).toContain(undefined)
  await expect.poll(() => statusOf(host, 'answer')).toBe('succeeded')
  observer.disconnect()
  expect(must(host, '[data-run-answer]').textContent).toBe('Because it is.')
})

it('keeps a run that cannot be played again as it was, and says why', async () => {
  const message = 'This run cannot be replayed: nothing was recorded of it.'
  const failures = { 'runs.replay': { code: 'RUN_NOT_REPLAYABLE', message, data: {} } } as const
  const host = await ask({ run: () => [...first, ...rest], failures })
  await expect.poll(() => statusOf(host, 'answer')).toBe('succeeded')
  await userEvent.click(page.getByRole('button', { name: 'Play it again, from what was recorded' }))
  await expect.element(page.getByText(message)).toBeVisible()
  expect(statusOf(host, 'answer')).toBe('succeeded')
  expect(must(host, '[data-run-answer]').textContent).toBe('Because it is.')
})

it('lets a person choose which of several triggers begins a run', async () => {
  const app = testApp()
  const trigger = (id: string): App['graph']['nodes'][number] =>
    testNode(id, 'trigger-schedule', -300, 400, {})
  const asked: RunRequest[] = []
  const script: FakeScript = {
    run: (request) => {
      asked.push(request)
      return [...first, ...rest]
    },
  }
  const nodes = [
    trigger('daily'),
    trigger('weekly'),
    ...app.graph.nodes.filter(({ type }) => type !== 'start'),
  ]
  const edges = [testEdge('daily', 'llm'), testEdge('weekly', 'llm')]
  await mount({ ...app, mode: 'workflow', graph: { nodes, edges } }, { script })
  await userEvent.click(page.getByRole('button', { name: 'Run' }).first())
  await userEvent.click(page.getByRole('combobox', { name: 'Begins with' }))
  await userEvent.click(page.getByRole('option', { name: 'weekly' }))
  await userEvent.click(page.getByRole('form').getByRole('button', { name: 'Run' }))
  await expect.poll(() => asked.length).toBe(1)
  const [sentGraph] = asked.map(({ app: sent }) => (typeof sent === 'string' ? undefined : sent.graph))
  expect(sentGraph?.nodes.map(({ id }) => id)).not.toContain('daily')
  expect(sentGraph?.edges.map(({ source }) => source)).toEqual(['weekly'])
})
