import { Builder } from '@skep/builder'
import type { FakeScript } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { frame } from '../story.ts'
import { emptyContainerApp, longTextApp, noticesApp, pinnedApp } from './container-app.ts'
import { afterForm, failedRoundRun, pausedRun, roundRun } from './container-runs.ts'
import { openNode } from './open-node.ts'

const base: FakeScript = {
  apps: [noticesApp, emptyContainerApp, pinnedApp, longTextApp],
  run: () => pausedRun,
  resume: () => afterForm,
}

const meta: Meta = {
  title: 'Builder/Containers',
  parameters: frame({ script: base, width: '100%', height: '100vh' }),
  render: () => <Builder.Root appId="notices" />,
}
export default meta

type Play = NonNullable<StoryObj['play']>

const run: Play = async ({ canvas, userEvent }) => {
  await userEvent.click(await canvas.findByRole('button', { name: 'Run' }))
  await userEvent.type(await canvas.findByLabelText(/^What it is about/), 'The slipway is closed')
  await userEvent.type(await canvas.findByLabelText(/^Berths/), 'A 12')
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
}

export const ForEach: StoryObj = { play: openNode('For each berth') }

export const Empty: StoryObj = {
  render: () => <Builder.Root appId="empty-container" />,
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('button', { name: 'Add the first step of a round' })).toBeVisible()
  },
}

export const InOutline: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('tab', { name: 'Outline' }))
    await userEvent.click(await canvas.findByRole('button', { name: /^Shorten the summary/ }))
    await expect(await canvas.findByText('Stops when')).toBeVisible()
  },
}

export const InRound: StoryObj = {
  parameters: frame({ script: { ...base, run: () => roundRun } }),
  play: async (context) => {
    await run(context)
    await expect(await context.canvas.findByText('Round 2 of 3')).toBeVisible()
  },
}

export const FailedRound: StoryObj = {
  parameters: frame({ script: { ...base, run: () => failedRoundRun } }),
  play: async (context) => {
    await run(context)
    await waitFor(() => expect(context.canvas.getAllByText('TEMPLATE_FAILED')[0]).toBeVisible())
  },
}

export const Paused: StoryObj = {
  play: async (context) => {
    await run(context)
    await expect(await context.canvas.findByRole('button', { name: 'Send them' })).toBeVisible()
  },
}

export const WentOn: StoryObj = {
  play: async (context) => {
    await run(context)
    const { canvas, userEvent } = context
    await userEvent.type(await canvas.findByRole('textbox', { name: 'Remark' }), 'Mind the ferry.')
    await userEvent.click(canvas.getByRole('button', { name: 'Send them' }))
    await expect(await canvas.findByText('Ended by its condition')).toBeVisible()
  },
}

export const FormPanel: StoryObj = {
  render: () => <Builder.Root appId="empty-container" />,
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('tab', { name: 'Outline' }))
    await userEvent.click(await canvas.findByRole('button', { name: /^Harbour master agrees/ }))
    await expect(await canvas.findByRole('button', { name: 'Send them' })).toBeInTheDocument()
  },
}

export const Pinned: StoryObj = {
  render: () => <Builder.Root appId="pinned" />,
  play: async (context) => {
    await openNode('List the berths')(context)
    await context.userEvent.click(context.canvas.getByRole('tab', { name: 'Last run' }))
    await expect(await context.canvas.findByText('Pinned output')).toBeVisible()
  },
}

export const Dark: StoryObj = { globals: { theme: 'dark' }, play: openNode('For each berth') }

export const DarkPaused: StoryObj = { globals: { theme: 'dark' }, play: run }

export const RightToLeft: StoryObj = { globals: { dir: 'rtl' }, play: openNode('For each berth') }

export const Narrow: StoryObj = {
  parameters: frame({ script: base, width: 390, height: 844 }),
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('button', { name: /^Cut a sentence/ })).toBeVisible()
  },
}

const LONG_TITLE = 'Look up the skipper who signed for this berth, and the one who paid for it last year'

export const LongText: StoryObj = {
  render: () => <Builder.Root appId="long-text" />,
  play: openNode(LONG_TITLE),
}

export const LongTextRun: StoryObj = {
  parameters: frame({ script: { ...base, run: () => roundRun } }),
  render: () => <Builder.Root appId="long-text" />,
  play: InRound.play ?? (() => undefined),
}

export const LongTextRightToLeft: StoryObj = { ...LongText, globals: { dir: 'rtl' } }
