import { sampleDocuments } from '@skep/testing/fake-client'
import { Knowledge } from '@skep/uploader'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { type ReactElement, useState } from 'react'
import { expect } from 'storybook/test'
import { frame } from '../story.ts'

function Bases(): ReactElement {
  const [selected, setSelected] = useState<string | null>('handbook')
  return <Knowledge.Bases selectedId={selected} onSelect={setSelected} />
}

/** Fills in a connection and tries it. */
async function connect({ canvas, userEvent }: Parameters<NonNullable<StoryObj['play']>>[0]): Promise<void> {
  await userEvent.click(await canvas.findByRole('button', { name: 'More about Knowledge bases' }))
  await userEvent.click(await canvas.findByRole('menuitem', { name: 'Connect another program' }))
  await userEvent.type(await canvas.findByLabelText('Address'), 'https://search.example.org/api')
  await userEvent.type(canvas.getByLabelText('Knowledge ID'), 'handbook')
  await userEvent.click(canvas.getByRole('button', { name: 'Test connection' }))
}

const meta: Meta = {
  title: 'Uploader/Bases',
  parameters: frame({
    script: {
      bases: [
        { id: 'handbook', name: 'Guest handbook' },
        { id: 'boats', name: 'Boats and their papers, with a name that is too long for the list' },
        {
          id: 'harbour',
          name: 'Harbour office',
          external: {
            endpoint: 'https://search.harbour-office.example.org/api',
            externalId: 'regulations',
            secretName: 'knowledge_key:harbour',
          },
        },
      ],
      documents: { handbook: sampleDocuments },
    },
    width: 280,
    padding: 12,
  }),
  render: () => <Bases />,
}
export default meta

export const Some: StoryObj = {}
export const Empty: StoryObj = { parameters: frame({ script: {}, width: 320 }) }
export const Failing: StoryObj = {
  parameters: frame({
    script: {
      failures: {
        'knowledge.list': {
          code: 'STORAGE_UNAVAILABLE',
          message: 'This browser does not let the page store anything. Leave private mode and load again.',
          data: {},
        },
      },
    },
    width: 360,
  }),
}
export const Create: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Create' }))
    await userEvent.type(await canvas.findByLabelText('Name'), 'Weather{Enter}')
    await expect(await canvas.findByText('Weather')).toBeVisible()
  },
}
export const Connect: StoryObj = {
  parameters: frame({ script: {}, width: 640, height: 640 }),
  play: async (context) => {
    await connect(context)
    await expect(await context.canvas.findByText('It answered in 84 ms with 1 passage.')).toBeVisible()
  },
}
export const ConnectionFails: StoryObj = {
  globals: { theme: 'dark' },
  parameters: frame({
    script: {
      failures: {
        'knowledge.testExternal': {
          code: 'EXTERNAL_KNOWLEDGE_AUTH',
          message: 'The external knowledge base did not accept the key.',
          data: {},
        },
      },
    },
    width: 640,
    height: 640,
  }),
  play: async (context) => {
    await connect(context)
    await expect(await context.canvas.findByText('EXTERNAL_KNOWLEDGE_AUTH')).toBeVisible()
  },
}
export const Dark: StoryObj = { globals: { theme: 'dark' } }
