import type { ModelPart, ModelRequest } from '@skep/client'
import { Models } from '@skep/model-ui'
import { fromErrorData } from '@skep/schema'
import { sampleModels, samplePresets, sampleProviders } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { frame } from '../story.ts'

const PROMPT = 'How long may a rented kayak stay out, and what does a day cost?'
const ANSWERS: Readonly<Record<string, string>> = {
  'gpt-4o-mini':
    'A kayak may stay out **until sunset**.\n\n| Kayak | per day |\n| --- | --- |\n| Single | 38 € |\n| Double | 54 € |',
  'gpt-4.1':
    'Rentals end at sunset; the desk closes half an hour later.\n\n1. A single kayak costs 38 € a day.\n2. A double costs 54 €.\n\nA second day costs half.',
  'llama3.2': 'You can keep the kayak for the whole day. Prices start at around 38 €.',
}

function answer({ model, provider }: ModelRequest): readonly ModelPart[] {
  if (model === 'smollm2-360m') {
    throw fromErrorData({
      code: 'MODEL_LOAD_FAILED',
      message: 'The model could not be loaded: the device has too little memory. Choose a smaller one.',
      data: {},
    })
  }
  const text = ANSWERS[model] ?? `This is ${model} speaking.`
  const isRemote = provider === 'openai'
  return [
    ...(model === 'gpt-4.1'
      ? [{ type: 'reasoning', text: 'The terms say sunset. The price list says 38 and 54 euros.' } as const]
      : []),
    ...text.split(/(?<= )/).map((piece) => ({ type: 'text', text: piece }) as const),
    {
      type: 'finish',
      reason: 'stop',
      usage: {
        inputTokens: 64,
        outputTokens: Math.ceil(text.length / 4),
        ...(isRemote
          ? { cost: { amount: (model === 'gpt-4.1' ? 20 : 1) * 0.0000214, currency: 'USD' } }
          : { isEstimate: true }),
      },
      answeredBy: { provider, model, reason: 'asked' },
    },
  ]
}

const SCRIPT = {
  models: sampleModels,
  providers: sampleProviders,
  presets: samplePresets,
  chat: answer,
  chunkMs: 4,
}
const FOUR = [
  { provider: 'openai', model: 'gpt-4o-mini' },
  { provider: 'openai', model: 'gpt-4.1' },
  { provider: 'ollama', model: 'llama3.2' },
  { provider: 'in-browser', model: 'smollm2-360m' },
]

const meta: Meta = {
  title: 'Models/Compare',
  parameters: frame({ script: SCRIPT, width: 1160, padding: 16 }),
  render: () => <Models.Compare defaultModels={FOUR} defaultPrompt={PROMPT} />,
}
export default meta

const ask: NonNullable<StoryObj['play']> = async ({ canvas, userEvent }) => {
  await userEvent.click(await canvas.findByRole('button', { name: 'Ask all' }))
  await expect(await canvas.findByText('MODEL_LOAD_FAILED')).toBeVisible()
  await canvas.findByRole('button', { name: 'Ask all' })
}

export const Empty: StoryObj = { render: () => <Models.Compare /> }
export const Chosen: StoryObj = {}
export const Answered: StoryObj = { play: ask }
export const Waiting: StoryObj = {
  parameters: frame({ script: { ...SCRIPT, hanging: ['models.chat'] }, width: 1160, padding: 16 }),
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Ask all' }))
    await expect(await canvas.findByRole('button', { name: 'Stop all' })).toBeVisible()
  },
}
export const Long: StoryObj = {
  parameters: frame({
    script: {
      ...SCRIPT,
      chunkMs: 0,
      chat: ({ model }) => [
        { type: 'text', text: `## ${model}\n\n${'A sentence that goes on for a while. '.repeat(120)}` },
        {
          type: 'finish',
          reason: 'length',
          usage: { inputTokens: 128_412, outputTokens: 65_536, isEstimate: true },
          answeredBy: { provider: 'ollama', model: 'llama3.2', reason: 'fallback' },
        },
      ],
    },
    width: 1160,
    padding: 16,
  }),
  render: () => (
    <Models.Compare
      defaultModels={FOUR.slice(0, 2)}
      defaultPrompt={`${PROMPT} `.repeat(12)}
      defaultInstructions="Answer from the terms alone. Say so when they do not tell."
    />
  ),
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Ask all' }))
    await expect((await canvas.findAllByText('It ended at its longest answer.')).length).toBe(2)
  },
}
export const Dark: StoryObj = { globals: { theme: 'dark' }, play: ask }
export const RightToLeft: StoryObj = { globals: { dir: 'rtl' }, play: ask }
export const Narrow: StoryObj = {
  parameters: frame({ script: SCRIPT, width: 360, padding: 12 }),
  play: ask,
}
