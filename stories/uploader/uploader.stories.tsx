import type { KnowledgeDocument } from '@skep/client'
import { type FakeDocument, type FakeScript, sampleDocuments } from '@skep/testing/fake-client'
import { Knowledge } from '@skep/uploader'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { frame } from '../story.ts'

const base: FakeScript = { bases: [{ id: 'handbook', name: 'Guest handbook' }] }
const filled: FakeScript = { ...base, documents: { handbook: sampleDocuments } }

const doc = (
  id: string,
  name: string,
  sizeBytes: number,
  more: Partial<KnowledgeDocument> = {},
): FakeDocument => ({ document: { id, name, sizeBytes, ...more }, text: '' })

const everyState: FakeScript = {
  ...base,
  ingestMs: Number.POSITIVE_INFINITY,
  documents: {
    handbook: [
      ...sampleDocuments,
      doc('d1', 'harbour-regulations.pdf', 8_400_000, {
        state: 'embedding',
        progress: 0.62,
        pageCount: 212,
        step: { unit: 'chunks', done: 480, total: 774 },
      }),
      doc('d2', 'tides-2026.csv', 1_200_000, { state: 'loading', progress: 0.1 }),
      doc('d3', 'queue.md', 12_000, { state: 'queued', progress: 0 }),
      doc(
        'd4',
        'letter-of-the-harbour-master-with-a-very-long-name-that-does-not-fit-anywhere-2026-final-v3.pdf',
        310_000,
        {
          state: 'failed',
          error: {
            code: 'DOCUMENT_ENCRYPTED',
            message: 'This PDF asks for a password. Save a copy without one and add that.',
            data: {},
          },
        },
      ),
      doc('d5', 'scan.pdf', 4_100_000, {
        pageCount: 9,
        chunkCount: 14,
        warnings: [
          { code: 'DOCUMENT_NO_TEXT', message: 'Pages 3 and 4 are pictures without text.', data: {} },
        ],
      }),
    ],
  },
}

const many: FakeScript = {
  ...base,
  documents: {
    handbook: Array.from({ length: 500 }, (_, index) => ({
      document: {
        id: `many-${index}`,
        name: `protocol-${index + 1}.pdf`,
        sizeBytes: 20_000 + ((index * 7919) % 900_000),
        chunkCount: 4 + (index % 40),
      },
      text: '',
    })),
  },
}

const meta: Meta = {
  title: 'Uploader/Uploader',
  parameters: frame({ script: filled, width: 720, padding: 20 }),
  render: () => <Knowledge.Uploader knowledgeId="handbook" />,
}
export default meta

export const Empty: StoryObj = { parameters: frame({ script: base }) }
export const Filled: StoryObj = {}
export const EveryState: StoryObj = { parameters: frame({ script: everyState }) }

export const AddFiles: StoryObj = {
  parameters: frame({ script: { ...base, ingestMs: 300 } }),
  play: async ({ canvas, userEvent, canvasElement }) => {
    await canvas.findByText('No documents yet')
    const input = canvasElement.querySelector<HTMLInputElement>('input[type="file"]')
    if (!input) throw new Error('No file input')
    await userEvent.upload(input, [
      new File(['Otters sleep holding hands.'], 'otters.txt', { type: 'text/plain' }),
      new File([], 'empty.txt', { type: 'text/plain' }),
    ])
    await expect(await canvas.findByText('DOCUMENT_EMPTY')).toBeVisible()
    await waitFor(() => expect(canvas.getByText('Ready')).toBeVisible())
    await expect(canvas.getByText('2 documents')).toBeVisible()
  },
}

export const Paste: StoryObj = {
  parameters: frame({ script: { ...base, ingestMs: 200 } }),
  play: async ({ canvas, userEvent }) => {
    await canvas.findByText('No documents yet')
    canvas.getByRole('group', { name: 'Drop files or folders here' }).focus()
    await userEvent.paste('The ferry leaves at nine.')
    await waitFor(() => expect(canvas.getByText('Ready')).toBeVisible())
    await expect(canvas.getByText('Pasted text.txt')).toBeVisible()
  },
}

