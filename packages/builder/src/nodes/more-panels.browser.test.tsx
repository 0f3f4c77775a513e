import type { App, JsonObject } from '@skep/schema'
import { afterEach, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { testNode } from '../core/test-app.fixture.ts'
import { card, type Mounted, unmount } from '../mount.fixture.tsx'
import {
  appWithStep,
  button,
  chooseOption,
  chooseVariable,
  configOf,
  openStep,
} from '../open-step.fixture.ts'

afterEach(unmount)

const script = {
  bases: [
    { id: 'tides', name: 'Tide tables', metadataFields: [{ name: 'year', type: 'number' as const }] },
    { id: 'guide', name: 'Guide' },
  ],
}

const field = (variable: string, type: string): JsonObject => ({
  variable,
  label: variable,
  type,
  required: false,
})
const fields = [
  field('city', 'text-input'),
  field('height', 'number'),
  field('papers', 'file-list'),
  field('photo', 'file'),
]
const after = (type: string, config: JsonObject = {}, mode?: App['mode']): App =>
  appWithStep(type, config, fields, mode)
const open = (app: App): Promise<Mounted> => openStep(app, script)

const conditionsOf = (builder: Mounted): JsonObject['x'] =>
  (configOf(builder).metadataFiltering as { conditions: { conditions: JsonObject['x'] } }).conditions
    .conditions // as written by the panel

it('classifier: chooses the question, adds a class, moves it up and takes one away', async () => {
  const builder = await open(after('question-classifier'))
  await chooseVariable(/^Question/, 'city')
  await userEvent.fill(page.getByRole('textbox', { name: 'Label of class 1' }), 'First')
  await userEvent.click(button('Add a class'))
  await userEvent.fill(page.getByRole('textbox', { name: 'Label of class 3' }), 'Third')
  await userEvent.click(button('Move up').nth(2))
  await userEvent.click(button('Remove First'))
  await expect
    .poll(() => configOf(builder))
    .toMatchObject({
      query: ['start', 'city'],
      classes: [
        { id: expect.stringMatching(/^class_/), label: 'Third' },
        { id: '2', name: '' },
      ],
    })
  expect(card(builder.host, 'it').textContent).toContain('Third')
})

it('extractor: adds a value of each kind of trouble and says what is wrong', async () => {
  const builder = await open(after('parameter-extractor'))
  await chooseVariable(/^Text/, 'city')
  await userEvent.click(button('Add a value'))
  await userEvent.fill(page.getByRole('textbox', { name: 'Name 1' }), '__reason')
  await expect.element(page.getByText('Letters, digits and _, no digit first, at most 30.')).toBeVisible()
  await userEvent.fill(page.getByRole('textbox', { name: 'Name 1' }), 'size')
  await chooseOption('Type of value 1', 'select')
  await userEvent.fill(page.getByRole('textbox', { name: 'Choices of value 1' }), 'small\nlarge')
  await userEvent.click(page.getByRole('switch', { name: 'Required' }))
  await userEvent.click(page.getByRole('radio', { name: 'By a function call' }))
  await expect
    .poll(() => configOf(builder))
    .toMatchObject({
      query: ['start', 'city'],
      reasoningMode: 'function_call',
      parameters: [
        { name: 'size', type: 'select', description: '', required: false, options: ['small', 'large'] },
      ],
    })
})

it('document: takes a list of files and knows that it is one', async () => {
  const builder = await open(after('document-extractor'))
  await chooseVariable(/^Files/, 'papers')
  await expect.poll(() => configOf(builder)).toEqual({ variable: ['start', 'papers'], isArrayFile: true })
  await chooseVariable(/^Files/, 'photo')
  await expect.poll(() => configOf(builder)).toEqual({ variable: ['start', 'photo'], isArrayFile: false })
})

it('list: filters files by kind, orders them by size and keeps a few', async () => {
  const builder = await open(after('list-operator'))
  await chooseVariable(/^List/, 'papers')
  await userEvent.click(page.getByRole('switch', { name: 'Keep what fits' }))
  await chooseOption('Attribute 1', 'type')
  await userEvent.click(page.getByRole('checkbox', { name: 'image' }))
  await userEvent.click(page.getByRole('switch', { name: 'Put in order' }))
  await chooseOption('Order by', 'size')
  await userEvent.click(page.getByRole('radio', { name: 'Falling' }))
  await userEvent.click(page.getByRole('switch', { name: 'Keep the first' }))
  await userEvent.fill(page.getByRole('spinbutton', { name: 'Items' }), '3')
  await userEvent.keyboard('{Tab}')
  await expect
    .poll(() => configOf(builder))
    .toMatchObject({
      variable: ['start', 'papers'],
      varType: 'array[file]',
      itemType: 'file',
      filter: { enabled: true, conditions: [{ key: 'type', operator: 'in', value: ['image'] }] },
      order: { enabled: true, key: 'size', direction: 'desc' },
      limit: { enabled: true, size: 3 },
    })
})

it('branch: asks the files of a list by their attributes', async () => {
  const builder = await open(after('if-else'))
  await userEvent.click(button('Add a condition').first())
  await chooseVariable(/^Variable 1/, 'papers')
  await chooseOption('Attribute 1', 'size')
  await chooseOption('Comparison of attribute 1', '>')
  await userEvent.click(button('Add an attribute'))
  await userEvent.click(page.getByRole('checkbox', { name: 'image' }))
  await userEvent.click(page.getByRole('radio', { name: 'Any' }))
  await expect
    .poll(() => configOf(builder))
    .toMatchObject({
      cases: [
        {
          conditions: [
            {
              selector: ['start', 'papers'],
              varType: 'array[file]',
              operator: 'contains',
              subConditions: {
                logicalOperator: 'or',
                conditions: [
                  { key: 'size', operator: '>', value: '', varType: 'number' },
                  { key: 'type', operator: 'in', value: ['image'] },
                ],
              },
            },
          ],
        },
      ],
    })
  await userEvent.click(button('Remove attribute 1'))
  await chooseVariable(/^Variable 1/, 'city')
  await vi.waitFor(() => {
    const [first] =
      (configOf(builder).cases as readonly { conditions: readonly JsonObject[] }[])[0]?.conditions ?? [] // as above
    expect(first).not.toHaveProperty('subConditions')
  }, 20_000)
})

it('knowledge: writes a filter, and lets a model choose one of two bases', async () => {
  const builder = await open(after('knowledge-retrieval', { knowledgeIds: ['tides', 'guide'] }))
  await userEvent.click(page.getByRole('radio', { name: 'Conditions' }))
  await userEvent.click(button('Add a condition'))
  await chooseOption('Field 1', /^year/)
  await chooseOption('Comparison 1', '>')
  await userEvent.click(page.getByRole('radio', { name: 'A model chooses one' }))
  await chooseVariable(/^Pictures/, 'papers')
  await expect
    .poll(() => configOf(builder))
    .toMatchObject({
      attachments: ['start', 'papers'],
      retrievalMode: 'single',
      singleModel: { provider: '', name: '' },
      metadataFiltering: {
        mode: 'manual',
        conditions: { logicalOperator: 'and', conditions: [{ name: 'year', operator: '>', value: '' }] },
      },
    })
})

it('knowledge: offers the fields of the chosen bases as what they are, and takes another name with a warning', async () => {
  const builder = await open(after('knowledge-retrieval', { knowledgeIds: ['guide'] }))
  const field = page.getByRole('combobox', { name: 'Field 1' })
  const names = (): readonly string[] => {
    const list = document.getElementById(field.element().getAttribute('aria-controls') ?? '')
    return [...(list?.querySelectorAll('[role="option"]') ?? [])].map((option) => option.textContent ?? '')
  }
  await userEvent.click(page.getByRole('radio', { name: 'Conditions' }))
  await userEvent.click(button('Add a condition'))
  await userEvent.click(field)
  expect(names()).toEqual([
    'document_nameText',
    'upload_dateDate',
    'last_update_dateDate',
    'sourceText',
    'Another name…',
  ])
  await userEvent.keyboard('{Escape}')
  await userEvent.click(page.getByRole('checkbox', { name: 'Tide tables' }))
  await userEvent.click(field)
  expect(names()[0]).toBe('yearNumber')
  await userEvent.click(page.getByRole('option', { name: /^year/ }))
  // A number is compared as one.
  await expect.poll(() => conditionsOf(builder)).toMatchObject([{ name: 'year', operator: '=' }])
  await chooseOption('Field 1', 'Another name…')
  await userEvent.fill(page.getByRole('textbox', { name: 'Field 1' }), 'yaer')
  await userEvent.keyboard('{Enter}')
  await expect.element(field).toHaveTextContent('yaer')
  await expect.element(page.getByText('In no chosen base')).toBeVisible()
  await userEvent.click(button(/^Check/).first())
  await expect
    .element(page.getByText('No chosen knowledge base has the field “yaer”. Choose one that is there.'))
    .toBeVisible()
})

it('knowledge: orders passages by a balance of its own, by ranks and difference, or by a rerank model', async () => {
  const builder = await open(after('knowledge-retrieval', { knowledgeIds: ['tides'] }))
  await chooseOption('Order of passages', /^Own balance/)
  await chooseOption('How both become one list', /^Ranks/)
  await userEvent.click(page.getByRole('switch', { name: 'Avoid repetition' }))
  await expect
    .poll(() => configOf(builder).multiple)
    .toEqual({
      topK: 4,
      scoreThreshold: null,
      rerankingEnabled: true,
      rerankingMode: 'weighted_score',
      weights: { vectorWeight: 0.5, keywordWeight: 0.5 },
      fusion: 'rrf',
      diversity: 0.3,
    })
  await chooseOption('Order of passages', /^Rerank model/)
  await expect.element(page.getByText(/No connection offers rerank models/)).toBeVisible()
  expect(configOf(builder).multiple).toEqual({
    topK: 4,
    scoreThreshold: null,
    rerankingEnabled: true,
    rerankingMode: 'reranking_model',
  })
})

it('schedule: is said simply and as cron, and bad words are told', async () => {
  const app = after('end', {}, 'workflow')
  const builder = await open({
    ...app,
    graph: { nodes: [testNode('it', 'trigger-schedule', 0, 0)], edges: [] },
  })
  await chooseOption('How often', 'Every week')
  await userEvent.click(button('Fri'))
  await userEvent.click(button('Sun'))
  await userEvent.fill(page.getByRole('textbox', { name: 'Time zone' }), 'Mars/Olympus')
  await expect.element(page.getByText('There is no such time zone.')).toBeVisible()
  expect(configOf(builder)).toMatchObject({ frequency: 'weekly', visual: { weekdays: ['fri'] } })
  await userEvent.click(page.getByRole('radio', { name: 'Cron' }))
  await userEvent.fill(page.getByRole('textbox', { name: 'Expression' }), '0 25 * * *')
  await expect.element(page.getByText('This cannot be read (look at: hour).')).toBeVisible()
  await userEvent.fill(page.getByRole('textbox', { name: 'Expression' }), '0 9 * * mon-fri')
  await expect.poll(() => card(builder.host, 'it').textContent).toContain('0 9 * * mon-fri')
})

it('webhook: declares what a call brings, and a run asks for it', async () => {
  const builder = await open({
    ...after('end', {}, 'workflow'),
    graph: { nodes: [testNode('it', 'trigger-webhook', 0, 0)], edges: [] },
  })
  await userEvent.click(button('Add to Headers'))
  await userEvent.click(button('Add to Body'))
  await userEvent.fill(page.getByRole('textbox', { name: 'Body: Name 1' }), 'amount')
  await chooseOption('Body: Type 1', 'number')
  await expect
    .poll(() => configOf(builder))
    .toMatchObject({
      headers: [{ name: 'X-Value', required: false }],
      body: [{ name: 'amount', type: 'number', required: false }],
    })
  await userEvent.click(button('Run').first())
  await expect.element(page.getByRole('spinbutton', { name: 'amount' })).toBeVisible()
  await expect.element(page.getByRole('textbox', { name: 'X-Value' })).toBeVisible()
})

it('a type that needs a server explains itself, keeps its settings and is not offered', async () => {
  const brought = { control_space_ids: ['a'], top_n: 3 }
  const builder = await open(after('knowledge-retrieval-v2', brought))
  await expect.element(page.getByText('This step runs only on a server.')).toBeVisible()
  await expect.element(page.getByText(/Finds passages in the knowledge spaces of a server/)).toBeVisible()
  await expect.element(page.getByText(/"top_n": 3/)).toBeVisible()
  expect(configOf(builder)).toEqual(brought)
  expect(page.getByRole('option', { name: /^Knowledge spaces/ }).elements()).toEqual([])
})
