import { sampleDocuments } from '@skep/testing/fake-client'
import { Knowledge } from '@skep/uploader'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { frame } from '../story.ts'

const meta: Meta = {
  title: 'Uploader/Search',
  parameters: frame({
    script: { bases: [{ id: 'handbook', name: 'Guest handbook' }], documents: { handbook: sampleDocuments } },
    width: 640,
    padding: 20,
  }),
  render: () => <Knowledge.Search knowledgeIds={['handbook']} />,
}
export default meta

export const Idle: StoryObj = {}

export const Found: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.type(
      canvas.getByRole('searchbox', { name: 'Try a question' }),
      'What does a double kayak cost?{Enter}',
    )
    await expect(await canvas.findByText(/Double kayak: 39 euros/)).toBeVisible()
  },
}

export const Explained: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.type(
      canvas.getByRole('searchbox', { name: 'Try a question' }),
      'What does a double kayak cost?{Enter}',
    )
    const [why] = await canvas.findAllByText('Why it stands here')
    if (why) await userEvent.click(why)
    await expect(canvas.getByText(/^Returned at place 1$/)).toBeVisible()
  },
}

export const NothingFound: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.type(canvas.getByRole('searchbox', { name: 'Try a question' }), 'zeppelin{Enter}')
    await expect(await canvas.findByText('No passage found')).toBeVisible()
  },
}

export const Dark: StoryObj = { globals: { theme: 'dark' }, play: Found.play ?? (async () => {}) }
