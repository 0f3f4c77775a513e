import { APP_SCHEMA_VERSION, type App } from '@skep/schema'
import { afterEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { testApp, testNode } from '../core/test-app.fixture.ts'
import { card, type Mounted, mount, must, settled, unmount } from '../mount.fixture.tsx'

afterEach(unmount)

const edges = (app: App): readonly string[] =>
  app.graph.edges.map((edge) => `${edge.source}.${edge.sourceHandle}>${edge.target}`).sort()

const two: App = {
  ...testApp(),
  schemaVersion: APP_SCHEMA_VERSION,
  graph: { nodes: [testNode('start', 'start', 0, 0), testNode('llm', 'llm', 320, 120)], edges: [] },
}

const handle = ({ host }: Mounted, nodeId: string, id = 'source'): HTMLElement =>
  must(card(host, nodeId), `[data-testid="handle-${id}"]`)

describe('connecting', () => {
  it('joins two nodes by a drag from a dot to anywhere on the other card', async () => {
    const builder = await mount(two)
    await userEvent.dragAndDrop(handle(builder, 'start'), card(builder.host, 'llm'))
    await expect.poll(() => edges(builder.app())).toEqual(['start.source>llm'])
    expect(builder.changes.map((change) => change.reason)).toEqual(['connect'])
  })

  it('refuses a connection back into the start', async () => {
    const builder = await mount(two)
    await userEvent.dragAndDrop(handle(builder, 'llm'), card(builder.host, 'start'))
    await settled(100)
    expect(builder.app()).toBe(two)
  })

  it('offers the next step where a connection is dropped on empty canvas, and joins it', async () => {
    const builder = await mount(two)
    await userEvent.dragAndDrop(handle(builder, 'llm'), must(builder.host, '[data-skep-canvas]'), {
      targetPosition: { x: 700, y: 560 },
    })
    await userEvent.keyboard('Code')
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => builder.app().graph.nodes).toHaveLength(3)
    const added = builder.app().graph.nodes[2]
    expect(added).toMatchObject({ type: 'code', title: 'Code' })
    expect(edges(builder.app())).toEqual([`llm.source>${added?.id}`])
  })

  it('adds and joins the next step by a click on the dot', async () => {
    const builder = await mount(two)
    await userEvent.click(handle(builder, 'start'))
    await userEvent.click(page.getByRole('option', { name: 'Template' }).last())
    await expect.poll(() => builder.app().graph.nodes).toHaveLength(3)
    expect(edges(builder.app())).toEqual([`start.source>${builder.app().graph.nodes[2]?.id}`])
  })
})

describe('inserting on an edge', () => {
  it('puts a node into the connection under the plus, and makes room', async () => {
    const builder = await mount(testApp())
    const path = must(builder.host, '[data-id="check-false-fallback-target"] .react-flow__edge-interaction')
    await userEvent.hover(path)
    await userEvent.click(page.getByRole('button', { name: 'Insert a step here' }))
    await userEvent.keyboard('Code{Enter}')
    await expect.poll(() => builder.app().graph.nodes).toHaveLength(6)
    const id = builder.app().graph.nodes[5]?.id
    expect(edges(builder.app())).toContain(`check.false>${id}`)
    expect(edges(builder.app())).toContain(`${id}.source>fallback`)
    expect(edges(builder.app())).not.toContain('check.false>fallback')
    expect(builder.app().graph.nodes[4]?.position.x).toBeGreaterThan(600)
  })

  it('takes a palette item that is dropped on the canvas', async () => {
    const builder = await mount(two)
    await userEvent.dragAndDrop(
      must(builder.host, '[data-palette-type="code"]'),
      must(builder.host, '[data-skep-canvas]'),
      { targetPosition: { x: 500, y: 600 } },
    )
    await expect.poll(() => builder.app().graph.nodes[2]?.type).toBe('code')
  })
})

