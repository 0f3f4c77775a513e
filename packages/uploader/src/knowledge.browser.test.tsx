import '@skep/react/styles.css'
import './styles.css'
import { SkepProvider } from '@skep/react'
import { createFakeClient, type FakeClient, sampleDocuments } from '@skep/testing/fake-client'
import { StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import { Knowledge } from './knowledge.ts'
import type { KnowledgeUploaderProps } from './parts/uploader.tsx'

let host: HTMLElement
let root: Root

function mount(client: FakeClient, props: KnowledgeUploaderProps = { knowledgeId: 'handbook' }): void {
  host = document.createElement('div')
  host.style.width = '720px'
  document.body.append(host)
  root = createRoot(host)
  root.render(
    <StrictMode>
      <SkepProvider client={client} theme="light">
        <Knowledge.Uploader {...props} />
      </SkepProvider>
    </StrictMode>,
  )
}

function drop(files: readonly File[]): void {
  const transfer = new DataTransfer()
  for (const file of files) transfer.items.add(file)
  const zone = host.querySelector('[role="group"]')
  for (const type of ['dragenter', 'dragover', 'drop']) {
    zone?.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }))
  }
}

const states = (): string[] =>
  [...host.querySelectorAll('li[data-state]')].map((row) => row.getAttribute('data-state') ?? '')

afterEach(() => {
  root.unmount()
  host.remove()
})

