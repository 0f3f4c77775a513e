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
    await vi.waitFor(() => expect([...states()].sort()).toEqual(['failed', 'failed', 'ready']), {
      timeout: 4000,
    })
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
      ingestMs: 600,
    })
    mount(client)
    await vi.waitFor(() => expect(host.querySelector('[role="progressbar"]')).toBeTruthy())
    await vi.waitFor(() => expect(states()).toEqual(['ready']), { timeout: 4000 })
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
    await vi.waitFor(() => expect(states()).toEqual(['ready']), { timeout: 4000 })
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
    await vi.waitFor(() => expect(touched.size).toBeGreaterThan(0))
    await new Promise((resolve) => setTimeout(resolve, 500))
    observer.disconnect()
    expect(touched.size).toBe(1)
  })
})
