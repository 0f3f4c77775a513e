import { sampleDocuments } from '@skep/testing/fake-client'
import { Knowledge } from '@skep/uploader'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { frame } from '../story.ts'

const meta: Meta = {
  title: 'Uploader/Settings',
  parameters: frame({
    script: { bases: [{ id: 'handbook', name: 'Guest handbook' }], documents: { handbook: sampleDocuments } },
    width: 720,
    padding: 20,
  }),
  render: () => (
    <Knowledge.Root knowledgeId="handbook">
      <Knowledge.Settings />
    </Knowledge.Root>
  ),
}
export default meta

export const General: StoryObj = {}

export const ParentAndParts: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('radio', { name: 'Parent and parts' }))
    await expect(canvas.getByRole('spinbutton', { name: 'Longest part' })).toBeVisible()
  },
}

/** Another program answers: little can be set here. */
export const External: StoryObj = {
  parameters: frame({
    script: {
      bases: [
        {
          id: 'handbook',
          name: 'Harbour office',
          external: {
            endpoint: 'https://search.harbour-office.example.org/departments/regulations/api/v1',
            externalId: 'regulations',
            secretName: 'knowledge_key:handbook',
          },
        },
      ],
    },
    width: 720,
    padding: 20,
  }),
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('Not in this browser')).toBeVisible()
  },
}

export const Dark: StoryObj = { globals: { theme: 'dark' } }

export const RightToLeft: StoryObj = { globals: { dir: 'rtl' } }