describe('an uploader', () => {
  it('takes dropped files to ready, and puts the error of one beside it while the others go on', async () => {
    const onDocumentReady = vi.fn()
    const onError = vi.fn()
    const client = createFakeClient({
      bases: [{ id: 'handbook', name: 'Handbook' }],
      ingestMs: 120,
      uploadError: ({ name }) =>
        name === 'locked.pdf'
          ? { code: 'DOCUMENT_ENCRYPTED', message: 'This PDF asks for a password.', data: {} }
          : undefined,
    })
    mount(client, { knowledgeId: 'handbook', onDocumentReady, onError })
    await expect.element(page.getByText('No documents yet')).toBeVisible()
    drop([
      new File(['a'], 'a.txt'),
      new File(['b'], 'locked.pdf'),
      new File([], 'empty.md'),
      new File(['c'], '.DS_Store'),
    ])
    await expect.poll(() => [...states()].sort()).toEqual(['failed', 'failed', 'ready'])
    const failed = [...host.querySelectorAll('li[data-state="failed"]')].map(
      (row) => row.querySelector('[role="alert"] .sk\\:font-mono')?.textContent,
    )
    expect(failed.sort()).toEqual(['DOCUMENT_EMPTY', 'DOCUMENT_ENCRYPTED'])
    expect(onDocumentReady).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ name: 'a.txt' }))
    expect(onError.mock.calls.map(([error]) => error.code).sort()).toEqual([
      'DOCUMENT_EMPTY',
      'DOCUMENT_ENCRYPTED',
    ])
  })

  it('shows what a reload left unfinished and follows it to the end', async () => {
    const client = createFakeClient({
      bases: [{ id: 'handbook', name: 'Handbook' }],
      documents: {
        handbook: [
          { document: { id: 'd', name: 'half.pdf', state: 'embedding', progress: 0.5 }, text: 'Half.' },
        ],
      },
      ingestMs: 2_000,
    })
    mount(client)
    await expect.poll(() => host.querySelector('[role="progressbar"]')).toBeTruthy()
    await expect.poll(() => states()).toEqual(['ready'])
  })

  it('keeps a file that could not be stored and stores it when asked again', async () => {
    const client = createFakeClient({ bases: [{ id: 'handbook', name: 'Handbook' }], ingestMs: 60 })
    const upload = client.knowledge.upload
    let calls = 0
    const patched = {
      ...client,
      knowledge: {
        ...client.knowledge,
        upload: (...args: Parameters<typeof upload>) => {
          calls += 1
          if (calls === 1)
            return Promise.reject(Object.assign(new Error('No room left.'), { code: 'STORAGE_QUOTA' }))
          return upload(...args)
        },
      },
    }
    mount(patched)
    await expect.element(page.getByText('No documents yet')).toBeVisible()
    drop([new File(['a'], 'a.txt')])
    await expect.element(page.getByText('STORAGE_QUOTA')).toBeVisible()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => states()).toEqual(['ready'])
  })

  it('makes a missing base when told to, and says so when not', async () => {
    const client = createFakeClient()
    mount(client)
    await expect.element(page.getByText('KNOWLEDGE_NOT_FOUND')).toBeVisible()
    root.unmount()
    host.remove()
    mount(client, { knowledgeId: 'mine', createIfMissing: 'My documents' })
    await expect.element(page.getByText('No documents yet')).toBeVisible()
    expect((await client.knowledge.list()).map(({ id, name }) => ({ id, name }))).toEqual([
      { id: 'mine', name: 'My documents' },
    ])
  })

  it('follows changes that somebody else makes', async () => {
    const client = createFakeClient({
      bases: [{ id: 'handbook', name: 'Handbook' }],
      documents: { handbook: sampleDocuments },
      ingestMs: 40,
    })
    mount(client)
    await expect.element(page.getByText('3 documents')).toBeVisible()
    await client.knowledge.removeDocument('terms')
    await expect.element(page.getByText('2 documents')).toBeVisible()
    await client.knowledge.upload('handbook', { name: 'other.txt', bytes: new Blob(['x']) })
    await expect.element(page.getByText('3 documents')).toBeVisible()
  })

  it('draws one row, not five hundred, when one document makes progress', async () => {
    const client = createFakeClient({
      bases: [{ id: 'handbook', name: 'Handbook' }],
      documents: {
        handbook: Array.from({ length: 500 }, (_, index) => ({
          document: { id: `d${index}`, name: `file-${index}.txt` },
          text: 'x',
        })),
      },
      ingestMs: 300,
    })
    mount(client)
    await expect.element(page.getByText('500 documents')).toBeVisible()
    const touched = new Set<Element>()
    const observer = new MutationObserver((records) => {
      for (const record of records) {
        const row =
          record.target instanceof Element
            ? record.target.closest('li')
            : record.target.parentElement?.closest('li')
        if (row) touched.add(row)
      }
    })
    observer.observe(host, { subtree: true, childList: true, characterData: true, attributes: true })
    await client.knowledge.retry('d250')
    await expect.poll(() => touched.size).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 500))
    observer.disconnect()
    expect(touched.size).toBe(1)
  })
})

