import {
  type AgentConfig,
  type App,
  agentNode,
  type HttpRequestConfig,
  httpRequestNode,
  type JsonObject,
  type ToolFace,
  toolNode,
} from '@skep/schema'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { testApp } from '../core/test-app.fixture.ts'
import { card, type Mounted, mount, settled, unmount } from '../mount.fixture.tsx'
import {
  appWithStep,
  button,
  chooseOption,
  chooseVariable,
  configOf,
  openStep,
} from '../open-step.fixture.ts'

afterEach(unmount)

const search: ToolFace = {
  providerType: 'builtin',
  provider: 'web',
  tool: 'search',
  label: 'Web search',
  description: 'Searches the web',
  parameters: {
    type: 'object',
    properties: {
      query: { type: 'string', description: 'What to look for' },
      count: { type: 'integer' },
      market: { type: 'string', enum: ['de', 'en'] },
      safe: { type: 'boolean' },
    },
    required: ['query'],
  },
  outputs: { type: 'object', properties: { best: { type: 'string' } } },
}

const fields = [
  { variable: 'city', label: 'City', type: 'text-input', required: true },
  { variable: 'scan', label: 'Scan', type: 'file', required: false },
]
const between = (type: string, config: JsonObject): App => appWithStep(type, config, fields)
const open = (app: App): Promise<Mounted> => openStep(app, { tools: [search] })

/** Types into the text editor that has this name. */
async function type(builder: Mounted, name: string, text: string): Promise<void> {
  const find = (): HTMLElement => {
    for (const host of builder.host.querySelectorAll<HTMLElement>('[data-skep-editor]')) {
      const found = host.shadowRoot?.querySelector<HTMLElement>(`.cm-content[aria-label="${name}"]`)
      if (found) return found
    }
    throw new Error(`There is no text named ${name}.`)
  }
  await vi.waitFor(find, 20_000)
  await settled() // the view still moves to the card
  await userEvent.click(page.elementLocator(find()))
  await userEvent.keyboard(text)
}