describe('a click in the palette', () => {
  it('puts every step where it covers no other, and in sight', async () => {
    const builder = await mount(two)
    for (const type of ['code', 'if-else', 'template-transform', 'llm']) {
      await userEvent.click(must(builder.host, `[data-palette-type="${type}"]`))
      await userEvent.click(page.getByRole('button', { name: 'Close' }))
      await settled()
    }
    const { nodes } = builder.app().graph
    const canvas = must(builder.host, '[data-skep-canvas]').getBoundingClientRect()
    const last = card(builder.host, nodes.at(-1)?.id ?? '').getBoundingClientRect()
    expect(last.top >= canvas.top && last.bottom <= canvas.bottom && last.right <= canvas.right).toBe(true)
    await userEvent.click(page.getByRole('button', { name: 'Show everything' }))
    await settled()
    const boxes = nodes.map(({ id }) => card(builder.host, id).getBoundingClientRect())
    const overlaps = boxes.flatMap((a, index) =>
      boxes
        .slice(index + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
    )
    expect(nodes).toHaveLength(6)
    expect(overlaps).toEqual([])
  })
})

describe('moving', () => {
  it('makes one step of a whole drag, and undo brings the node back', async () => {
    const builder = await mount(two)
    const before = builder.app().graph.nodes[1]?.position
    await userEvent.dragAndDrop(
      must(card(builder.host, 'llm'), 'span[title]'),
      must(builder.host, '[data-skep-canvas]'),
      {
        targetPosition: { x: 560, y: 560 },
        steps: 8,
      },
    )
    await expect.poll(() => builder.app().graph.nodes[1]?.position).not.toEqual(before)
    expect(builder.changes.map((change) => change.reason)).toEqual(['move'])
    await userEvent.click(page.getByRole('button', { name: 'Undo' }))
    await expect.poll(() => builder.app()).toEqual(two)
  })

  it('lays the whole out as one step', async () => {
    const builder = await mount(testApp())
    await userEvent.click(page.getByRole('button', { name: 'Tidy up' }))
    await expect.poll(() => builder.changes.map((change) => change.reason)).toEqual(['layout'])
  })
})

describe('what stands on the canvas', () => {
  it('labels each branch in its row', async () => {
    const { host } = await mount(testApp())
    expect([...card(host, 'check').querySelectorAll('li')].map((row) => row.textContent)).toEqual([
      'If',
      'Else',
    ])
  })

  it('draws a node of an unknown type, and shows its settings raw', async () => {
    const foreign = testNode('odd', 'agent-v9', 320, 200, { strategy: 'react' })
    const builder = await mount({ ...two, graph: { ...two.graph, nodes: [...two.graph.nodes, foreign] } })
    expect(card(builder.host, 'odd').textContent).toContain('Unknown type: agent-v9')
    await userEvent.click(card(builder.host, 'odd'))
    await expect
      .poll(() => must(builder.host, 'pre').textContent)
      .toBe(JSON.stringify({ strategy: 'react' }, null, 2))
  })

  it('draws only what can be seen of a thousand nodes', async () => {
    const nodes = Array.from({ length: 1000 }, (_, index) =>
      testNode(`n${index}`, 'code', (index % 40) * 300, Math.floor(index / 40) * 160),
    )
    const { host } = await mount({ ...two, graph: { nodes, edges: [] } })
    await userEvent.click(page.getByRole('button', { name: /^Zoom: / }))
    await userEvent.click(page.getByRole('menuitem', { name: '100%' }))
    await settled(500)
    const drawn = host.querySelectorAll('[data-node-card]').length
    expect(drawn).toBeGreaterThan(0)
    expect(drawn).toBeLessThan(60)
  })

  it('changes nothing when it is read-only', async () => {
    const builder = await mount(testApp(), { props: { isReadOnly: true } })
    await userEvent.click(card(builder.host, 'llm'))
    must(builder.host, '[data-skep-canvas]').focus()
    await userEvent.keyboard('{Delete}')
    await settled(100)
    expect(builder.app()).toEqual(testApp())
    expect(page.getByRole('button', { name: 'Undo' }).query()).toBeNull()
    await expect.element(page.getByText('Read only')).toBeVisible()
  })
})

describe('the menu of a right click', () => {
  it('renames in place', async () => {
    const builder = await mount(two)
    await userEvent.click(card(builder.host, 'llm'), { button: 'right' })
    await userEvent.click(page.getByRole('menuitem', { name: /^Rename/ }))
    await expect.poll(() => card(builder.host, 'llm').querySelector('input:focus')).not.toBeNull()
    await userEvent.keyboard('Writer{Enter}')
    await expect.poll(() => builder.app().graph.nodes[1]?.title).toBe('Writer')
  })

  it('adds a step where the canvas was clicked', async () => {
    const builder = await mount(two)
    await userEvent.click(must(builder.host, '.react-flow__pane'), {
      button: 'right',
      position: { x: 120, y: 600 },
    })
    await userEvent.click(page.getByRole('menuitem', { name: 'Add a step' }))
    await expect.element(page.getByRole('combobox', { name: 'Search steps' }).last()).toHaveFocus()
    await userEvent.keyboard('Branch{Enter}')
    await expect.poll(() => builder.app().graph.nodes[2]?.type).toBe('if-else')
  })

  it('deletes a step and joins its neighbours', async () => {
    const builder = await mount(testApp())
    await userEvent.click(card(builder.host, 'llm'), { button: 'right' })
    await userEvent.click(page.getByRole('menuitem', { name: 'Delete and reconnect' }))
    await expect.poll(() => edges(builder.app())).toContain('check.true>answer')
  })
})
