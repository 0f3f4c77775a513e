import { Builder } from '@skep/builder'
import type { FakeScript } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { frame } from '../story.ts'
import { hookApp, nightlyApp, sortingApp } from './node-app.ts'

const script: FakeScript = {
  apps: [sortingApp, nightlyApp, hookApp],
  models: [
    {
      provider: 'example',
      model: 'example-small',
      label: 'Example small',
      kind: 'chat',
      location: 'remote',
      isLanguageModel: true,
      capabilities: ['tools'],
    },
  ],
}

const meta: Meta = {
  title: 'Builder/Steps',
  parameters: frame({ script, width: '100%', height: '100vh' }),
  render: () => <Builder.Root appId="sorting" />,
}
export default meta

const open =
  (title: string): NonNullable<StoryObj['play']> =>
  async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByTitle(title))
    await expect(await canvas.findByRole('textbox', { name: 'Title' })).toHaveValue(title)
  }

export const Classifier: StoryObj = { play: open('What is it about?') }

export const ParameterExtractor: StoryObj = { play: open('Find the dates') }

export const ListOperator: StoryObj = { play: open('Newest papers') }

export const DocumentExtractor: StoryObj = { play: open('Read them') }

export const FileConditions: StoryObj = { play: open('Any pictures?') }

export const ServerOnly: StoryObj = {
  play: async (context) => {
    await open('Company knowledge')(context)
    await expect(await context.canvas.findByText('This step runs only on a server.')).toBeVisible()
  },
}

export const Schedule: StoryObj = {
  render: () => <Builder.Root appId="nightly" />,
  play: open('Every Friday'),
}

export const Webhook: StoryObj = {
  parameters: frame({ script, width: '100%', height: '100vh' }),
  render: () => <Builder.Root appId="hook" />,
  play: async (context) => {
    await open('An order came')(context)
    await context.userEvent.click(context.canvas.getByRole('button', { name: 'Run' }))
    await expect(await context.canvas.findByRole('spinbutton', { name: /^amount/ })).toBeVisible()
  },
}
