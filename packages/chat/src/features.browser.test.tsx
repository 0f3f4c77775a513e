import '@skep/react/styles.css'
import './styles.css'
import { SkepProvider } from '@skep/react'
import type { App, AppFeatures, StartVariable } from '@skep/schema'
import {
  createFakeClient,
  type FakeClient,
  type FakeScript,
  sampleAnswer,
  sampleApp,
} from '@skep/testing/fake-client'
import { StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Chat } from './chat.ts'

let host: HTMLElement
let root: Root

function appWith(features: AppFeatures, variables: readonly StartVariable[] = []): App {
  const nodes = sampleApp.graph.nodes.map((node) =>
    node.type === 'start' ? { ...node, config: JSON.parse(JSON.stringify({ variables })) } : node,
  )
  return {
    ...sampleApp,
    graph: { ...sampleApp.graph, nodes },
    features: { ...sampleApp.features, ...features },
  }
}

function mount(
  features: AppFeatures,
  script: FakeScript = {},
  variables: readonly StartVariable[] = [],
): FakeClient {
  const client = createFakeClient({
    apps: [appWith(features, variables)],
    answer: () => sampleAnswer,
    chunkMs: 1,
    ...script,
  })
  host = document.createElement('div')
  host.style.cssText = 'height: 560px; width: 420px'
  document.body.append(host)
  root = createRoot(host)
  root.render(
    <StrictMode>
      <SkepProvider client={client} theme="light">
        <Chat.Panel appId="tideline" />
      </SkepProvider>
    </StrictMode>,
  )
  return client
}

const composer = () => page.getByLabelText('Message')
async function ask(text: string): Promise<void> {
  await expect.element(page.getByText('Can I cancel because of the weather?')).toBeVisible()
  await composer().fill(text)
  await userEvent.keyboard('{Enter}')
}
const file = (name: string, type: string, bytes = 10): File =>
  new File([new Uint8Array(bytes)], name, { type })
async function choose(...files: readonly File[]): Promise<void> {
  await expect.element(page.getByRole('button', { name: 'Attach files' })).toBeVisible()
  const input = host.querySelector<HTMLInputElement>('input[type=file]')
  if (!input) throw new Error('No input for files')
  await userEvent.upload(input, [...files])
}

beforeEach(() => page.viewport(1000, 700))
afterEach(() => {
  root.unmount()
  host.remove()
})

describe('follow-up questions', () => {
  const followUps = { followUps: { enabled: true } }

  it('stand under the last answer, are told once, and are asked by a press', async () => {
    const asked: string[] = []
    mount(followUps, {
      followUps: () => ['What about storms?', 'Who decides?'],
      answer: ({ query = '' }) => {
        asked.push(query)
        return sampleAnswer
      },
    })
    await ask('Can I cancel?')
    const list = page.getByRole('list', { name: 'You could ask next' })
    await expect.element(list).toBeVisible()
    await expect
      .poll(() => host.querySelector('[aria-live="polite"]')?.textContent)
      .toContain('2 questions to ask next')
    await userEvent.click(page.getByRole('button', { name: 'Who decides?' }))
    await expect.poll(() => asked).toEqual(['Can I cancel?', 'Who decides?'])
    await expect.element(composer()).toHaveFocus()
    await expect.poll(() => host.querySelectorAll('article').length).toBe(4)
    await expect.element(list).toBeVisible()
    expect(host.querySelectorAll('ul[aria-label="You could ask next"]')).toHaveLength(1)
  })

  it('are there again after a reload', async () => {
    mount(followUps, {
      conversations: [
        {
          conversation: { id: 'c', title: 'C' },
          messages: [
            { role: 'user', text: 'Can I cancel?' },
            { role: 'assistant', text: 'Yes.', followUps: ['Until when?'] },
          ],
        },
      ],
    })
    await expect.element(page.getByRole('button', { name: 'Until when?' })).toBeVisible()
  })

  it.each<[string, FakeScript]>([
    [
      'fail',
      { failures: { 'conversations.followUps': { code: 'MODEL_SERVER', message: 'Ill.', data: {} } } },
    ],
    ['never come', { hanging: ['conversations.followUps'] }],
  ])('that %s take nothing from the answer, which can be followed at once', async (_, script) => {
    mount(followUps, script)
    await ask('Can I cancel?')
    await expect.element(page.getByText('2 sources')).toBeVisible()
    await composer().fill('And then?')
    await expect.element(page.getByRole('button', { name: 'Send' })).toBeEnabled()
    expect(host.textContent).not.toContain('Ill.')
  })

  it('are not asked for where the app proposes none', async () => {
    const called = vi.fn(() => ['No'])
    mount({}, { followUps: called })
    await ask('Can I cancel?')
    await expect.element(page.getByText('2 sources')).toBeVisible()
    expect(called).not.toHaveBeenCalled()
  })
})