describe('http-request', () => {
  const defaults: JsonObject = { ...httpRequestNode.defaults }

  it('sets method, address, a header and a parameter, and shows them on the card', async () => {
    const builder = await open(between('http-request', defaults))
    await chooseOption('Method', 'POST')
    await type(builder, 'Address', 'https://example.org/')
    await userEvent.click(button('Add to Headers'))
    await userEvent.fill(page.getByRole('textbox', { name: 'Headers: name 1' }), 'Accept')
    await type(builder, 'Headers: value 1', 'text/plain')
    await userEvent.click(button('Add to Parameters'))
    await userEvent.fill(page.getByRole('textbox', { name: 'Parameters: name 1' }), 'city')
    await type(builder, 'Parameters: value 1', '/city{Enter}')
    await expect
      .poll(() => configOf(builder))
      .toEqual({
        ...defaults,
        method: 'POST',
        url: 'https://example.org/',
        headers: [{ key: 'Accept', value: 'text/plain' }],
        params: [{ key: 'city', value: '{{#start.city#}}' }],
      } satisfies HttpRequestConfig | JsonObject)
    expect(card(builder.host, 'it').textContent).toContain('POSTexample.org/')
    await userEvent.click(button('Remove Accept'))
    await expect.poll(() => configOf(builder)).toMatchObject({ headers: [] })
  })

  it('keeps a new key as a secret, so that the app only refers to it', async () => {
    const builder = await open(between('http-request', defaults))
    await chooseOption('Kind of authorization', /^Bearer/)
    await userEvent.fill(page.getByLabelText('Or enter a new key'), 'sk-canary')
    await userEvent.click(button('Keep'))
    await expect
      .poll(() => configOf(builder))
      .toMatchObject({
        authorization: { type: 'bearer', apiKey: '{{#env.HTTP_KEY_1#}}', header: '' },
      })
    const [variable] = builder.app().environmentVariables
    expect(variable).toMatchObject({ name: 'HTTP_KEY_1', type: 'secret', value: '' })
    expect(await builder.client.secrets.list()).toEqual([variable?.secretName])
    expect(JSON.stringify([builder.app(), builder.changes])).not.toContain('sk-canary')
  })

  it('warns of a key that stands in the app, and moves it out', async () => {
    const authorization = { type: 'basic', apiKey: 'ann:pw', header: '' }
    const builder = await open(between('http-request', { ...defaults, authorization }))
    await expect.element(page.getByText('This key stands in the app for everybody to read.')).toBeVisible()
    await userEvent.click(button('Keep it as a secret'))
    await expect.poll(() => JSON.stringify(builder.app())).not.toContain('ann:pw')
    expect(configOf(builder)).toMatchObject({ authorization: { apiKey: '{{#env.HTTP_KEY_1#}}' } })
  })

  it('changes the kind of body and keeps what both have in common', async () => {
    const builder = await open(between('http-request', { ...defaults, method: 'POST' }))
    await chooseOption('Kind of body', 'Form, URL-encoded')
    await userEvent.click(button('Add to Fields'))
    await userEvent.fill(page.getByRole('textbox', { name: 'Fields: name 1' }), 'a')
    await type(builder, 'Fields: value 1', '1')
    await chooseOption('Kind of body', 'Form with texts and files')
    await userEvent.click(button('Add to Fields'))
    await chooseOption('Kind of field 2', 'File')
    await userEvent.fill(page.getByRole('textbox', { name: 'Fields: name 2' }), 'f')
    await chooseVariable(/^Fields: value 2/, 'scan')
    await expect
      .poll(() => configOf(builder))
      .toMatchObject({
        body: {
          type: 'form-data',
          fields: [
            { key: 'a', type: 'text', value: '1' },
            { key: 'f', type: 'file', file: ['start', 'scan'] },
          ],
        },
      })
    await chooseOption('Kind of body', 'JSON')
    await type(builder, 'Text of the body', '[[1]')
    await expect.poll(() => configOf(builder)).toMatchObject({ body: { type: 'json', text: '[1]' } })
    await chooseOption('Kind of body', 'Text')
    await expect.poll(() => configOf(builder)).toMatchObject({ body: { type: 'raw-text', text: '[1]' } })
  })

  it('sets time limits and the check of certificates', async () => {
    const builder = await open(between('http-request', defaults))
    await userEvent.fill(page.getByRole('spinbutton', { name: 'Read' }), '30')
    await userEvent.click(page.getByRole('switch', { name: 'Check certificates' }))
    await expect.element(page.getByText(/Only a relay of the host/)).toBeVisible()
    await expect
      .poll(() => configOf(builder))
      .toMatchObject({ timeout: { readSeconds: 30 }, sslVerify: false })
  })

  it('comes with retries when it is new', async () => {
    const builder = await mount(testApp())
    await userEvent.click(page.getByRole('option', { name: /^HTTP request/ }).first())
    await expect
      .poll(() => builder.app().graph.nodes.find((node) => node.type === 'http-request')?.retry)
      .toEqual({
        enabled: true,
        maxRetries: 3,
        intervalMs: 100,
      })
  })
})

describe('tool', () => {
  const defaults: JsonObject = { ...toolNode.defaults } as JsonObject // of JSON

  it('chooses a tool and fills in the form that its schema makes', async () => {
    const builder = await open(between('tool', defaults))
    await chooseOption('Tool', /^Web search/)
    await expect.element(page.getByText('Searches the web').first()).toBeVisible()
    await type(builder, 'query', 'tides in /city{Enter}')
    await chooseOption('market', 'de')
    await userEvent.fill(page.getByRole('spinbutton', { name: 'count' }), '5')
    await userEvent.click(button('Use a variable for safe'))
    await expect
      .poll(() => configOf(builder))
      .toEqual({
        ...defaults,
        providerType: 'builtin',
        provider: 'web',
        providerName: 'web',
        tool: 'search',
        toolLabel: 'Web search',
        outputSchema: search.outputs,
        parameters: {
          query: { type: 'mixed', value: 'tides in {{#start.city#}}' },
          market: { type: 'constant', value: 'de' },
          count: { type: 'constant', value: 5 },
          safe: { type: 'variable', value: [] },
        },
      })
    expect(card(builder.host, 'it').textContent).toContain('Web search')
    await expect.element(page.getByText('best')).toBeVisible()
    await userEvent.click(button('Enter a value for safe'))
    await expect.poll(() => configOf(builder).parameters).not.toHaveProperty('safe')
  })

  it('says what is missing, and keeps what came with a file', async () => {
    const imported = {
      ...defaults,
      provider: 'time',
      tool: 'current_time',
      toolLabel: 'Current time',
      settings: { timezone: { type: 'constant', value: 'UTC' } },
    }
    const builder = await open(between('tool', imported))
    await expect
      .element(page.getByText('This tool is not here. Choose another, or ask the host to add it.'))
      .toBeVisible()
    await type(builder, 'timezone', '+1')
    await expect
      .poll(() => configOf(builder))
      .toMatchObject({ settings: { timezone: { type: 'mixed', value: 'UTC+1' } } })
  })

  it('asks for what the tool requires', async () => {
    await open(between('tool', { ...defaults, provider: 'web', tool: 'search' }))
    await expect.element(page.getByText('This must not be empty.')).toBeVisible()
  })
})

