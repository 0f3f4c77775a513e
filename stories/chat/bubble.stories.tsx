import { Chat } from '@skep/chat'
import { sampleAnswer, sampleApp, sampleDocuments } from '@skep/testing/fake-client'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { frame } from '../story.ts'

const meta: Meta = {
  title: 'Chat/Bubble',
  parameters: frame({
    script: {
      apps: [sampleApp],
      bases: [{ id: 'handbook', name: 'Guest handbook' }],
      documents: { handbook: sampleDocuments },
      answer: () => sampleAnswer,
      chunkMs: 4,
    },
    height: 760,
  }),
  render: () => <Chat.Bubble appId="tideline" />,
}
export default meta

export const Closed: StoryObj = {}

export const OpensAndCloses: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Open chat' }))
    await waitFor(() => expect(canvas.getByLabelText('Message')).toHaveFocus())
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(canvas.getByRole('button', { name: 'Open chat' })).toHaveFocus())
  },
}

export const Open: StoryObj = { render: () => <Chat.Bubble appId="tideline" defaultOpen /> }

export const UnreadAfterClosing: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Open chat' }))
    await userEvent.click(await canvas.findByText('Can I cancel because of the weather?'))
    await userEvent.keyboard('{Escape}')
    await userEvent.click(canvas.getAllByRole('button', { name: 'Close chat' })[0] as HTMLElement) // the header has one
    await expect(await canvas.findByRole('img', { name: 'New answer' })).toBeVisible()
  },
}

export const Dark: StoryObj = {
  globals: { theme: 'dark' },
  render: () => <Chat.Bubble appId="tideline" defaultOpen />,
}

export const AtTheStart: StoryObj = {
  globals: { dir: 'rtl' },
  render: () => <Chat.Bubble appId="tideline" defaultOpen position="bottom-start" />,
}
