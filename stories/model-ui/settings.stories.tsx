import type { ConnectionReport } from '@skep/client'
import { Models } from '@skep/model-ui'
import {
  sampleDevice,
  sampleDownloads,
  sampleModels,
  samplePresets,
  sampleProviders,
} from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { frame } from '../story.ts'

const FULL = {
  models: sampleModels,
  providers: sampleProviders,
  presets: samplePresets,
  downloads: sampleDownloads,
  device: sampleDevice,
  modelSettings: {
    defaults: { chat: { provider: 'ollama', model: 'llama3.2' } },
    fallback: [
      {
        models: [
          { provider: 'in-browser', model: 'smollm2-360m' },
          { provider: 'extractive', model: 'extractive' },
        ],
      },
    ],
    budget: { perDay: { money: { amount: 5, currency: 'USD' } } },
  },
  budget: {
    spent: {
      requests: 128,
      inputTokens: 412_300,
      outputTokens: 68_900,
      costs: [{ amount: 3.42, currency: 'USD' }],
      unpricedTokens: 15_300,
    },
  },
}

const meta: Meta = {
  title: 'Models/Settings',
  parameters: frame({ script: FULL, width: 900, height: 720 }),
  render: () => <Models.Settings open onOpenChange={() => {}} />,
}
export default meta

type Play = NonNullable<StoryObj['play']>

/** From the list to the form of a preset. */
const add =
  (preset: RegExp): Play =>
  async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Add a connection' }))
    await userEvent.click(await canvas.findByRole('button', { name: preset }))
    await expect(await canvas.findByLabelText('Name')).toBeVisible()
  }

const test: Play = async (context) => {
  await add(/^Ollama/)(context)
  await context.userEvent.click(await context.canvas.findByRole('button', { name: 'Test' }))
}

const failing = (connection: ConnectionReport): StoryObj => ({
  parameters: frame({ script: { ...FULL, connection }, width: 900, height: 720 }),
  play: test,
})

export const Connections: StoryObj = {}
export const Empty: StoryObj = {
  parameters: frame({ script: { presets: samplePresets }, width: 900, height: 720 }),
}
export const Loading: StoryObj = {
  parameters: frame({ script: { hanging: ['models.list'] }, width: 900, height: 720 }),
}
export const Failing: StoryObj = {
  parameters: frame({
    script: {
      failures: {
        'models.list': { code: 'WORKER_LOST', message: 'The engine stopped. Try again.', data: {} },
      },
    },
    width: 900,
    height: 720,
  }),
}
export const Presets: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Add a connection' }))
    await expect(await canvas.findByRole('button', { name: /^Anthropic/ })).toBeVisible()
  },
}
export const NewConnection: StoryObj = { play: add(/^OpenAI/) }
export const Azure: StoryObj = { play: add(/^Azure/) }
export const Tested: StoryObj = {
  parameters: frame({
    script: {
      ...FULL,
      connection: {
        ok: true,
        latencyMs: 84,
        models: ['llama3.2', 'nomic-embed-text', 'qwen3:4b', 'mistral-small:24b-instruct-2501-q4_K_M'],
      },
    },
    width: 900,
    height: 720,
  }),
  play: test,
}
export const Cors: StoryObj = failing({
  ok: false,
  models: [],
  cause: 'cors',
  hint: 'Start it with OLLAMA_ORIGINS set to the address of this page.',
  error: {
    code: 'MODEL_NETWORK',
    message: 'The connection "ollama" could not be reached from this page.',
    data: {},
  },
})
export const RateLimit: StoryObj = failing({
  ok: false,
  models: [],
  cause: 'rate-limit',
  hint: 'The connection works. Wait a moment, or lower its limits.',
  error: { code: 'MODEL_RATE_LIMIT', message: 'The provider asks to wait 20 seconds.', data: {} },
})
export const Removing: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'More about OpenAI' }))
    await userEvent.click(await canvas.findByRole('menuitem', { name: 'Remove' }))
    const title = await canvas.findByText('Remove this connection?')
    await waitFor(() => expect(title).toBeVisible())
  },
}
export const Defaults: StoryObj = {
  render: () => <Models.Settings open onOpenChange={() => {}} defaultTab="choices" />,
}
export const BudgetAndCache: StoryObj = {
  render: () => <Models.Settings open onOpenChange={() => {}} defaultTab="limits" />,
}
export const ThisBrowser: StoryObj = {
  render: () => <Models.Settings open onOpenChange={() => {}} defaultTab="browser" />,
}
export const Dark: StoryObj = { globals: { theme: 'dark' }, play: add(/^OpenAI/) }
export const RightToLeft: StoryObj = { globals: { dir: 'rtl' }, play: add(/^OpenAI/) }
export const Panel: StoryObj = {
  parameters: frame({ script: FULL, width: 340, height: 640 }),
  render: () => <Models.SettingsPanel />,
}
