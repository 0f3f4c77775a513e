import { Builder } from '@skep/builder'
import type { FakeScript } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { frame } from '../story.ts'
import { searchApp } from './search-app.ts'

const script: FakeScript = {
  apps: [searchApp],
  bases: [
    { id: 'manuals', name: 'Manuals' },
    { id: 'letters', name: 'Letters to customers, in all languages' },
  ],
  models: [
    {
      provider: 'example',
      model: 'example-rerank',
      label: 'Example rerank',
      kind: 'rerank',
      location: 'remote',
      isLanguageModel: false,
      capabilities: [],
    },
  ],
}

const meta: Meta = {
  title: 'Builder/Knowledge search',
  parameters: frame({ script, width: '100%', height: '100vh' }),
  render: () => <Builder.Root appId="search" />,
}
export default meta

const open =
  (title: string): NonNullable<StoryObj['play']> =>
  async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByTitle(title))
    await expect(await canvas.findByRole('textbox', { name: 'Title' })).toHaveValue(title)
  }

export const AsTheBasesAreSet: StoryObj = { play: open('Look it up') }

export const OwnBalance: StoryObj = { play: open('By ranks') }

export const RerankModel: StoryObj = { play: open('Reread') }

export const NoRerankModel: StoryObj = {
  parameters: frame({ script: { ...script, models: [] }, width: '100%', height: '100vh' }),
  play: open('Model missing'),
}
