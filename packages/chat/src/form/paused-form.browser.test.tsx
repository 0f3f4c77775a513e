import '@skep/react/styles.css'
import '../styles.css'
import type { FormSubmission, HumanForm, RunEventBody } from '@skep/client'
import { SkepProvider } from '@skep/react'
import { createFakeClient, type FakeClient, type FakeScript, sampleApp } from '@skep/testing/fake-client'
import { StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Chat } from '../chat.ts'

const form: HumanForm = {
  content:
    '**Please check** this quote <img src=x onerror=alert(1)>\n\n{{#$output.note#}}\n\nIt goes out after that.',
  fields: [
    { name: 'note', type: 'paragraph', default: 'Looks fine' },
    { name: 'size', type: 'select', options: ['Small', 'Large'] },
  ],
  actions: [
    { id: 'send', title: 'Send it', style: 'primary' },
    { id: 'drop', title: 'Drop it', style: 'ghost' },
  ],
}
const ask = { nodeId: 'ask', executionId: 'ask-1' }
const answer = { nodeId: 'answer', executionId: 'answer-1' }
const say = (text: string): RunEventBody => ({
  type: 'text_chunk',
  selector: ['answer', 'answer'],
  text,
  isFinal: true,
  ...answer,
})

let root: Root
let host: HTMLElement
let sent: FormSubmission[]

const pausing = (more: FakeScript = {}): FakeClient =>
  createFakeClient({
    apps: [sampleApp],
    run: () =>
      [
        say('One moment. '),
        { type: 'node_started', nodeType: 'human-input', title: 'Ask', ...ask } as const,
        { type: 'node_paused', form, ...ask } as const,
        { type: 'run_paused', executionIds: ['ask-1'], durationMs: 4 } as const,
      ].map((event) => ({ afterMs: 0, event })),
    resume: (submission) => {
      sent.push(submission)
      return [
        { afterMs: 0, event: say('Done.') },
        { afterMs: 0, event: { type: 'run_succeeded', outputs: {}, durationMs: 9 } },
      ]
    },
    ...more,
  })

async function begin(client: FakeClient): Promise<void> {
  sent = []
  host = document.createElement('div')
  host.style.cssText = 'height: 640px; width: 420px'
  document.body.append(host)
  root = createRoot(host)
  root.render(
    <StrictMode>
      <SkepProvider client={client} theme="light">
        <Chat.Panel appId="tideline" />
      </SkepProvider>
    </StrictMode>,
  )
  await userEvent.fill(page.getByRole('textbox', { name: 'Message' }), 'A quote, please')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('form', { name: 'Form' })).toBeVisible()
}

afterEach(() => {
  root.unmount()
  host.remove()
})

it('shows the form of a paused run in the answer, and goes on with what was sent', async () => {
  await begin(pausing())
  await expect.element(page.getByText('The answer goes on after this form.')).toBeVisible()
  const fields = [...host.querySelectorAll('[data-human-form] :is(strong, textarea, p, button)')]
  expect(fields.map((each) => each.tagName)).toEqual(expect.arrayContaining(['STRONG', 'TEXTAREA', 'BUTTON']))
  expect(host.querySelector('[data-human-form] img')).toBeNull()
  await userEvent.fill(page.getByRole('textbox', { name: 'Note' }), 'With a discount')
  await userEvent.click(page.getByRole('button', { name: 'Send it' }))
  await expect.poll(() => host.querySelector('article:last-of-type')?.textContent).toContain('Done.')
  expect(sent).toEqual([{ actionId: 'send', inputs: { note: 'With a discount' } }])
  await expect.element(page.getByText('Sent: Send it')).toBeVisible()
  await expect.element(page.getByRole('textbox', { name: 'Note' })).toBeDisabled()
  const shown = host.querySelector('[data-human-form]')
  expect(shown?.previousElementSibling?.textContent).toBe('One moment. ')
  expect(shown?.nextElementSibling?.textContent).toBe('Done.')
})

it('keeps what was filled in when the form cannot be sent', async () => {
  await begin(
    pausing({
      failures: {
        'runs.submitForm': {
          code: 'FORM_NOT_FOUND',
          message: 'Nothing waits for this form any more.',
          data: {},
        },
      },
    }),
  )
  await userEvent.fill(page.getByRole('textbox', { name: 'Note' }), 'Typed')
  await userEvent.click(page.getByRole('button', { name: 'Drop it' }))
  await expect.element(page.getByText('Nothing waits for this form any more.')).toBeVisible()
  await expect.element(page.getByRole('textbox', { name: 'Note' })).toHaveValue('Typed')
})

it('goes on when the stream had ended in the meantime', async () => {
  const client = pausing()
  const { events } = client.runs
  let opened = 0
  await begin({
    ...client,
    runs: {
      ...client.runs,
      async *events(runId, options) {
        opened += 1
        for await (const event of events(runId, options)) {
          yield event
          if (event.type === 'run_paused') return
        }
      },
    },
  })
  await userEvent.click(page.getByRole('button', { name: 'Send it' }))
  await expect.poll(() => host.querySelector('article:last-of-type')?.textContent).toContain('Done.')
  expect(opened).toBe(2)
})

it('ends with the run when the visitor stops it', async () => {
  await begin(pausing())
  await userEvent.click(page.getByRole('button', { name: 'Stop' }))
  await expect.element(page.getByText('This form is no longer open.')).toBeVisible()
  await expect.poll(() => page.getByRole('button', { name: 'Send it' }).query()).toBeNull()
})