describe('documents and passages that are there', () => {
  const twoPassages = (): FakeClient =>
    createFakeClient({
      bases: [{ id: 'handbook', name: 'Handbook' }],
      documents: {
        handbook: [{ document: { id: 'd', name: 'notes.md' }, text: 'The first one.\n\nThe second one.' }],
      },
    })
  const menu = async (name: string): Promise<void> => {
    await page.getByRole('menuitem', { name, exact: true }).click()
  }

  it('are switched off, archived and renamed from the menu of the document', async () => {
    const client = twoPassages()
    mount(client)
    await page.getByRole('button', { name: 'More about notes.md' }).click()
    await menu('Switch off for searches')
    await expect.element(page.getByText('Off', { exact: true })).toBeVisible()
    expect((await client.knowledge.document('d')).isEnabled).toBe(false)
    await page.getByRole('button', { name: 'More about notes.md' }).click()
    await menu('Rename')
    await page.getByRole('textbox', { name: 'Name' }).fill('diary.md')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.element(page.getByRole('button', { name: 'diary.md', exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'More about diary.md' }).click()
    await menu('Archive')
    await expect.element(page.getByText('Archived', { exact: true })).toBeVisible()
  })

  it('are edited, added and removed, and what was typed stays where saving fails', async () => {
    const client = twoPassages()
    const { updateChunk } = client.knowledge
    let calls = 0
    mount({
      ...client,
      knowledge: {
        ...client.knowledge,
        updateChunk: (...args: Parameters<typeof updateChunk>) => {
          calls += 1
          if (calls === 1)
            return Promise.reject(Object.assign(new Error('No room left.'), { code: 'STORAGE_QUOTA' }))
          return updateChunk(...args)
        },
      },
    })
    await page.getByRole('button', { name: 'notes.md', exact: true }).click()
    await page.getByRole('button', { name: 'More about passage 1' }).click()
    await menu('Edit')
    await page.getByRole('textbox', { name: 'Text of the passage' }).fill('Changed by hand.')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.element(page.getByText('STORAGE_QUOTA')).toBeVisible()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.element(page.getByText('Changed by hand.')).toBeVisible()
    await expect.element(page.getByText('Edited', { exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Add passage' }).click()
    await page.getByRole('textbox', { name: 'Text of the passage' }).fill('A passage of my own.')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.element(page.getByText('A passage of my own.')).toBeVisible()
    await page.getByRole('button', { name: 'More about passage 1' }).click()
    await menu('Remove')
    await expect
      .poll(async () => (await client.knowledge.chunks('d')).map(({ text }) => text))
      .not.toContain('Changed by hand.')
  })
})

/** Chooses a table in the dialog that is open. */
function take(text: string): void {
  const input = document.querySelector<HTMLInputElement>('input[accept^=".csv"]')
  const transfer = new DataTransfer()
  transfer.items.add(new File([text], 'passages.csv'))
  if (!input) throw new Error('There is no file input.')
  input.files = transfer.files
  input.dispatchEvent(new Event('change', { bubbles: true }))
}

it('the import of a table is stopped, and says what that means', async () => {
  const client = createFakeClient({
    bases: [{ id: 'handbook', name: 'Handbook' }],
    documents: { handbook: [{ document: { id: 'd', name: 'notes.md' }, text: 'The first one.' }] },
    ingestMs: 600_000,
  })
  mount(client)
  await page.getByRole('button', { name: 'notes.md', exact: true }).click()
  await page.getByRole('button', { name: 'From a table' }).click()
  take('content\nBoats are back by seven.')
  await expect.element(page.getByText('0 of 1 passages')).toBeVisible()
  await page.getByRole('dialog', { name: 'From a table' }).getByRole('button', { name: 'Stop' }).click()
  await expect.element(page.getByText('CALL_ABORTED')).toBeVisible()
  expect(page.getByRole('progressbar', { name: 'From a table' }).query()).toBeNull()
  expect((await client.knowledge.chunks('d')).map(({ text }) => text)).toEqual(['The first one.'])
})

it('passages come from a table, with what was wrong by line, and again without doubles', async () => {
  const client = createFakeClient({
    bases: [{ id: 'handbook', name: 'Handbook' }],
    documents: { handbook: [{ document: { id: 'd', name: 'notes.md' }, text: 'The first one.' }] },
    ingestMs: 1_500,
  })
  mount(client)
  await page.getByRole('button', { name: 'notes.md', exact: true }).click()
  await page.getByRole('button', { name: 'From a table' }).click()
  const made = vi.spyOn(URL, 'createObjectURL')
  await page.getByRole('button', { name: 'Template' }).click()
  const [template] = made.mock.calls[0] ?? []
  expect(await (template as Blob).text()).toBe(
    'content,keywords\r\n"A passage, as a reader would want to find it.",\r\n',
  )
  made.mockRestore()
  take('content\nBoats are back by seven.\n\nHelmets are on the hook.')
  await expect.element(page.getByRole('progressbar', { name: 'From a table' })).toBeVisible()
  await expect.element(page.getByText('2 passages were added.')).toBeVisible()
  const failures = page.getByRole('region', { name: '1 row was left out' })
  await expect.element(failures.getByText('Line 3')).toBeVisible()
  await expect.element(failures.getByText('CHUNK_EMPTY')).toBeVisible()
  take('content\nBoats are back by seven.\nHelmets are on the hook.')
  await expect.element(page.getByText('0 passages were added. 2 were there already.')).toBeVisible()
  await page.getByRole('dialog', { name: 'From a table' }).getByRole('button', { name: 'Close' }).click()
  await expect.element(page.getByText('Helmets are on the hook.')).toBeVisible()
  expect((await client.knowledge.chunks('d')).map(({ text }) => text)).toEqual([
    'The first one.',
    'Boats are back by seven.',
    'Helmets are on the hook.',
  ])
})

describe('the settings of a base', () => {
  it('are saved together, and keep names of fields that a rule refuses from being saved', async () => {
    const client = createFakeClient({ bases: [{ id: 'handbook', name: 'Handbook' }] })
    host = document.createElement('div')
    document.body.append(host)
    root = createRoot(host)
    root.render(
      <SkepProvider client={client} theme="light">
        <Knowledge.Root knowledgeId="handbook">
          <Knowledge.Settings />
        </Knowledge.Root>
      </SkepProvider>,
    )
    await page.getByRole('radio', { name: 'Parent and parts' }).click()
    await page.getByRole('spinbutton', { name: 'Longest passage' }).fill('600')
    await page.getByRole('button', { name: 'Add field' }).click()
    await page.getByRole('textbox', { name: 'Name of field 1' }).fill('Nicht gut')
    await expect.element(page.getByText('Small letters, digits and _, a letter first.')).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Save' })).toBeDisabled()
    await page.getByRole('textbox', { name: 'Name of field 1' }).fill('department')
    await page.getByRole('button', { name: 'Save' }).click()
    await vi.waitFor(async () => {
      const { split, metadataFields } = await client.knowledge.get('handbook')
      expect(split).toMatchObject({ mode: 'parent-child', maxSize: 600 })
      expect(metadataFields).toEqual([{ name: 'department', type: 'string' }])
    }, 20_000)
    await expect.poll(() => host.textContent).not.toContain('Changes are not saved yet.')
    const storage = page.getByRole('region', { name: 'Storage' })
    await expect.element(storage.getByText('Vectors')).toBeVisible()
    await expect.element(storage.getByText(/^This site uses 4 MB of the 1\.9 GB/)).toBeVisible()
  })
})

describe('documents that are no files', () => {
  it('are pasted into a window, and a website becomes a source that can be read again and removed', async () => {
    const client = createFakeClient({ bases: [{ id: 'handbook', name: 'Handbook' }], ingestMs: 40 })
    mount(client)
    const add = async (what: string): Promise<void> => {
      await page.getByRole('button', { name: 'Text or web' }).click()
      await page.getByRole('menuitem', { name: what }).click()
    }
    await add('Paste text')
    await page.getByRole('textbox', { name: 'Text' }).fill('Boats are back by seven.')
    await page.getByRole('textbox', { name: 'Name' }).fill('rules.txt')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await expect.element(page.getByRole('button', { name: 'rules.txt', exact: true })).toBeVisible()
    await add('Website')
    await page.getByRole('textbox', { name: 'Address' }).fill('not an address')
    await expect.element(page.getByRole('button', { name: 'Add', exact: true })).toBeDisabled()
    await page.getByRole('textbox', { name: 'Address' }).fill('docs.example.com')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await expect.element(page.getByRole('heading', { name: 'Sources' })).toBeVisible()
    expect((await client.knowledge.get('handbook')).sources[0]?.input).toMatchObject({
      type: 'site',
      start: 'https://docs.example.com/',
      maxPages: 100,
    })
    await page.getByRole('button', { name: 'Remove source https://docs.example.com/' }).click()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await expect.poll(async () => (await client.knowledge.get('handbook')).sources).toEqual([])
  })
})