export const RetryAndRemove: StoryObj = {
  parameters: frame({ script: { ...everyState, ingestMs: 200 } }),
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(canvas.queryByText('DOCUMENT_ENCRYPTED')).toBeNull())
    await userEvent.click(canvas.getByRole('button', { name: 'More about prices.md' }))
    await userEvent.click(await canvas.findByRole('menuitem', { name: 'Remove' }))
    await userEvent.click(await canvas.findByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(canvas.queryByText('prices.md')).toBeNull())
  },
}

export const TextAndPassages: StoryObj = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'safety-handbook.docx' }))
    const dialog = await canvas.findByRole('dialog')
    await waitFor(() => expect(dialog).toHaveTextContent('The ferry cannot stop for you'))
  },
}

/** Imports a table into a document, and waits for what its dialog says. */
function fromATable(says: string): NonNullable<StoryObj['play']> {
  return async ({ canvas, userEvent, canvasElement }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'safety-handbook.docx' }))
    await userEvent.click(await canvas.findByRole('button', { name: 'From a table' }))
    const dialog = await canvas.findByRole('dialog', { name: 'From a table' })
    const input = canvasElement.ownerDocument.querySelector<HTMLInputElement>('input[accept^=".csv"]')
    if (!input) throw new Error('No file input')
    const rows = ['content', 'Helmets are on the hook.', '', 'Boats are back by seven.', '', 'Last.']
    await userEvent.upload(input, new File([rows.join('\n')], 'rules.csv', { type: 'text/csv' }))
    await waitFor(() => expect(dialog).toHaveTextContent(says))
  }
}

export const FromATable: StoryObj = { play: fromATable('2 rows were left out') }

export const OnItsWayFromATable: StoryObj = {
  parameters: frame({ script: { ...filled, ingestMs: 600_000 } }),
  play: fromATable('0 of 5 passages'),
}

/** Another program answers for the base. */
export const External: StoryObj = {
  parameters: frame({
    script: {
      bases: [
        {
          id: 'handbook',
          name: 'Harbour office',
          external: {
            endpoint: 'https://search.harbour-office.example.org/api',
            externalId: 'regulations',
            secretName: 'knowledge_key:handbook',
          },
        },
      ],
    },
  }),
}

export const FiveHundred: StoryObj = {
  parameters: frame({ script: many, height: '100vh' }),
  play: async ({ canvas, userEvent }) => {
    await expect(await canvas.findByText('500 documents')).toBeVisible()
    await userEvent.type(canvas.getByLabelText('Find a document…'), 'protocol-49')
    await waitFor(() => expect(canvas.getAllByRole('listitem')).toHaveLength(11))
  },
}

export const Loading: StoryObj = { parameters: frame({ script: { ...base, hanging: ['knowledge.get'] } }) }

export const BaseIsGone: StoryObj = { parameters: frame({ script: {} }) }

export const StorageFull: StoryObj = {
  parameters: frame({
    script: {
      ...base,
      failures: {
        'knowledge.upload': {
          code: 'STORAGE_QUOTA',
          message: 'The browser has no room left for this file. Remove documents or free space.',
          data: {},
        },
      },
    },
  }),
  play: async ({ canvas, userEvent, canvasElement }) => {
    await canvas.findByText('No documents yet')
    const input = canvasElement.querySelector<HTMLInputElement>('input[type="file"]')
    if (!input) throw new Error('No file input')
    await userEvent.upload(input, new File(['x'], 'notes.txt', { type: 'text/plain' }))
    await expect(await canvas.findByText('STORAGE_QUOTA')).toBeVisible()
  },
}

export const Dark: StoryObj = { parameters: frame({ script: everyState }), globals: { theme: 'dark' } }
export const Narrow: StoryObj = { parameters: frame({ script: everyState, width: 390, padding: 12 }) }
export const RightToLeft: StoryObj = { parameters: frame({ script: everyState }), globals: { dir: 'rtl' } }
