import type { App, AppNode } from '@skep/schema'
import { afterEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { containerApp, testNode } from '../core/test-app.fixture.ts'
import { card, type Mounted, mount, must, settled, unmount } from '../mount.fixture.tsx'

afterEach(unmount)

const withFree = (): App => {
  const app = containerApp()
  const free = testNode('free', 'template-transform', 420, 380, { template: 'x', variables: [] })
  return { ...app, graph: { ...app.graph, nodes: [...app.graph.nodes, free] } }
}
const node = (builder: Mounted, id: string): AppNode => {
  const found = builder.app().graph.nodes.find((each) => each.id === id)
  if (!found) throw new Error(`no node ${id}`)
  return found
}
const showAll = async (): Promise<void> => {
  await userEvent.click(page.getByRole('button', { name: 'Show everything' }))
  await settled()
}
const title = (builder: Mounted, id: string): HTMLElement => must(card(builder.host, id), 'span[title]')

describe('a frame on the canvas', () => {
  it('holds its steps, and its header takes them along in one step of the history', async () => {
    const builder = await mount(withFree())
    await showAll()
    const frame = card(builder.host, 'loop').getBoundingClientRect()
    const inner = card(builder.host, 'work').getBoundingClientRect()
    expect(inner.left > frame.left && inner.right < frame.right && inner.bottom < frame.bottom).toBe(true)
    const before = node(builder, 'work').position
    await userEvent.dragAndDrop(title(builder, 'loop'), must(builder.host, '[data-skep-canvas]'), {
      targetPosition: { x: 360, y: 120 },
      steps: 8,
    })
    await expect.poll(() => node(builder, 'loop').position.y).toBeLessThan(0)
    expect(node(builder, 'work').position).toEqual(before)
    expect(builder.changes.map((change) => change.reason)).toEqual(['move'])
    await userEvent.click(page.getByRole('button', { name: 'Undo' }))
    await expect.poll(() => builder.app()).toEqual(withFree())
  })

  it('takes a free step that is dropped on it, and refuses one that is connected', async () => {
    const builder = await mount(withFree())
    await showAll()
    await userEvent.dragAndDrop(title(builder, 'free'), card(builder.host, 'leave'), { steps: 10 })
    await expect.poll(() => node(builder, 'free').parentId).toBe('loop')
    await userEvent.click(page.getByRole('button', { name: 'Undo' }))
    await expect.poll(() => node(builder, 'free').parentId).toBeUndefined()
    const { position } = node(builder, 'end')
    await userEvent.dragAndDrop(title(builder, 'end'), card(builder.host, 'leave'), { steps: 10 })
    await expect.element(page.getByText('Cannot stand inside a container')).toBeVisible()
    expect(node(builder, 'end').position).toEqual(position)
  })

  it('grows at its corner and never cuts into what lives in it', async () => {
    const builder = await mount(containerApp())
    await showAll()
    const corner = must(builder.host, '.skep-resize')
    await userEvent.dragAndDrop(corner, must(builder.host, '[data-skep-canvas]'), {
      targetPosition: { x: 60, y: 60 },
      steps: 6,
    })
    await expect.poll(() => builder.changes.map((change) => change.reason)).toEqual(['resize'])
    expect(node(builder, 'loop').size?.width).toBeGreaterThanOrEqual(420 + 232)
  })
})

describe('adding inside', () => {
  it('brings the start of the rounds, and offers only what may live there', async () => {
    const builder = await mount({
      ...containerApp(),
      graph: { nodes: [testNode('start', 'start', 0, 0)], edges: [] },
    })
    await userEvent.click(must(builder.host, '[data-palette-type="iteration"]'))
    await expect.poll(() => builder.app().graph.nodes).toHaveLength(3)
    expect(builder.changes).toHaveLength(1)
    await settled()
    await userEvent.click(page.getByRole('button', { name: 'Add the first step of a round' }))
    const list = page.getByRole('dialog')
    await expect
      .element(list.getByRole('option', { name: /^For each/ }))
      .toHaveAttribute('aria-disabled', 'true')
    await expect.element(list.getByText('Only inside a loop')).toBeVisible()
    await userEvent.keyboard('Template{Enter}')
    await expect.poll(() => builder.app().graph.nodes).toHaveLength(4)
    const [, container, start, added] = builder.app().graph.nodes
    expect(added).toMatchObject({ type: 'template-transform', parentId: container?.id })
    expect(builder.app().graph.edges.map((edge) => [edge.source, edge.target])).toEqual(
      expect.arrayContaining([[start?.id, added?.id]]),
    )
  })

  it('puts a palette item into the frame it is dropped on', async () => {
    const builder = await mount(containerApp())
    await showAll()
    await userEvent.dragAndDrop(must(builder.host, '[data-palette-type="code"]'), card(builder.host, 'leave'))
    await expect.poll(() => builder.app().graph.nodes).toHaveLength(7)
    expect(builder.app().graph.nodes[6]).toMatchObject({ type: 'code', parentId: 'loop' })
  })
})

describe('by keys alone', () => {
  it('reads the frame as a nested list, and moves steps in and out of it', async () => {
    const builder = await mount(withFree())
    await userEvent.click(page.getByRole('tab', { name: 'Outline' }))
    const nested = must(builder.host, 'li li [data-outline-row="work"]')
    expect(nested.closest('ul')?.closest('li')?.querySelector('[data-outline-row]')).toBe(
      must(builder.host, '[data-outline-row="loop"]'),
    )
    must(builder.host, '[data-outline-row="free"]').focus()
    await userEvent.tab()
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => document.activeElement?.getAttribute('role')).toBe('menu')
    await userEvent.click(page.getByRole('menuitem', { name: 'Move into “loop”' }))
    await expect.poll(() => node(builder, 'free').parentId).toBe('loop')
  })

  it('deletes a frame with all that is inside, says so, and brings it back', async () => {
    const builder = await mount(containerApp())
    must(builder.host, '[data-skep-canvas]').focus()
    await userEvent.click(title(builder, 'loop'))
    must(builder.host, '[data-skep-canvas]').focus()
    await userEvent.keyboard('{Delete}')
    await expect.poll(() => builder.app().graph.nodes).toHaveLength(2)
    await expect.element(page.getByText('“loop” was deleted with the 2 steps inside.')).toBeVisible()
    await userEvent.click(page.getByRole('button', { name: 'Undo' }).last())
    await expect.poll(() => builder.app()).toEqual(containerApp())
  })

  it('duplicates a frame with its steps', async () => {
    const builder = await mount(containerApp())
    await userEvent.click(title(builder, 'loop'))
    must(builder.host, '[data-skep-canvas]').focus()
    await userEvent.keyboard('{Control>}d{/Control}')
    await expect.poll(() => builder.app().graph.nodes).toHaveLength(10)
    const copy = builder.app().graph.nodes[6]
    expect(builder.app().graph.nodes.filter((each) => each.parentId === copy?.id)).toHaveLength(3)
  })
})

describe('notes', () => {
  it('are written on the canvas, coloured in the panel, and undone', async () => {
    const builder = await mount(containerApp())
    must(builder.host, '[data-skep-canvas]').focus()
    await userEvent.keyboard('n')
    await expect.poll(() => builder.host.querySelector('[data-node-type="note"] textarea')).not.toBeNull()
    await userEvent.keyboard('Mind the **tide**')
    await userEvent.keyboard('{Escape}')
    const note = must(builder.host, '[data-node-type="note"]')
    await expect.poll(() => must(note, 'strong').textContent).toBe('tide')
    await userEvent.click(must(note, 'strong'))
    await userEvent.click(page.getByRole('radio', { name: 'Blue' }))
    await expect.poll(() => note.getAttribute('data-colour')).toBe('blue')
    expect(builder.app().graph.nodes.at(-1)?.config.theme).toBe('blue')
    // Made, written and coloured; where somebody pauses, writing is several steps.
    const undo = page.getByRole('button', { name: 'Undo' }).first()
    while (!undo.element().hasAttribute('disabled')) await userEvent.click(undo)
    expect(builder.app()).toEqual(containerApp())
  })
})
