import { Models } from '@skep/model-ui'
import { sampleDownloads, sampleProviders } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { frame } from '../story.ts'

const SCRIPT = { downloads: sampleDownloads, providers: sampleProviders, downloadMs: 4000 }

const meta: Meta = {
  title: 'Models/Downloads',
  parameters: frame({ script: SCRIPT, width: 620, padding: 16 }),
  render: () => <Models.Downloads />,
}
export default meta

export const EveryState: StoryObj = {}
export const Running: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('button', { name: /^Download BGE/ }))
    await expect(await canvas.findByRole('button', { name: 'Pause BGE reranker base' })).toBeVisible()
  },
}
export const Deleting: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Delete SmolLM2 360M' }))
    const title = await canvas.findByText('Delete this model from the browser?')
    await waitFor(() => expect(title).toBeVisible())
  },
}
export const Empty: StoryObj = { parameters: frame({ script: {}, width: 480, padding: 16 }) }
export const Loading: StoryObj = {
  parameters: frame({ script: { hanging: ['models.downloads'] }, width: 480, padding: 16 }),
}
export const Failing: StoryObj = {
  parameters: frame({
    script: {
      failures: {
        'models.downloads': {
          code: 'STORAGE_UNAVAILABLE',
          message: 'This browser does not let the page store anything. Leave private mode and load again.',
          data: {},
        },
      },
    },
    width: 480,
    padding: 16,
  }),
}
export const Dark: StoryObj = { globals: { theme: 'dark' } }
export const RightToLeft: StoryObj = { globals: { dir: 'rtl' } }
export const Narrow: StoryObj = { parameters: frame({ script: SCRIPT, width: 320, padding: 8 }) }
export const Long: StoryObj = {
  parameters: frame({
    script: {
      downloads: Array.from({ length: 60 }, (_, index) => ({
        provider: 'in-browser',
        model: `model-${index}`,
        label: `A model with a long name that says everything about its size and its tuning, number ${index}`,
        state: 'absent',
        loadedBytes: 0,
        ...(index % 3 === 0 ? {} : { totalBytes: 30_000_000 * (index + 1) }),
        canResume: true,
      })),
    },
    width: 480,
    height: 480,
    padding: 16,
  }),
  render: () => <Models.Downloads className="sk:h-full" />,
}
