import { Builder } from '@skep/builder'
import type { FakeScript } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { frame } from '../story.ts'
import { openNode } from './open-node.ts'
import { searchApp } from './search-app.ts'

const script: FakeScript = {
  apps: [searchApp],
  bases: [
    {
      id: 'manuals',
      name: 'Manuals',
      metadataFields: [
        { name: 'year', type: 'number' },
        { name: 'department', type: 'string' },
      ],
    },
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

export const AsTheBasesAreSet: StoryObj = { play: openNode('Look it up') }

export const OwnBalance: StoryObj = { play: openNode('By ranks') }

export const RerankModel: StoryObj = { play: openNode('Reread') }

export const NoRerankModel: StoryObj = {
  parameters: frame({ script: { ...script, models: [] }, width: '100%', height: '100vh' }),
  play: openNode('Model missing'),
}

/** One field is in a base, the other in none. */
export const Filtered: StoryObj = {
  play: async (context) => {
    await openNode('Only this year')(context)
    await expect(await context.canvas.findByText('In no chosen base')).toBeVisible()
  },
}

export const DarkFiltered: StoryObj = { ...Filtered, globals: { theme: 'dark' } }

export const RightToLeftFiltered: StoryObj = { ...Filtered, globals: { dir: 'rtl' } }
