import type { ErrorData } from '@skep/schema'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadDocument } from './load-document.ts'
import type { LoadedDocument, LoadStep } from './types.ts'

interface Answer {
  readonly id: number
  readonly step?: LoadStep
  readonly value?: LoadedDocument
  readonly error?: ErrorData
  readonly strangers?: readonly unknown[]
  readonly globals?: readonly string[]
  readonly hasDocument?: boolean
}

let worker: Worker
let messages: Answer[]

beforeEach(() => {
  messages = []
  worker = new Worker(new URL('./testing/load.worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => messages.push(data))
})

afterEach(() => worker.terminate())

async function fixture(name: string): Promise<Uint8Array> {
  const urls: Record<string, string> = {
    'handbook.pdf': new URL('../../fixtures/handbook.pdf', import.meta.url).href,
    'minutes.docx': new URL('../../fixtures/minutes.docx', import.meta.url).href,
    'encrypted.pdf': new URL('../../fixtures/encrypted.pdf', import.meta.url).href,
  }
  const response = await fetch(urls[name] ?? name)
  expect(response.ok).toBe(true)
  return new Uint8Array(await response.arrayBuffer())
}

async function load(id: number, name: string, bytes: Uint8Array): Promise<Answer> {
  worker.postMessage({ id, file: { name, bytes } })
  return expect
    .poll(() => messages.find((message) => message.id === id && (message.value || message.error)), {
      timeout: 80_000,
    })
    .toBeDefined()
    .then(() => messages.find((message) => message.id === id && (message.value || message.error)) ?? { id })
}

// The first load of each kind fetches a megabyte of parser through the development server.
describe('in a Web Worker', { timeout: 90_000 }, () => {
  it('a PDF gives the text, pages and headings that Node gives', async () => {
    const answer = await load(1, 'handbook.pdf', await fixture('handbook.pdf'))
    const { value } = answer
    expect(answer.error).toBeUndefined()
    expect(value?.pages.length).toBe(7)
    const third = value?.pages[2]
    expect(value?.text.slice(third?.start, third?.end)).toContain('Each boat carries 148 jackets for adults')
    expect(value?.headings[0]).toEqual({ level: 1, text: 'Marlow Ferries staff handbook', start: 0 })
    expect(answer.hasDocument).toBe(false)
  })

  it("pdf.js neither posts on the worker's port nor leaves globals behind", async () => {
    const answer = await load(1, 'handbook.pdf', await fixture('handbook.pdf'))
    expect(answer).toMatchObject({ strangers: [], globals: [] })
    expect(messages.filter((message) => message.id !== 1)).toEqual([])
    expect(messages.map(({ step }) => step?.done)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, undefined])
  })

  it('a browser without the newest functions reads PDFs with the legacy build', async () => {
    worker.postMessage({ id: 5, older: true })
    const { value, strangers } = await load(6, 'handbook.pdf', await fixture('handbook.pdf'))
    expect([value?.pages.length, strangers]).toEqual([7, []])
    expect(messages.filter((message) => message.id !== 6)).toEqual([])
  })

  it('a Word document gives text with its table and list', async () => {
    const { value } = await load(2, 'minutes.docx', await fixture('minutes.docx'))
    expect(value?.text).toContain('| Water pump | 545 | May |')
    expect(value?.text).toContain('- Tools to bring:\n  - a spade\n  - gloves')
  })

  it('the other formats load as well', async () => {
    const utf8 = (text: string) => new TextEncoder().encode(text)
    const files: [string, string, string][] = [
      ['a.html', '<h1>Title</h1><p>Text</p>', 'Title\n\nText'],
      ['a.csv', 'a,b\n1,2', 'a: 1; b: 2'],
      ['a.md', '# Title\n\ntext', '# Title\n\ntext'],
      ['a.txt', 'plain', 'plain'],
    ]
    const texts: (string | undefined)[] = []
    for (const [i, [name, source]] of files.entries()) {
      texts.push((await load(10 + i, name, utf8(source))).value?.text)
    }
    expect(texts).toEqual(files.map(([, , text]) => text))
  })

  it('errors arrive as data', async () => {
    const { error } = await load(3, 'encrypted.pdf', await fixture('encrypted.pdf'))
    expect(error?.code).toBe('DOCUMENT_ENCRYPTED')
  })

  it('a stop is heard between pages', async () => {
    const bytes = await fixture('handbook.pdf')
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      if (data.step?.done === 1) worker.postMessage({ id: 4, stop: true })
    })
    const { error } = await load(4, 'handbook.pdf', bytes)
    expect(error?.code).toBe('CALL_ABORTED')
  })
})

describe('on the main thread', { timeout: 90_000 }, () => {
  it('a PDF and a Word document load, and the page keeps its globals', async () => {
    const before = Object.getOwnPropertyNames(globalThis)
    const signal = new AbortController().signal
    const pdf = await loadDocument({ name: 'handbook.pdf', bytes: await fixture('handbook.pdf') }, { signal })
    const docx = await loadDocument(
      { name: 'minutes.docx', bytes: await fixture('minutes.docx') },
      { signal },
    )
    expect([pdf.pages.length, docx.headings.length]).toEqual([7, 4])
    expect(Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name))).toEqual([])
  })
})
