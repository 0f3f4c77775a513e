import { Chat } from '@skep/chat'
import {
  type FakeScript,
  sampleAnswer,
  sampleApp,
  sampleDocuments,
  sampleLongAnswer,
} from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { frame } from '../story.ts'

const base: FakeScript = {
  apps: [sampleApp],
  bases: [{ id: 'handbook', name: 'Guest handbook' }],
  documents: { handbook: sampleDocuments },
  answer: () => sampleAnswer,
  chunkMs: 4,
}

const answered: FakeScript = {
  ...base,
  conversations: [
    {
      conversation: { id: 'c1', title: 'Can I cancel because of the weather?' },
      messages: [
        { role: 'user', text: 'Can I cancel because of the weather?' },
        { role: 'assistant', text: sampleAnswer.text, citations: sampleAnswer.citations ?? [] },
      ],
    },
  ],
}

const long: FakeScript = {
  ...base,
  conversations: [
    ...Array.from({ length: 24 }, (_, index) => ({
      conversation: {
        id: `old-${index}`,
        title: `${['Opening hours in October', 'Do you rent wetsuits, and in which sizes are they there for children?', 'Seal bank tour'][index % 3]}`,
        updatedAtMs: Date.UTC(2026, 9, 20 - (index % 18), 9, index),
      },
      messages: [],
    })),
    {
      conversation: { id: 'long', title: 'Planning a whole day on the bay with two children and a dog' },
      messages: [
        {
          role: 'user' as const,
          text: 'We are two adults, two children of 7 and 11 and a dog. Please plan a whole day on the bay for us: when to start, what to take, what it costs, and what happens when the weather turns.',
        },
        {
          role: 'assistant' as const,
          text: sampleLongAnswer.text,
          citations: sampleLongAnswer.citations ?? [],
        },
        { role: 'user' as const, text: 'And cancelling?' },
        { role: 'assistant' as const, text: sampleAnswer.text, citations: sampleAnswer.citations ?? [] },
      ],
    },
  ],
}

const meta: Meta = {
  title: 'Chat/Panel',
  parameters: frame({ script: base, width: 640, height: '100vh' }),
  render: () => <Chat.Panel appId="tideline" />,
}
export default meta

export const Empty: StoryObj = {
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('What must I carry in the boat?')).toBeVisible()
  },
}

export const Answered: StoryObj = { parameters: frame({ script: answered }) }

export const AskAndAnswer: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.type(await canvas.findByLabelText('Message'), 'Can I cancel?')
    await waitFor(() => expect(canvas.getByRole('button', { name: 'Send' })).toBeEnabled())
    await userEvent.keyboard('{Enter}')
    await expect(await canvas.findByText('2 sources')).toBeVisible()
    await userEvent.click(
      canvas.getAllByRole('button', { name: 'Source 1: rental-terms-2026.pdf' })[0] as HTMLElement,
    ) // findBy proved it is there
    const dialog = await canvas.findByRole('dialog')
    await waitFor(() => expect(dialog.querySelector('mark')).toBeVisible())
    await expect(dialog).toHaveTextContent('Source 1 of 2')
  },
}

export const Streaming: StoryObj = {
  parameters: frame({ script: { ...base, answer: () => ({ ...sampleLongAnswer, chunkMs: 40 }) } }),
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByText('What must I carry in the boat?'))
    await expect(await canvas.findByText('Planning a day on the bay')).toBeVisible()
    await expect(canvas.getByRole('button', { name: 'Stop' })).toBeVisible()
  },
}

export const WaitingForAStep: StoryObj = {
  parameters: frame({
    script: {
      ...base,
      answer: () => ({
        ...sampleAnswer,
        steps: [
          { nodeId: 'r', nodeType: 'knowledge-retrieval', title: 'Search the handbook', durationMs: 60_000 },
        ],
      }),
    },
  }),
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByText('What must I carry in the boat?'))
    await waitFor(() => expect(canvas.getByText('Search the handbook')).toBeVisible())
  },
}

export const StoppedByTheReader: StoryObj = {
  parameters: frame({ script: { ...base, answer: () => ({ ...sampleLongAnswer, chunkMs: 30 }) } }),
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByText('What must I carry in the boat?'))
    await canvas.findByText('Planning a day on the bay')
    await userEvent.click(canvas.getByRole('button', { name: 'Stop' }))
    await expect(await canvas.findByText('Stopped')).toBeVisible()
  },
}

export const LongWithConversations: StoryObj = { parameters: frame({ script: long, width: 1200 }) }

export const Loading: StoryObj = {
  parameters: frame({ script: { ...base, hanging: ['apps.get'] } }),
}

export const AppIsGone: StoryObj = {
  parameters: frame({
    script: {
      ...base,
      failures: {
        'apps.get': { code: 'APP_NOT_FOUND', message: 'This app is not here any more.', data: {} },
      },
    },
  }),
}

export const ErrorInPlace: StoryObj = {
  parameters: frame({
    script: {
      ...base,
      answer: () => ({
        text: 'The double kayak costs',
        error: {
          code: 'MODEL_STREAM_INTERRUPTED',
          message: 'The connection to the model broke off. Check the network and try again.',
          data: {},
        },
      }),
    },
  }),
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByText('What must I carry in the boat?'))
    await expect(await canvas.findByText('MODEL_STREAM_INTERRUPTED')).toBeVisible()
    await expect(canvas.getByRole('button', { name: 'Try again' })).toBeVisible()
  },
}

export const NoPassageFound: StoryObj = {
  parameters: frame({
    script: {
      ...base,
      run: () => [
        {
          afterMs: 10,
          event: { type: 'citations', citations: [], nodeId: 'retrieval', executionId: 'retrieval-1' },
        },
        {
          afterMs: 10,
          event: {
            type: 'text_chunk',
            selector: ['llm', 'text'],
            text: 'The documents say nothing about that.',
            isFinal: true,
            nodeId: 'llm',
            executionId: 'llm-1',
          },
        },
        { afterMs: 0, event: { type: 'run_succeeded', outputs: {}, durationMs: 20 } },
      ],
    },
  }),
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByText('What must I carry in the boat?'))
    await expect(await canvas.findByText('No passage found in the documents.')).toBeVisible()
  },
}

export const Dark: StoryObj = {
  parameters: frame({ script: long, width: 1200 }),
  globals: { theme: 'dark' },
}

export const Narrow: StoryObj = { parameters: frame({ script: long, width: 390 }) }

const rtl: FakeScript = {
  ...base,
  apps: [
    {
      ...sampleApp,
      name: 'שולחן השירות',
      features: {
        openingStatement: 'שלום. אני מכיר את תנאי ההשכרה.',
        suggestedQuestions: ['אפשר לבטל בגלל מזג האוויר?'],
      },
    },
  ],
  conversations: [
    {
      conversation: { id: 'r1', title: 'אפשר לבטל בגלל מזג האוויר?' },
      messages: [
        { role: 'user', text: 'אפשר לבטל בגלל מזג האוויר?' },
        {
          role: 'assistant',
          text: 'כן. **כשצפויה רוח של 5 בופור ומעלה** אפשר לבטל עד ההתחלה ולקבל את כל הסכום בחזרה [1].\n\n- עד 18:00 ביום שלפני: ללא תשלום [2]',
          citations: sampleAnswer.citations ?? [],
        },
      ],
    },
  ],
}

export const RightToLeft: StoryObj = { parameters: frame({ script: rtl }), globals: { dir: 'rtl' } }
