import '@skep/react/styles.css'
import './styles.css'
import { SkepProvider } from '@skep/react'
import {
  createFakeClient,
  type FakeClient,
  type FakeScript,
  sampleAnswer,
  sampleApp,
  sampleDocuments,
  sampleLongAnswer,
} from '@skep/testing/fake-client'
import { StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Chat } from './chat.ts'
import type { ChatPanelProps } from './parts/panel.tsx'

const script: FakeScript = {
  apps: [sampleApp],
  bases: [{ id: 'handbook', name: 'Guest handbook' }],
  documents: { handbook: sampleDocuments },
  answer: () => sampleAnswer,
  chunkMs: 1,
}

let host: HTMLElement
let root: Root

function mount(client: FakeClient, props: ChatPanelProps = { appId: 'tideline' }): void {
  host = document.createElement('div')
  host.style.cssText = 'height: 460px; width: 420px'
  document.body.append(host)
  root = createRoot(host)
  root.render(
    <StrictMode>
      <SkepProvider client={client} theme="light">
        <Chat.Panel {...props} />
      </SkepProvider>
    </StrictMode>,
  )
}

const composer = () => page.getByLabelText('Message')
const log = (): HTMLElement => {
  const element = host.querySelector<HTMLElement>('[role="log"]')
  if (!element) throw new Error('No messages')
  return element
}
const ask = async (text: string): Promise<void> => {
  await expect.poll(() => host.querySelector('[role="log"] p')).toBeTruthy()
  await composer().fill(text)
  await userEvent.keyboard('{Enter}')
}

beforeEach(() => page.viewport(1000, 700))
afterEach(() => {
  root.unmount()
  host.remove()
})

