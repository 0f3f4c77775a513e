import type { App } from '@skep/schema'
import { afterEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { testApp } from './core/test-app.fixture.ts'
import { card, mount, must, settled, unmount } from './mount.fixture.tsx'

afterEach(unmount)

const edges = (app: App): readonly string[] =>
  app.graph.edges.map((edge) => `${edge.source}.${edge.sourceHandle}>${edge.target}`).sort()

it('builds, connects and deletes by the keyboard alone, through the outline', async () => {
  const builder = await mount(testApp())
  await userEvent.click(page.getByRole('tab', { name: 'Outline' }))
  must(builder.host, '[data-outline-row="start"]').focus()

  await userEvent.keyboard('{ArrowDown}{ArrowDown}')
  expect(document.activeElement?.getAttribute('data-outline-row')).toBe('llm')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('textbox', { name: 'Title' })).toHaveValue('llm')

  must(builder.host, '[data-outline-row="fallback"]').focus()
  await userEvent.tab()
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => document.activeElement?.getAttribute('role')).toBe('menu')
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await expect.poll(() => document.activeElement?.getAttribute('role')).toBe('combobox')
  await userEvent.keyboard('Code{Enter}')
  await expect.poll(() => builder.app().graph.nodes).toHaveLength(6)
  const id = builder.app().graph.nodes[5]?.id
  expect(edges(builder.app())).toContain(`fallback.source>${id}`)

  must(builder.host, `[data-outline-row="${id}"]`).focus()
  await userEvent.keyboard('{Delete}')
  await expect.poll(() => builder.app()).toEqual(testApp())
})

it('nudges, duplicates, selects all, deletes, and takes every step back', async () => {
  const builder = await mount(testApp())
  await userEvent.click(card(builder.host, 'answer'))
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{Shift>}{ArrowDown}{/Shift}')
  expect(builder.app().graph.nodes[3]?.position).toEqual({ x: 920, y: 100 })
  await userEvent.keyboard('{Control>}d{/Control}')
  expect(builder.app().graph.nodes.map((node) => node.title)).toContain('answer 2')
  await userEvent.keyboard('{Control>}a{/Control}{Delete}')
  expect(builder.app().graph.nodes).toEqual([])
  expect(builder.changes.map((change) => change.reason)).toEqual([
    'move',
    'move',
    'move',
    'duplicate',
    'remove',
  ])
  // Nudges close together are one step; on a busy machine they are not always close.
  const undo = page.getByRole('button', { name: 'Undo' })
  let steps = 0
  for (; undo.element().matches(':enabled'); steps += 1) await userEvent.keyboard('{Control>}z{/Control}')
  expect(steps).toBeGreaterThanOrEqual(3)
  expect(steps).toBeLessThanOrEqual(5)
  expect(builder.app()).toEqual(testApp())
  for (; steps > 0; steps -= 1) await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}')
  expect(builder.app().graph.nodes).toEqual([])
})

it('copies and pastes', async () => {
  const builder = await mount(testApp())
  await userEvent.click(card(builder.host, 'llm'))
  await userEvent.keyboard('{Control>}c{/Control}{Control>}v{/Control}')
  await expect.poll(() => builder.app().graph.nodes.map((node) => node.title)).toContain('llm 2')
})

it('renames with F2', async () => {
  const builder = await mount(testApp())
  await userEvent.click(card(builder.host, 'llm'))
  await userEvent.keyboard('{F2}')
  await userEvent.keyboard('Writer{Enter}')
  await expect.poll(() => builder.app().graph.nodes[2]?.title).toBe('Writer')
})

it('walks the graph with Alt and the arrows', async () => {
  const builder = await mount(testApp())
  await userEvent.click(card(builder.host, 'start'))
  await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}')
  await expect.element(page.getByRole('textbox', { name: 'Title' })).toHaveValue('check')
})

it('leaves the keys alone while somebody types, and hears none from outside', async () => {
  const builder = await mount(testApp())
  await userEvent.click(card(builder.host, 'llm'))
  await userEvent.click(page.getByRole('textbox', { name: 'Title' }))
  await userEvent.keyboard('{Delete}{Backspace}?')
  expect(builder.app().graph.nodes).toHaveLength(5)
  const outside = document.createElement('button')
  document.body.append(outside)
  outside.focus()
  await userEvent.keyboard('{Control>}a{/Control}{Delete}')
  outside.remove()
  await settled(50)
  expect(builder.app().graph.nodes).toHaveLength(5)
})

it('names the ways out of a step in the order of its branches, however they were drawn', async () => {
  const app = testApp()
  const { host } = await mount(
    { ...app, graph: { ...app.graph, edges: app.graph.edges.toReversed() } },
    { width: 390 },
  )
  const row = must(host, '[data-outline-row="check"]').closest('li')
  expect(row?.querySelector('p')?.textContent).toBe('If: llm, Else: fallback')
})

it('lists the shortcuts', async () => {
  const builder = await mount(testApp())
  must(builder.host, '[data-skep-canvas]').focus()
  await userEvent.keyboard('?')
  await expect.element(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => page.getByRole('dialog').query()).toBeNull()
})

it('shows an outline and a view-only canvas where there is little room', async () => {
  const builder = await mount(testApp(), { width: 390 })
  expect(builder.host.querySelector('[data-skep-canvas]')).toBeNull()
  await userEvent.click(must(builder.host, '[data-outline-row="answer"]'))
  await expect.element(page.getByRole('textbox', { name: 'Title' })).toHaveValue('answer')
  await userEvent.click(page.getByRole('button', { name: 'Close' }))
  await userEvent.click(page.getByRole('radio', { name: 'Canvas' }))
  await settled()
  expect(card(builder.host, 'answer').querySelector('.connectable')).toBeNull()
})
