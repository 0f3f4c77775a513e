import '@skep/react/styles.css'
import '../styles.css'
import type { RunRequest } from '@skep/client'
import { SkepProvider } from '@skep/react'
import type { App, StartVariable } from '@skep/schema'
import { createFakeClient, type FakeClient, type FakeScript, sampleApp } from '@skep/testing/fake-client'
import { StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Chat } from '../chat.ts'
import type { ChatPanelProps } from '../parts/panel.tsx'

const variables: readonly StartVariable[] = [
  { variable: 'name', label: 'Your name', type: 'text-input', required: true, maxLength: 10 },
  { variable: 'level', label: 'Level', type: 'select', required: true, options: ['Beginner', 'Skilled'] },
  { variable: 'people', label: 'People', type: 'number', required: false, default: 2 },
  { variable: 'news', label: 'Send me news', type: 'checkbox', required: false },
  { variable: 'extra', label: 'Extra', type: 'json-object', required: false },
  { variable: 'papers', label: 'Papers', type: 'file-list', required: false, maxLength: 2 },
  { variable: 'tenant', label: 'Tenant', type: 'text-input', required: true, hidden: true },
]

const asking = (fields: readonly StartVariable[]): App => ({
  ...sampleApp,
  graph: {
    ...sampleApp.graph,
    nodes: sampleApp.graph.nodes.map((node) =>
      node.type === 'start' ? { ...node, config: { variables: JSON.parse(JSON.stringify(fields)) } } : node,
    ),
  },
})

let host: HTMLElement
let root: Root
let requests: RunRequest[]

const makeClient = (script: FakeScript = {}): FakeClient =>
  createFakeClient({
    apps: [asking(variables)],
    chunkMs: 1,
    answer: (request) => {
      requests.push(request)
      return { text: `Heard: ${request.query}` }
    },
    ...script,
  })

function mount(client: FakeClient, props: ChatPanelProps = { appId: 'tideline' }): void {
  host = document.createElement('div')
  host.style.cssText = 'height: 560px; width: 420px'
  document.body.append(host)
  root = createRoot(host)
  root.render(
    <StrictMode>
      <SkepProvider client={client} theme="light">
        <Chat.Panel initialInputs={{ tenant: 'north' }} {...props} />
      </SkepProvider>
    </StrictMode>,
  )
}
const unmount = (): void => {
  root.unmount()
  host.remove()
}

const name = () => page.getByRole('textbox', { name: 'Your name' })
const heard = (text: string) => page.getByRole('log').getByText(text)
const summary = () => page.getByRole('button', { name: /^Your details/ })
const say = async (text: string): Promise<void> => {
  await page.getByLabelText('Message').fill(text)
  await userEvent.keyboard('{Enter}')
}
const choose = async (level: string): Promise<void> => {
  await page.getByRole('combobox', { name: 'Level' }).click()
  await page.getByRole('option', { name: level }).click()
}

beforeEach(async () => {
  requests = []
  await page.viewport(1000, 700)
})
afterEach(unmount)