describe('agent', () => {
  const defaults: JsonObject = { ...agentNode.defaults } as JsonObject // of JSON

  it('chooses way of working, model and tools, and says what it is to do', async () => {
    const builder = await open(between('agent', defaults))
    await chooseOption('Way of working', /^ReAct/)
    await chooseOption('Add a tool', /^Web search/)
    await type(builder, 'Instruction', 'Be kind')
    await type(builder, 'Question', '/city{Enter}')
    await userEvent.fill(page.getByRole('spinbutton', { name: 'Most rounds' }), '8')
    await expect
      .poll(() => configOf(builder))
      .toMatchObject({
        strategy: 'ReAct',
        tools: [{ provider: 'web', tool: 'search', label: 'Web search', enabled: true }],
        instruction: 'Be kind',
        query: '{{#start.city#}}',
        maxIterations: 8,
      } satisfies Partial<AgentConfig> | JsonObject)
    expect(card(builder.host, 'it').textContent).toContain('1 tool')
  })

  it('decides on a parameter itself, and gives it back to the agent', async () => {
    const tool = {
      providerType: 'builtin',
      provider: 'web',
      tool: 'search',
      label: 'Web search',
      enabled: true,
      parameters: {},
      settings: {},
    }
    const builder = await open(between('agent', { ...defaults, tools: [tool] }))
    await userEvent.click(button('Settings of Web search'))
    await userEvent.click(button('Set it: market'))
    await chooseOption('market', 'en')
    await expect
      .poll(() => configOf(builder))
      .toMatchObject({
        tools: [{ parameters: { market: { type: 'constant', value: 'en' } } }],
      })
    await userEvent.click(button('Let the agent decide on market'))
    await expect.poll(() => configOf(builder)).toMatchObject({ tools: [{ parameters: {} }] })
    await userEvent.fill(
      page.getByRole('textbox', { name: 'What the agent is told about it' }),
      'Only for news',
    )
    await userEvent.click(page.getByRole('switch', { name: 'Web search' }))
    await expect
      .poll(() => configOf(builder))
      .toMatchObject({ tools: [{ description: 'Only for news', enabled: false }] })
    await userEvent.click(button('Remove Web search'))
    await expect.poll(() => configOf(builder)).toMatchObject({ tools: [] })
  })

  it('says that a way of working is not known here', async () => {
    await open(between('agent', { ...defaults, strategy: 'tree_of_thoughts' }))
    await expect
      .element(page.getByText('This way of working is not known here. Choose another.'))
      .toBeVisible()
  })

  it('can be used with keys alone', async () => {
    const builder = await open(between('agent', defaults))
    const focus = (element: Element): void => (element as HTMLElement).focus() // controls
    focus(page.getByRole('combobox', { name: 'Way of working' }).element())
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}')
    await expect.poll(() => configOf(builder)).toMatchObject({ strategy: 'ReAct' })
    focus(page.getByRole('combobox', { name: 'Add a tool' }).element())
    await userEvent.keyboard('{ArrowDown}{Enter}')
    await expect.poll(() => configOf(builder)).toMatchObject({ tools: [{ tool: 'search' }] })
    focus(button('Settings of Web search').element())
    await userEvent.keyboard('{Enter}')
    await expect.element(button('Hide the settings of Web search')).toHaveAttribute('aria-expanded', 'true')
  })
})
