import type { App, JsonObject } from '@skep/schema'
import { afterEach, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { testApp } from '../core/test-app.fixture.ts'
import { card, type Mounted, mount, must, settled, unmount } from '../mount.fixture.tsx'
import { appWithStep, button, chooseVariable, configOf, openStep } from '../open-step.fixture.ts'

afterEach(unmount)

const script = {
  bases: [
    { id: 'tides', name: 'Tide tables' },
    { id: 'guide', name: 'Guide' },
  ],
}

const fields = [
  { variable: 'city', label: 'City', type: 'text-input', required: true },
  { variable: 'heights', label: 'Heights', type: 'number', required: false },
]
const between = (type: string, config: JsonObject = {}, mode?: App['mode']): App =>
  appWithStep(type, config, fields, mode)
const open = (app: App): Promise<Mounted> => openStep(app, script)

it('start: adds a field, types its name and makes it a choice', async () => {
  const builder = await mount(testApp())
  await userEvent.click(card(builder.host, 'start'))
  await userEvent.click(button('Add a field'))
  await userEvent.fill(page.getByRole('textbox', { name: 'Variable' }), 'size')
  await userEvent.click(page.getByRole('combobox', { name: 'Type' }))
  await userEvent.click(page.getByRole('option', { name: 'Choice' }))
  await userEvent.fill(page.getByRole('textbox', { name: 'Choices' }), 'small\nlarge')
  await expect
    .poll(() => builder.app().graph.nodes[0]?.config)
    .toEqual({
      variables: [
        { variable: 'size', label: '', type: 'select', required: true, options: ['small', 'large'] },
      ],
    })
})

it('answer: inserts a variable by typing a slash, as one chip, and says when it breaks', async () => {
  const builder = await open(between('answer'))
  await focusEditor(builder)
  await userEvent.keyboard('In /')
  await userEvent.keyboard('city{Enter}')
  await expect.poll(() => configOf(builder)).toEqual({ answer: 'In {{#start.city#}}' })
  expect(chips(builder)).toEqual(['start · city'])
  await expect.poll(() => shadow(builder).activeElement === editor(builder)).toBe(true)
  await userEvent.keyboard(' now')
  await expect.poll(() => configOf(builder)).toEqual({ answer: 'In {{#start.city#}} now' })
  const app = builder.app()
  builder.show({ ...app, graph: { ...app.graph, edges: [] } })
  await expect.poll(() => shadow(builder).querySelector('.cm-chip-broken')?.textContent).toBe('start · city')
})

it('llm: chooses a model and a context, changes a role and adds a message', async () => {
  const builder = await open(between('llm'))
  await userEvent.click(page.getByRole('complementary', { name: 'Details' }).getByRole('combobox').first())
  await userEvent.click(page.getByRole('option', { name: /^Quote/ }))
  await expect.element(page.getByText('Not a language model').first()).toBeVisible()
  await chooseVariable(/^Context/, 'city')
  await userEvent.click(button('Add a message'))
  await userEvent.click(page.getByRole('combobox', { name: 'Role of message 1' }))
  await userEvent.click(page.getByRole('option', { name: 'Assistant' }))
  await expect
    .poll(() => configOf(builder))
    .toMatchObject({
      model: { provider: 'extractive', name: 'extractive' },
      context: { enabled: true, selector: ['start', 'city'] },
      prompt: [{ role: 'assistant' }, { role: 'user' }, { role: 'assistant' }],
    })
})

it('knowledge: chooses the question, a base and the number of passages', async () => {
  const builder = await open(between('knowledge-retrieval'))
  await chooseVariable(/^Question/, 'query')
  await userEvent.click(page.getByRole('checkbox', { name: 'Guide' }))
  await userEvent.fill(page.getByRole('spinbutton', { name: 'Passages' }), '7')
  await userEvent.click(page.getByRole('combobox', { name: 'Order of passages' }))
  await userEvent.click(page.getByRole('option', { name: /^Own balance/ }))
  await expect
    .poll(() => configOf(builder))
    .toMatchObject({
      query: ['sys', 'query'],
      knowledgeIds: ['guide'],
      multiple: { topK: 7, weights: { vectorWeight: 0.5, keywordWeight: 0.5 } },
    })
})

it('if-else: adds a condition with an operator of the variable’s type, and a branch that is a way out', async () => {
  const builder = await open(between('if-else'))
  await userEvent.click(button('Add a condition'))
  await chooseVariable(/^Variable 1/, 'heights')
  await userEvent.click(page.getByRole('combobox', { name: 'Comparison 1' }))
  await userEvent.click(page.getByRole('option', { name: '≥' }))
  await focusEditor(builder)
  await userEvent.keyboard('3')
  await userEvent.click(button('Add a branch'))
  await expect
    .poll(() => configOf(builder))
    .toMatchObject({
      cases: [
        {
          id: 'true',
          conditions: [{ selector: ['start', 'heights'], varType: 'number', operator: '≥', value: '3' }],
        },
        { conditions: [] },
      ],
    })
  expect([...card(builder.host, 'it').querySelectorAll('li')].map((row) => row.textContent)).toEqual([
    'If',
    'Else if',
    'Else',
  ])
})

it('template: names an input and writes a template', async () => {
  const builder = await open(between('template-transform'))
  await userEvent.click(button('Add'))
  await userEvent.fill(page.getByRole('textbox', { name: 'Name 1' }), 'city')
  await chooseVariable(/^Variable 1/, 'city')
  await focusEditor(builder)
  await userEvent.keyboard('Hi {{{{ city }}')
  await expect
    .poll(() => configOf(builder))
    .toEqual({
      template: 'Hi {{ city }}',
      variables: [{ variable: 'city', selector: ['start', 'city'] }],
    })
})

it('code: another language brings its own first code', async () => {
  const builder = await open(between('code', {}))
  const choose = (name: string): Promise<void> => userEvent.click(page.getByRole('radio', { name }))
  await choose('Python')
  await expect
    .poll(() => configOf(builder))
    .toMatchObject({
      language: 'python3',
      code: 'def main(text: str) -> dict:\n    return {"result": text}\n',
    })
  await choose('JavaScript')
  await expect
    .poll(() => configOf(builder))
    .toMatchObject({
      language: 'javascript',
      code: 'function main({ text }) {\n  return { result: text }\n}\n',
    })
})

it('code: changes the code, adds an output, and offers a failure branch', async () => {
  const builder = await open(between('code', { code: '' }))
  await chooseVariable(/^Variable 1/, 'city')
  await focusEditor(builder)
  await userEvent.keyboard('let a')
  await userEvent.click(button('Add').last())
  await userEvent.click(page.getByRole('combobox', { name: 'After that' }))
  await userEvent.click(page.getByRole('option', { name: /^Take the failure branch/ }))
  await expect.poll(() => builder.app().graph.nodes[1]?.errorStrategy).toEqual({ type: 'fail-branch' })
  expect(configOf(builder)).toMatchObject({
    code: 'let a',
    variables: [{ variable: 'text', selector: ['start', 'city'] }],
    outputs: { result: { type: 'string' }, result_2: { type: 'string' } },
  })
  expect(card(builder.host, 'it').textContent).toContain('On failure')
})

it('aggregator: adds candidates and turns them into a group', async () => {
  const builder = await open(between('variable-aggregator'))
  await userEvent.click(button('Add a variable'))
  await chooseVariable(/^Variable 1/, 'city')
  await userEvent.click(page.getByRole('switch', { name: 'Several groups' }))
  await expect
    .poll(() => configOf(builder))
    .toMatchObject({
      variables: [['start', 'city']],
      advanced: { groupEnabled: true, groups: [{ groupName: 'Group1', variables: [['start', 'city']] }] },
    })
})

it('end: names a result', async () => {
  const builder = await open(between('end', {}, 'workflow'))
  await userEvent.click(button('Add').last())
  await userEvent.fill(page.getByRole('textbox', { name: 'Name 1' }), 'place')
  await chooseVariable(/^Variable 1/, 'city')
  await expect
    .poll(() => configOf(builder))
    .toEqual({ outputs: [{ variable: 'place', selector: ['start', 'city'] }] })
})

it('undo goes back over graph, settings and variables in one history, and redo forth', async () => {
  const builder = await open(between('answer'))
  const start = builder.app()
  await focusEditor(builder)
  // One letter: typing that pauses, as it does on a busy machine, is more than one step.
  await userEvent.keyboard('H')
  await expect.poll(() => configOf(builder)).toEqual({ answer: 'H' })
  await userEvent.click(button('More').first())
  await userEvent.click(page.getByRole('menuitem', { name: 'Variables and settings' }))
  await userEvent.click(button('Add').nth(1))
  await expect.poll(() => builder.app().environmentVariables).toHaveLength(1)
  await userEvent.click(card(builder.host, 'it'))
  must(builder.host, '[data-skep-canvas]').focus()
  await userEvent.keyboard('{Delete}')
  const end = builder.app()
  expect(end.graph.nodes).toHaveLength(1)
  for (let step = 0; step < 3; step += 1) await userEvent.click(button('Undo'))
  await expect.poll(() => builder.app()).toEqual(start)
  for (let step = 0; step < 3; step += 1) await userEvent.click(button('Redo'))
  await expect.poll(() => builder.app()).toEqual(end)
})

it('leads from the checklist to the node with the problem', async () => {
  await mount(testApp())
  await userEvent.click(button(/^Checklist/))
  await userEvent.click(button(/^llm/))
  await expect.element(page.getByRole('textbox', { name: 'Title' })).toHaveValue('llm')
  await expect.element(page.getByText('Choose a model.')).toBeVisible()
})

it('marks what stops an app in red, and what may wait in yellow', async () => {
  const stopped = between('if-else', { cases: [] })
  const list = page.getByRole('list', { name: 'Checklist' })
  await open(stopped)
  await expect.element(list).toHaveClass('sk:bg-bad-soft')
  unmount()
  await open({ ...stopped, graph: { ...stopped.graph, edges: [] } })
  await expect.element(list).toHaveClass('sk:bg-warn-soft')
})

it('keeps the problems where they are while the mouse is pressed', async () => {
  const builder = await open(between('if-else', { cases: [] }))
  const problems = must(builder.host, 'ul[aria-label="Checklist"]')
  const before = problems.textContent
  const add = button('Add a branch').element() as HTMLElement // a button
  add.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }))
  add.click()
  await settled(600)
  expect(configOf(builder)).toMatchObject({ cases: [{ conditions: [] }] })
  expect(problems.textContent).toBe(before)
  add.dispatchEvent(new PointerEvent('pointerup', { bubbles: true, composed: true }))
  await expect.poll(() => problems.textContent).not.toBe(before)
})

function shadow({ host }: Mounted): ShadowRoot {
  const root = must(host, '[data-skep-editor]').shadowRoot
  if (!root) throw new Error('The editor is not there yet.')
  return root
}

async function focusEditor(builder: Mounted): Promise<void> {
  // It is loaded with the first panel that has one.
  await vi.waitFor(() => editor(builder), { timeout: 20_000 })
  await settled() // the view still moves to the card
  await userEvent.click(page.elementLocator(editor(builder)))
}

function editor(builder: Mounted): HTMLElement {
  return must(shadow(builder), '.cm-content')
}

function chips(builder: Mounted): readonly (string | null)[] {
  return [...shadow(builder).querySelectorAll('.cm-chip')].map((chip) => chip.textContent)
}
