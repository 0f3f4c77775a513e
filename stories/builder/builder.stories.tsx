import { Builder } from '@skep/builder'
import type { FakeScript } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { frame } from '../story.ts'
import { openNode } from './open-node.ts'
import { brokenApp, deskApp, emptyApp, longApp, workflowApp } from './sample-app.ts'
import { failedRun, goodRun, runningRun } from './sample-runs.ts'

const base: FakeScript = {
  apps: [deskApp, workflowApp, brokenApp, emptyApp, longApp(300)],
  bases: [
    { id: 'handbook', name: 'Guest handbook', documentCount: 3 },
    { id: 'tides', name: 'Tide tables 2026', documentCount: 1 },
  ],
  models: [
    {
      provider: 'extractive',
      model: 'extractive',
      label: 'Quote the best sentences',
      kind: 'chat',
      location: 'local',
      isLanguageModel: false,
      description: 'Answers by quoting your documents. Not a language model.',
      capabilities: [],
    },
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
  run: () => goodRun,
}

const meta: Meta = {
  title: 'Builder/Builder',
  parameters: frame({ script: base, width: '100%', height: '100vh' }),
  render: () => <Builder.Root appId="desk" />,
}
export default meta

type Play = NonNullable<StoryObj['play']>

const openRun: Play = async ({ canvas, userEvent }) => {
  await userEvent.click(await canvas.findByRole('button', { name: 'Run' }))
  await userEvent.type(await canvas.findByLabelText('Message'), 'Can I cancel because of the weather?{Enter}')
}

export const SampleApp: StoryObj = {
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('Search the handbook')).toBeVisible()
    await expect(await canvas.findByText('Saved')).toBeVisible()
  },
}

export const Empty: StoryObj = {
  render: () => <Builder.Root appId="empty" />,
  play: async ({ canvas, userEvent }) => {
    await expect(await canvas.findByText('Nothing here yet')).toBeVisible()
    await userEvent.click(canvas.getByRole('option', { name: /^Start/ }))
    await expect(await canvas.findByRole('textbox', { name: 'Title' })).toHaveValue('Start')
  },
}

export const ModelPanel: StoryObj = { play: openNode('Write the answer') }

export const BranchPanel: StoryObj = { play: openNode('Anything found?') }

export const KnowledgePanel: StoryObj = { play: openNode('Search the handbook') }

export const CodePanel: StoryObj = {
  render: () => <Builder.Root appId="report" />,
  play: openNode('Find the highest'),
}

export const StartPanel: StoryObj = {
  render: () => <Builder.Root appId="report" />,
  play: openNode('Start'),
}

export const Long: StoryObj = {
  render: () => <Builder.Root appId="long" />,
  play: async ({ canvas }) => {
    await expect(await canvas.findByDisplayValue('A very long app')).toBeVisible()
  },
}

export const Succeeded: StoryObj = {
  play: async (context) => {
    await openRun(context)
    await waitFor(() => expect(context.canvas.getAllByText('Succeeded')[0]).toBeVisible())
  },
}

export const Running: StoryObj = {
  parameters: frame({ script: { ...base, run: () => runningRun } }),
  play: async (context) => {
    await openRun(context)
    await expect((await context.canvas.findAllByRole('button', { name: 'Stop' }))[0]).toBeVisible()
  },
}

export const Failed: StoryObj = {
  parameters: frame({ script: { ...base, run: () => failedRun } }),
  play: async (context) => {
    await openRun(context)
    await waitFor(() => expect(context.canvas.getAllByText('MODEL_NETWORK')[0]).toBeVisible())
  },
}

export const Problems: StoryObj = {
  render: () => <Builder.Root appId="broken" />,
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('button', { name: /^Checklist \d/ }))
    await expect(await canvas.findByText(/^Steps of the type/)).toBeVisible()
  },
}

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

export const NotSaved: StoryObj = {
  parameters: frame({
    script: {
      ...base,
      failures: {
        'apps.save': {
          code: 'STORAGE_QUOTA',
          message: 'The browser has no room left. Delete documents or free space.',
          data: {},
        },
      },
    },
  }),
  play: async ({ canvas, userEvent }) => {
    await userEvent.type(await canvas.findByRole('textbox', { name: 'Name' }), '!')
    await expect(await canvas.findByRole('button', { name: 'Not saved. Try again' })).toBeVisible()
  },
}

export const ReadOnly: StoryObj = {
  render: () => <Builder.Root appId="desk" isReadOnly />,
  play: openNode('Write the answer'),
}

export const Dark: StoryObj = { globals: { theme: 'dark' }, play: openNode('Write the answer') }

export const DarkRun: StoryObj = { globals: { theme: 'dark' }, play: openRun }

export const RightToLeft: StoryObj = { globals: { dir: 'rtl' }, play: openNode('Anything found?') }

export const Medium: StoryObj = {
  parameters: frame({ script: base, width: 1024, height: 768 }),
  play: openNode('Write the answer'),
}

export const Narrow: StoryObj = {
  parameters: frame({ script: base, width: 390, height: 844 }),
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('list', { name: 'Outline of the workflow' })).toBeVisible()
  },
}

export const NarrowPanel: StoryObj = {
  parameters: frame({ script: base, width: 390, height: 844 }),
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByText('Write the answer'))
    await expect(await canvas.findByRole('textbox', { name: 'Title' })).toHaveValue('Write the answer')
  },
}
