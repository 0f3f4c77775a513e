import { Builder, definePanel, Section, TemplateField } from '@skep/builder'
import { TextField } from '@skep/react/ui'
import { type App, createApp, defineNode } from '@skep/schema'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { Mail } from 'lucide-react'
import { useState } from 'react'
import { expect } from 'storybook/test'
import * as z from 'zod/mini'
import { frame } from '../story.ts'

type MailConfig = {
  readonly to: string
  readonly text: string
}

/** A node type of a host's own: its data face … */
const mailNode = defineNode<MailConfig>({
  type: 'mail',
  version: 1,
  category: 'tool',
  config: z.object({ to: z.string(), text: z.string() }),
  defaults: { to: '', text: '' },
  outputs: () => [{ name: 'sent', type: 'boolean' }],
  uses: () => [],
})

/** … and its face in the builder, with the same parts that the built-in types use. */
const mailPanel = definePanel(mailNode, {
  icon: Mail,
  title: 'Send a mail',
  description: 'Writes to somebody',
  summary: ({ config }) => <p>{config.to || 'Nobody yet'}</p>,
  Panel: ({ config, set }) => (
    <Section title="Mail">
      <TextField label="To" value={config.to} onValueChange={(to) => set(['to'], to)} />
      <TemplateField label="Text" value={config.text} onValueChange={(text) => set(['text'], text)} />
    </Section>
  ),
})

const NODES = [mailNode]
const PANELS = [mailPanel]
const start: App = createApp({ id: 'own', mode: 'workflow', name: 'With a node of our own' })

const meta: Meta = {
  title: 'Builder/Own node type',
  parameters: frame({ width: '100%', height: '100vh' }),
  render: () => {
    const [app, setApp] = useState(start)
    return <Builder.Root app={app} onAppChange={setApp} nodes={NODES} panels={PANELS} />
  },
}
export default meta

export const AddAndFill: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('option', { name: /^Send a mail/ }))
    await userEvent.type(await canvas.findByRole('textbox', { name: 'To' }), 'desk@harbour.example')
    await expect(await canvas.findByText('desk@harbour.example')).toBeVisible()
  },
}
