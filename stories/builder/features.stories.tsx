import { Builder } from '@skep/builder'
import type { App } from '@skep/schema'
import { sampleApp, sampleModels } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { type ReactElement, useState } from 'react'
import { expect } from 'storybook/test'
import { frame } from '../story.ts'

const app: App = {
  ...sampleApp,
  features: {
    ...sampleApp.features,
    followUps: { enabled: true },
    fileUpload: {
      enabled: true,
      types: ['image', 'custom'],
      extensions: ['.csv'],
      methods: ['local_file'],
      maxFiles: 3,
    },
    moderation: {
      enabled: true,
      method: { type: 'keywords', keywords: ['refund hack'] },
      inputs: { enabled: true, presetReply: 'I cannot talk about that.' },
      outputs: { enabled: true, presetReply: '' },
    },
    annotationReply: { enabled: true, scoreThreshold: 0.9 },
    textToSpeech: { enabled: true, language: 'en-US' },
  },
}

function Panel(): ReactElement {
  const [now, setNow] = useState(app)
  return <Builder.Root app={now} onAppChange={setNow} />
}

const meta: Meta = {
  title: 'Builder/Features',
  parameters: frame({
    script: {
      apps: [app],
      bases: [{ id: 'handbook', name: 'Guest handbook' }],
      models: sampleModels,
      annotations: [
        {
          question: 'What are your opening hours in the winter, when the days are short?',
          answer: 'From ten to four, every day but Monday. The office stays open for calls until six.',
          hitCount: 4,
        },
      ],
    },
    width: 1200,
    height: '100vh',
  }),
  render: () => <Panel />,
}
export default meta

export const Panels: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click((await canvas.findAllByRole('button', { name: 'More' }))[0] as HTMLElement) // findAll found one
    await userEvent.click(await canvas.findByRole('menuitem', { name: 'Variables and settings' }))
    const list = await canvas.findByRole('list', { name: 'Stored answers of this app' })
    list.scrollIntoView({ block: 'center' })
    await expect(list).toBeVisible()
  },
}

export const Dark: StoryObj = { globals: { theme: 'dark' }, play: Panels.play ?? (() => undefined) }

export const RightToLeft: StoryObj = { globals: { dir: 'rtl' }, play: Panels.play ?? (() => undefined) }