describe('the form of an app that asks for inputs', () => {
  it('keeps the message until the form is complete, and says beside each field what is missing', async () => {
    mount(makeClient())
    await expect.element(name()).toBeVisible()
    expect(page.getByText('Fill this in to begin.').query()).toBeNull()
    expect(page.getByText('Tenant').query()).toBeNull()
    await say('Hello')
    await expect.poll(() => page.getByText('Fill this in to begin.').elements()).toHaveLength(2)
    await expect.element(name()).toHaveFocus()
    expect(host.querySelector<HTMLTextAreaElement>('textarea[aria-label="Message"]')?.value).toBe('Hello')
    await name().fill('Ada Lovelace')
    await expect.element(page.getByText('At most 10 characters; this has 12.')).toBeVisible()
    await name().fill('Ada')
    await page.getByLabelText('Extra').fill('[1]')
    await expect.element(page.getByText(/This must be a JSON object/)).toBeVisible()
    expect(requests).toEqual([])
  })

  it('sends the values with every message and folds them away', async () => {
    mount(makeClient())
    await expect.element(name()).toBeVisible()
    await name().fill('Ada')
    await choose('Skilled')
    await page.getByLabelText('Send me news').click()
    await page.getByLabelText('Extra').fill('{"boat":"double"}')
    await say('First')
    await expect.element(heard('Heard: First')).toBeVisible()
    expect(name().query()).toBeNull()
    await say('Second')
    await expect.element(heard('Heard: Second')).toBeVisible()
    const inputs = {
      name: 'Ada',
      level: 'Skilled',
      people: 2,
      news: true,
      extra: { boat: 'double' },
      tenant: 'north',
    }
    expect(requests.map((request) => request.inputs)).toEqual([inputs, inputs])
    await summary().click()
    expect([...host.querySelectorAll('dl > div')].map((row) => row.textContent)).toEqual([
      'Your nameAda',
      'LevelSkilled',
      'People2',
      'Send me newsYes',
      'Extra{\n  "boat": "double"\n}',
      'Papers–',
    ])
  })

  it('remembers what a conversation was begun with, and asks again in a new one', async () => {
    const client = makeClient()
    mount(client)
    await expect.element(name()).toBeVisible()
    await name().fill('Ada')
    await choose('Beginner')
    await say('First')
    await expect.element(heard('Heard: First')).toBeVisible()
    unmount()
    mount(client)
    await expect
      .element(summary())
      .toHaveTextContent('Your detailsYour name: Ada · Level: Beginner · People: 2')
    await say('Second')
    await expect.element(heard('Heard: Second')).toBeVisible()
    expect(requests[1]?.inputs).toEqual(requests[0]?.inputs)
    await page.getByRole('button', { name: 'New conversation' }).click()
    await expect.element(name()).toHaveValue('')
  })

  it('prefills what the host gives, and lets the visitor change it', async () => {
    mount(makeClient(), {
      appId: 'tideline',
      initialInputs: { name: 'Grace', level: 'Beginner', people: '5', tenant: 'south' },
    })
    await expect.element(name()).toHaveValue('Grace')
    await expect.element(page.getByLabelText('People')).toHaveValue('5')
    await name().fill('Ada')
    await page.getByLabelText('People').fill('')
    await say('First')
    await expect.element(heard('Heard: First')).toBeVisible()
    expect(requests[0]?.inputs).toEqual({
      name: 'Ada',
      level: 'Beginner',
      people: 2,
      news: false,
      tenant: 'south',
    })
  })

  it('stores files and gives them to the run', async () => {
    mount(makeClient(), { appId: 'tideline', initialInputs: { name: 'Ada', level: 'Skilled' } })
    await expect.element(name()).toBeVisible()
    const input = host.querySelector<HTMLInputElement>('input[type="file"]')
    if (!input) throw new Error('No file input')
    await userEvent.upload(input, [new File(['a'], 'a.md'), new File(['b'], 'b.md'), new File(['c'], 'c.md')])
    await expect.element(page.getByText('At most 2 files. Remove some.')).toBeVisible()
    await page.getByRole('button', { name: 'Remove b.md' }).click()
    await say('First')
    await expect.element(heard('Heard: First')).toBeVisible()
    expect(requests[0]?.inputs?.papers).toEqual([
      expect.objectContaining({ kind: 'file', name: 'a.md' }),
      expect.objectContaining({ kind: 'file', name: 'c.md' }),
    ])
    await expect
      .element(summary())
      .toHaveTextContent('Your detailsYour name: Ada · Level: Skilled · People: 2 · Papers: a.md, c.md')
  })

  it('opens the form again at the field that a run did not take', async () => {
    let isRefusing = true
    const client = makeClient({
      answer: (request) => {
        requests.push(request)
        if (!isRefusing) return { text: 'Good.' }
        isRefusing = false
        return {
          text: '',
          error: {
            code: 'INPUT_INVALID',
            message: '"Extra" does not have the form that the app asks for.',
            data: { field: 'extra', reason: 'schema' },
          },
        }
      },
    })
    mount(client, { appId: 'tideline', initialInputs: { name: 'Ada', level: 'Skilled', extra: {} } })
    await expect.element(name()).toBeVisible()
    await say('First')
    await expect.element(page.getByLabelText('Extra')).toHaveAttribute('aria-invalid', 'true')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.element(page.getByLabelText('Extra')).toHaveFocus()
    await page.getByLabelText('Extra').fill('{"a":1}')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.element(heard('Good.')).toBeVisible()
    expect(requests.map((request) => request.inputs?.extra)).toEqual([{}, { a: 1 }])
  })

  it('keeps a suggested question in the composer until the form is complete', async () => {
    mount(makeClient())
    await page.getByRole('button', { name: 'What must I carry in the boat?' }).click()
    await expect.element(page.getByLabelText('Message')).toHaveValue('What must I carry in the boat?')
    await expect.element(name()).toHaveFocus()
    expect(requests).toEqual([])
  })

  it('is not there for an app that asks for nothing', async () => {
    mount(makeClient({ apps: [asking([])] }))
    await say('Hello')
    await expect.element(heard('Heard: Hello')).toBeVisible()
    expect(summary().query()).toBeNull()
  })
})
