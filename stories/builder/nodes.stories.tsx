import { Builder } from '@skep/builder'
import type { FakeScript } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { frame } from '../story.ts'
import { badCodeApp, hookApp, nightlyApp, sortingApp, twoTriggersApp } from './node-app.ts'
import { openNode } from './open-node.ts'

const script: FakeScript = {
  apps: [sortingApp, nightlyApp, hookApp, twoTriggersApp, badCodeApp],
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

export const Classifier: StoryObj = { play: openNode('What is it about?') }

export const ParameterExtractor: StoryObj = { play: openNode('Find the dates') }

export const ListOperator: StoryObj = { play: openNode('Newest papers') }

export const DocumentExtractor: StoryObj = { play: openNode('Read them') }

export const FileConditions: StoryObj = { play: openNode('Any pictures?') }

export const ServerOnly: StoryObj = {
  play: async (context) => {
    await openNode('Company knowledge')(context)
    await expect(await context.canvas.findByText('This step runs only on a server.')).toBeVisible()
  },
}

export const Schedule: StoryObj = {
  render: () => <Builder.Root appId="nightly" />,
  play: openNode('Every Friday'),
}

export const Webhook: StoryObj = {
  parameters: frame({ script, width: '100%', height: '100vh' }),
  render: () => <Builder.Root appId="hook" />,
  play: async (context) => {
    await openNode('An order came')(context)
    await context.userEvent.click(context.canvas.getByRole('button', { name: 'Run' }))
    await expect(await context.canvas.findByRole('spinbutton', { name: /^amount/ })).toBeVisible()
  },
}

export const SeveralTriggers: StoryObj = {
  render: () => <Builder.Root appId="two-triggers" />,
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Run' }))
    await expect(await canvas.findByRole('combobox', { name: 'Begins with' })).toBeVisible()
  },
}

const unreadable: NonNullable<FakeScript['validate']> = (app) =>
  app.id === 'bad-code'
    ? [
        {
          code: 'CODE_SYNTAX',
          severity: 'error',
          nodeId: 'code',
          path: ['code'],
          params: { reason: "'(' was never closed", line: 3 },
        },
      ]
    : []

export const UnreadableCode: StoryObj = {
  parameters: frame({ script: { ...script, validate: unreadable }, width: '100%', height: '100vh' }),
  render: () => <Builder.Root appId="bad-code" />,
  play: async (context) => {
    await openNode('Find the highest')(context)
    await expect(await context.canvas.findByText("Line 3: '(' was never closed")).toBeVisible()
  },
}

export const DarkUnreadableCode: StoryObj = { ...UnreadableCode, globals: { theme: 'dark' } }