describe('a chat', () => {
  it('answers, keeps the conversation, and shows it again after a reload', async () => {
    const client = createFakeClient(script)
    const onConversationChange = vi.fn()
    const onMessage = vi.fn()
    mount(client, { appId: 'tideline', onConversationChange, onMessage })
    await ask('Can I cancel?')
    await expect.element(page.getByText('2 sources')).toBeVisible()
    expect(onConversationChange).toHaveBeenCalledExactlyOnceWith('conversation_1')
    expect(onMessage).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ role: 'assistant', status: 'complete', text: sampleAnswer.text }),
    )
    root.unmount()
    host.remove()
    mount(client)
    await expect.element(page.getByText('2 sources')).toBeVisible()
    expect(log().textContent).toContain('Can I cancel?')
  })

  it('goes on with an answer that was coming in when the page was left', async () => {
    const client = createFakeClient({ ...script, answer: () => ({ ...sampleAnswer, chunkMs: 20 }) })
    mount(client)
    await ask('Can I cancel?')
    await expect.element(page.getByText(/^Yes/)).toBeVisible()
    root.unmount()
    host.remove()
    mount(client)
    await expect.element(page.getByRole('button', { name: 'Stop' })).toBeVisible()
    await expect.element(page.getByText('2 sources'), { timeout: 8000 }).toBeVisible()
    expect((await client.conversations.messages('conversation_1')).map((message) => message.status)).toEqual([
      'complete',
      'complete',
    ])
  })

  it('stops by Escape and keeps what has come', async () => {
    const client = createFakeClient({ ...script, answer: () => ({ ...sampleLongAnswer, chunkMs: 15 }) })
    mount(client)
    await ask('Plan a day')
    await expect.element(page.getByText('Planning a day on the bay')).toBeVisible()
    expect(host.querySelector('header p')?.textContent).toBe('Plan a day')
    await userEvent.keyboard('{Escape}')
    await expect.element(page.getByText(/^Stopped/)).toBeVisible()
    expect((await client.conversations.messages('conversation_1')).at(-1)).toMatchObject({
      status: 'stopped',
    })
  })

  it('shows an error with its code, and answers when asked again', async () => {
    let asked = 0
    const onError = vi.fn()
    const client = createFakeClient({
      ...script,
      answer: () => {
        asked += 1
        if (asked > 1) return sampleAnswer
        return {
          text: '',
          error: { code: 'MODEL_NETWORK', message: 'The model cannot be reached.', data: {} },
        }
      },
    })
    mount(client, { appId: 'tideline', onError })
    await ask('Can I cancel?')
    await expect.element(page.getByText('MODEL_NETWORK')).toBeVisible()
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'MODEL_NETWORK' }))
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.element(page.getByText('2 sources')).toBeVisible()
    expect(log().textContent?.match(/Can I cancel\?/g)).toHaveLength(1)
    expect(log().textContent).not.toContain('MODEL_NETWORK')
  })

  it('shows the error of a run that could not start', async () => {
    const client = createFakeClient({
      ...script,
      failures: {
        'runs.start': { code: 'WORKER_LOST', message: 'The worker is gone. Ask again.', data: {} },
      },
    })
    mount(client)
    await ask('Can I cancel?')
    await expect.element(page.getByText('WORKER_LOST')).toBeVisible()
  })

  it('does not send while an input method composes', async () => {
    mount(createFakeClient(script))
    await expect.element(page.getByText('What must I carry in the boat?')).toBeVisible()
    await composer().fill('にほん')
    const area = host.querySelector('textarea')
    area?.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
    )
    area?.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }),
    )
    expect(area?.value).toBe('にほん')
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}')
    expect(area?.value).toBe('にほん\n')
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => area?.value).toBe('')
  })

  it('stays at the end while text comes in, and lets go when the reader scrolls up', async () => {
    const client = createFakeClient({ ...script, answer: () => ({ ...sampleLongAnswer, chunkMs: 8 }) })
    mount(client)
    await ask('Plan a day')
    await expect.element(page.getByText('Double kayak')).toBeVisible()
    const gap = (): number => log().scrollHeight - log().clientHeight - log().scrollTop
    expect(gap()).toBeLessThan(120)
    log().scrollTop = 0
    await expect.element(page.getByRole('button', { name: 'Jump to latest' })).toBeVisible()
    const before = log().scrollHeight
    await expect.poll(() => log().scrollHeight).toBeGreaterThan(before + 20)
    expect(log().scrollTop).toBe(0)
    await page.getByRole('button', { name: 'Jump to latest' }).click()
    await expect.poll(() => gap()).toBeLessThan(120)
  })

  it('opens the passage of a citation, scrolled to it, and steps to the next one', async () => {
    mount(createFakeClient(script))
    await ask('Can I cancel?')
    await page.getByRole('button', { name: 'Source 1: rental-terms-2026.pdf' }).first().click()
    const dialog = page.getByRole('dialog')
    await expect.element(dialog.getByText('Source 1 of 2')).toBeVisible()
    const quote = (): string =>
      [...host.querySelectorAll('mark')]
        .filter((mark) => mark.className.includes('underline'))
        .map((mark) => mark.textContent)
        .join('')
    await expect.poll(() => quote()).toContain('when wind of 5 Beaufort or more is forecast')
    await dialog.getByRole('button', { name: 'Next source' }).click()
    await expect.element(dialog.getByText('Source 2 of 2')).toBeVisible()
    expect(quote()).toBe('You may cancel free of charge until 18:00 on the day before.')
  })

  it('shows the quoted passage when its document cannot be opened any more', async () => {
    mount(
      createFakeClient({
        ...script,
        failures: { 'knowledge.documentText': { code: 'DOCUMENT_NOT_FOUND', message: 'Gone.', data: {} } },
      }),
    )
    await ask('Can I cancel?')
    await page.getByRole('button', { name: 'Source 2: rental-terms-2026.pdf' }).first().click()
    await expect.element(page.getByRole('dialog').getByText('DOCUMENT_NOT_FOUND')).toBeVisible()
    expect(host.querySelector('[role="dialog"] blockquote')?.textContent).toContain(
      'You may cancel free of charge',
    )
  })

  it('begins a new conversation, opens the old one again, renames and deletes it', async () => {
    const client = createFakeClient(script)
    mount(client)
    await ask('First question')
    await expect.element(page.getByText('2 sources')).toBeVisible()
    await page.getByRole('button', { name: 'New conversation' }).click()
    await expect.element(page.getByText('What must I carry in the boat?')).toBeVisible()
    await page.getByRole('button', { name: 'Conversations' }).click()
    await page.getByRole('button', { name: 'More about “First question”' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByLabelText('Title').fill('Cancelling')
    await userEvent.keyboard('{Enter}')
    await page.getByRole('button', { name: /^Cancelling/ }).click()
    await expect.element(page.getByText('2 sources')).toBeVisible()
    await page.getByRole('button', { name: 'Conversations' }).click()
    await page.getByRole('button', { name: 'More about “Cancelling”' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await expect.element(page.getByRole('dialog').getByText('No earlier conversations')).toBeVisible()
    expect(await client.conversations.list('tideline')).toEqual([])
  })

  it('asks a draft of a builder without leaving conversations behind', async () => {
    const client = createFakeClient({ ...script, apps: [] })
    mount(client, { app: sampleApp })
    await ask('Can I cancel?')
    await expect.element(page.getByText('2 sources')).toBeVisible()
    expect(page.getByRole('button', { name: 'Conversations' }).query()).toBeNull()
    expect((await client.runs.list())[0]).toMatchObject({ isDraft: true })
  })

  it('keeps two chats on one page apart', async () => {
    const client = createFakeClient(script)
    host = document.createElement('div')
    document.body.append(host)
    root = createRoot(host)
    root.render(
      <SkepProvider client={client}>
        <div data-one="" style={{ height: 300 }}>
          <Chat.Panel appId="tideline" />
        </div>
        <div data-two="" style={{ height: 300 }}>
          <Chat.Panel appId="tideline" />
        </div>
      </SkepProvider>,
    )
    const areas = (): HTMLTextAreaElement[] => [...host.querySelectorAll('textarea')]
    await expect.poll(() => host.querySelectorAll('[data-one] li, [data-two] li')).toHaveLength(6)
    await userEvent.type(areas()[0] as HTMLTextAreaElement, 'Only here{Enter}') // the first of two
    await expect.poll(() => host.querySelector('[data-one]')?.textContent).toContain('2 sources')
    expect(host.querySelector('[data-two]')?.textContent).not.toContain('Only here')
  })
})