describe('an answer', () => {
  it('that did not pass is gone with its sources, and what stands instead says so', async () => {
    mount(
      {},
      {
        run: () => [
          {
            afterMs: 1,
            event: {
              type: 'text_chunk',
              nodeId: 'llm',
              executionId: 'e',
              selector: ['llm', 'text'],
              text: 'Something bad',
              isFinal: false,
            },
          },
          {
            afterMs: 1,
            event: {
              type: 'citations',
              nodeId: 'llm',
              executionId: 'e',
              citations: sampleAnswer.citations ?? [],
            },
          },
          {
            afterMs: 1,
            event: { type: 'moderation_flagged', stage: 'output', method: 'keywords', action: 'block' },
          },
          {
            afterMs: 1,
            event: { type: 'answer_replaced', text: 'I cannot say that.', reason: 'moderation' },
          },
          {
            afterMs: 1,
            event: { type: 'run_succeeded', outputs: { answer: 'I cannot say that.' }, durationMs: 4 },
          },
        ],
      },
    )
    await ask('Say it')
    await expect
      .element(page.getByText('The answer was replaced because it broke the rules of this chat.'))
      .toBeVisible()
    await expect.element(page.getByText('I cannot say that.').first()).toBeVisible()
    expect(host.textContent).not.toContain('Something bad')
    expect(host.textContent).not.toContain('sources')
  })

  it('that a person wrote says so, quietly', async () => {
    mount(
      {},
      {
        run: () => [
          {
            afterMs: 1,
            event: { type: 'annotation_replied', annotationId: 'a', question: 'Hours?', score: 0.9 },
          },
          { afterMs: 1, event: { type: 'answer_replaced', text: 'Nine to five.', reason: 'annotation' } },
          {
            afterMs: 1,
            event: { type: 'run_succeeded', outputs: { answer: 'Nine to five.' }, durationMs: 4 },
          },
        ],
      },
    )
    await ask('The hours?')
    await expect.element(page.getByText('Answer written by a person')).toBeVisible()
    await expect.element(page.getByText('Nine to five.').first()).toBeVisible()
  })
})

describe('opening words', () => {
  it('speak of what the form holds as it is filled in', async () => {
    const name: StartVariable = { variable: 'name', label: 'Your name', type: 'text-input', required: true }
    mount({ openingStatement: 'Welcome **{{name}}**!' }, {}, [name])
    await expect.element(page.getByText('Welcome …!')).toBeVisible()
    await page.getByLabelText(/Your name/).fill('Ada')
    await expect.element(page.getByText('Welcome Ada!')).toBeVisible()
  })
})

describe('files of a message', () => {
  const fileUpload = {
    enabled: true,
    types: ['image', 'custom'],
    extensions: ['csv'],
    methods: ['local_file'],
    maxFiles: 2,
    maxMegabytes: { image: 1 },
  } as const

  it('go with it, and stand beside it', async () => {
    const seen: unknown[] = []
    mount(
      { fileUpload },
      {
        answer: ({ files }) => {
          seen.push(files?.map(({ name }) => name))
          return sampleAnswer
        },
      },
    )
    await choose(file('bee.png', 'image/png'), file('hives.csv', 'text/csv'))
    await expect.element(page.getByRole('button', { name: 'Remove hives.csv' })).toBeVisible()
    await userEvent.click(page.getByRole('button', { name: 'Remove hives.csv' }))
    await expect.element(page.getByRole('button', { name: 'Remove bee.png' })).toBeVisible()
    await ask('What is this?')
    await expect.poll(() => seen).toEqual([['bee.png']])
    await expect.poll(() => host.querySelector('[role="log"] article ul')?.textContent).toBe('bee.png')
    await expect.element(page.getByRole('button', { name: 'Remove bee.png' })).not.toBeInTheDocument()
  })

  it.each<[string, readonly File[], string]>([
    [
      'a kind',
      [file('a.mp4', 'video/mp4')],
      '“a.mp4” is a kind of file that is not taken here. Taken: pictures, .csv.',
    ],
    [
      'a size',
      [file('big.png', 'image/png', 1_048_577)],
      '“big.png” is larger than 1 MB. Choose a smaller file.',
    ],
    [
      'a number',
      [file('a.png', 'image/png'), file('b.png', 'image/png'), file('c.png', 'image/png')],
      'At most 2 files go with a message.',
    ],
  ])('are refused for %s, in words', async (_, files, text) => {
    mount({ fileUpload })
    await choose(...files)
    await expect.element(page.getByRole('alert')).toHaveTextContent(text)
  })

  it('that cannot be stored say why, and nothing is sent while one comes in', async () => {
    mount(
      { fileUpload },
      {
        failures: { 'files.upload': { code: 'STORAGE_QUOTA', message: 'There is no room left.', data: {} } },
      },
    )
    await choose(file('a.png', 'image/png'))
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent('“a.png” could not be attached. There is no room left.')
  })

  it('are waited for', async () => {
    mount({ fileUpload }, { hanging: ['files.upload'] })
    await composer().fill('Look')
    await choose(file('a.png', 'image/png'))
    await expect.element(page.getByRole('button', { name: 'Remove a.png' })).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Send' })).toBeDisabled()
    await userEvent.click(page.getByRole('button', { name: 'Remove a.png' }))
    await expect.element(page.getByRole('button', { name: 'Send' })).toBeEnabled()
  })

  it('cannot be attached where the app takes none', async () => {
    mount({})
    await expect.element(composer()).toBeVisible()
    expect(host.querySelector('input[type=file]')).toBeNull()
  })

  it('come by pasting too', async () => {
    mount({ fileUpload })
    await expect.element(page.getByRole('button', { name: 'Attach files' })).toBeVisible()
    const data = new DataTransfer()
    data.items.add(file('pasted.png', 'image/png'))
    composer()
      .element()
      .dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    await expect.element(page.getByRole('button', { name: 'Remove pasted.png' })).toBeVisible()
  })
})
