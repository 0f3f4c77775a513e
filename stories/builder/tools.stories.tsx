import { Builder } from '@skep/builder'
import type { FakeScript } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { frame } from '../story.ts'
import { openNode } from './open-node.ts'
import { workflowApp } from './sample-app.ts'
import { hostTools, toolApp } from './tool-app.ts'

const script: FakeScript = {
  apps: [toolApp, workflowApp],
  tools: hostTools,
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
  title: 'Builder/Tools',
  parameters: frame({ script, width: '100%', height: '100vh' }),
  render: () => <Builder.Root appId="harbour" />,
}
export default meta

export const Request: StoryObj = { play: openNode('Ask the harbour') }

/** A form with a file, a key that stands in the app, and an option that only a relay has. */
export const RequestWithWarnings: StoryObj = { play: openNode('Send the papers') }

export const Tool: StoryObj = { play: openNode('Find a berth') }

/** One of its tools is not here. */
export const Agent: StoryObj = {
  play: async (context) => {
    await openNode('Harbour agent')(context)
    const { canvas, userEvent } = context
    await userEvent.click(await canvas.findByRole('button', { name: 'Settings of Find a berth' }))
    await expect(await canvas.findByText('What the agent is told about it')).toBeVisible()
  },
}
