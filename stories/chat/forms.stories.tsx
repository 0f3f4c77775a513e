import { Chat } from '@skep/chat'
import type { HumanForm, RunEventBody } from '@skep/client'
import { type FakeScript, sampleApp } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { frame } from '../story.ts'

const quote: HumanForm = {
  content: `**Please check this booking** before it goes out.

| Boat | A day |
|---|---:|
| Double kayak | 62 € |

Anything to add?

{{#$output.remark#}}

How shall we tell them?

{{#$output.way_to_answer#}}

{{#$output.papers#}}`,
  fields: [
    { name: 'remark', type: 'paragraph', default: 'See you at the slipway.' },
    { name: 'way_to_answer', type: 'select', options: ['By letter', 'By telephone'] },
    { name: 'papers', type: 'file-list' },
  ],
  actions: [
    { id: 'send', title: 'Book it', style: 'primary' },
    { id: 'change', title: 'Change it', style: 'default' },
    { id: 'drop', title: 'Drop it', style: 'ghost' },
  ],
  expiresAtMs: Date.UTC(2026, 10, 23, 9),
}

const ask = { nodeId: 'ask', executionId: 'ask-1' }
const say = (text: string): RunEventBody => ({
  type: 'text_chunk',
  selector: ['answer', 'answer'],
  text,
  isFinal: true,
  nodeId: 'answer',
  executionId: 'answer-1',
})

const pausing = (form: HumanForm, more: FakeScript = {}): FakeScript => ({
  apps: [sampleApp],
  run: () =>
    [
      say('I have put the booking together. One moment, somebody must look at it.\n\n'),
      { type: 'node_started', nodeType: 'human-input', title: 'Ask', ...ask } as const,
      { type: 'node_paused', form, ...ask } as const,
      { type: 'run_paused', executionIds: ['ask-1'], durationMs: 4 } as const,
    ].map((event) => ({ afterMs: 0, event })),
  resume: () => [
    { afterMs: 0, event: say('It is booked.') },
    { afterMs: 0, event: { type: 'run_succeeded', outputs: {}, durationMs: 9 } },
  ],
  ...more,
})

const begin: NonNullable<StoryObj['play']> = async ({ canvas, userEvent }) => {
  await userEvent.click(await canvas.findByText('What must I carry in the boat?'))
  await expect(await canvas.findByRole('form', { name: 'Form' })).toBeVisible()
}

const meta: Meta = {
  title: 'Chat/Forms',
  parameters: frame({ script: pausing(quote), width: 640, height: '100vh' }),
  render: () => <Chat.Panel appId="tideline" />,
}
export default meta

export const Open: StoryObj = { play: begin }

export const Dark: StoryObj = { globals: { theme: 'dark' }, play: begin }

export const RightToLeft: StoryObj = { globals: { dir: 'rtl' }, play: begin }

export const Narrow: StoryObj = {
  parameters: frame({ script: pausing(quote), width: 360, height: '100vh' }),
  play: begin,
}

const LONG_WORD = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'

export const LongText: StoryObj = {
  parameters: frame({
    script: pausing({
      content: `A sentence that goes on for a while, as people write them, and a ${LONG_WORD}.\n\n{{#$output.who_signs_for_all_in_the_boat#}}\n\n{{#$output.choice#}}`,
      fields: [
        {
          name: 'who_signs_for_all_in_the_boat',
          type: 'paragraph',
          default: LONG_WORD,
        },
        {
          name: 'choice',
          type: 'select',
          options: [`${LONG_WORD} ${LONG_WORD}`],
          default: `${LONG_WORD} ${LONG_WORD}`,
        },
      ],
      actions: [
        { id: 'yes', title: `Yes, and tell everybody about the ${LONG_WORD}`, style: 'primary' },
        { id: 'no', title: 'No, leave it as it is and ask me once more tomorrow', style: 'default' },
      ],
      expiresAtMs: Date.UTC(2026, 10, 23, 9),
    }),
    width: 360,
    height: '100vh',
  }),
  play: begin,
}

export const Sent: StoryObj = {
  play: async (context) => {
    await begin(context)
    await context.userEvent.click(context.canvas.getByRole('button', { name: 'Book it' }))
    await expect(await context.canvas.findByText('Sent: Book it')).toBeVisible()
    await expect(await context.canvas.findByText('It is booked.')).toBeVisible()
  },
}

export const NotTaken: StoryObj = {
  parameters: frame({
    script: pausing(quote, {
      failures: {
        'runs.submitForm': {
          code: 'FORM_NOT_FOUND',
          message: 'Nothing waits for this form any more.',
          data: {},
        },
      },
    }),
    width: 640,
    height: '100vh',
  }),
  play: async (context) => {
    await begin(context)
    await context.userEvent.click(context.canvas.getByRole('button', { name: 'Book it' }))
    await expect(await context.canvas.findByText('Nothing waits for this form any more.')).toBeVisible()
  },
}
