import { Chat } from '@skep/chat'
import type { App, AppFeatures } from '@skep/schema'
import { type FakeScript, sampleAnswer, sampleApp, sampleDocuments } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { frame } from '../story.ts'

function app(features: AppFeatures): App {
  return { ...sampleApp, features: { ...sampleApp.features, ...features } }
}

const features: AppFeatures = {
  followUps: { enabled: true },
  fileUpload: {
    enabled: true,
    types: ['image', 'document'],
    extensions: [],
    methods: ['local_file'],
    maxFiles: 3,
    maxMegabytes: { image: 1 },
  },
}

const questions = [
  'What happens when the wind picks up while we are out?',
  'Is there a refund?',
  'Who decides whether the weather is too bad to go, and until when can I still change my mind without paying for the whole day?',
]

function script(more: FakeScript = {}, extra: AppFeatures = features): FakeScript {
  return {
    apps: [app(extra)],
    bases: [{ id: 'handbook', name: 'Guest handbook' }],
    documents: { handbook: sampleDocuments },
    answer: () => sampleAnswer,
    chunkMs: 1,
    ...more,
  }
}

const answered = script({
  conversations: [
    {
      conversation: { id: 'c', title: 'Can I cancel because of the weather?' },
      messages: [
        {
          role: 'user',
          text: 'Can I cancel because of the weather?',
          files: [
            {
              kind: 'file',
              id: 'f',
              name: 'forecast-for-the-whole-bay-this-weekend.png',
              sizeBytes: 10,
              mimeType: 'image/png',
              extension: '.png',
              type: 'image',
              transferMethod: 'local_file',
            },
          ],
        },
        {
          role: 'assistant',
          text: sampleAnswer.text,
          citations: sampleAnswer.citations ?? [],
          followUps: questions,
        },
      ],
    },
  ],
})

const replaced = script({
  conversations: [
    {
      conversation: { id: 'c', title: 'Opening hours' },
      messages: [
        { role: 'user', text: 'When do you open?' },
        {
          role: 'assistant',
          text: 'From nine to five, every day from April to October.',
          annotation: { id: 'a', question: 'What are your opening hours?', score: 0.94 },
        },
        { role: 'user', text: 'How do I get past the lock of somebody else’s boat?' },
        {
          role: 'assistant',
          text: 'I cannot help with that. Ask me about rentals and safety.',
          replacedBy: 'moderation',
        },
      ],
    },
  ],
})

const meta: Meta = {
  title: 'Chat/Features',
  parameters: frame({ script: answered, width: 640, height: '100vh' }),
  render: () => <Chat.Panel appId="tideline" />,
}
export default meta

export const FollowUps: StoryObj = {
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('list', { name: 'You could ask next' })).toBeVisible()
  },
}

export const FollowUpsDark: StoryObj = { globals: { theme: 'dark' } }

export const FollowUpsNarrow: StoryObj = { parameters: frame({ script: answered, width: 320 }) }

export const FollowUpsRightToLeft: StoryObj = { globals: { dir: 'rtl' } }

export const ReplacedAndWrittenByAPerson: StoryObj = {
  parameters: frame({ script: replaced }),
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('Answer written by a person')).toBeVisible()
  },
}

export const ReplacedDark: StoryObj = { globals: { theme: 'dark' }, parameters: frame({ script: replaced }) }

async function attach(canvasElement: HTMLElement): Promise<void> {
  const input = canvasElement.querySelector<HTMLInputElement>('input[type=file]')
  if (!input) throw new Error('No input for files')
  const data = new DataTransfer()
  data.items.add(
    new File(['x'], 'a-very-long-name-of-a-picture-that-somebody-took-on-the-bay.png', { type: 'image/png' }),
  )
  data.items.add(new File(['x'], 'permit.pdf', { type: 'application/pdf' }))
  data.items.add(new File([new Uint8Array(1_048_577)], 'panorama.png', { type: 'image/png' }))
  data.items.add(new File(['x'], 'waves.mp4', { type: 'video/mp4' }))
  input.files = data.files
  input.dispatchEvent(new Event('change', { bubbles: true }))
}

export const Files: StoryObj = {
  play: async ({ canvas, canvasElement }) => {
    await canvas.findByRole('button', { name: 'Attach files' })
    await attach(canvasElement)
    await expect(await canvas.findByRole('button', { name: 'Remove permit.pdf' })).toBeVisible()
    await expect(canvas.getByRole('alert')).toHaveTextContent('larger than 1 MB')
  },
}

export const FilesNarrowDark: StoryObj = {
  globals: { theme: 'dark' },
  parameters: frame({ script: answered, width: 320 }),
  play: Files.play ?? (() => undefined),
}

export const FilesRightToLeft: StoryObj = { globals: { dir: 'rtl' }, play: Files.play ?? (() => undefined) }

export const FileComingIn: StoryObj = {
  parameters: frame({ script: { ...answered, hanging: ['files.upload'] } }),
  play: async ({ canvas, canvasElement }) => {
    await canvas.findByRole('button', { name: 'Attach files' })
    await attach(canvasElement)
    await expect(await canvas.findByRole('button', { name: 'Remove permit.pdf' })).toBeVisible()
  },
}
