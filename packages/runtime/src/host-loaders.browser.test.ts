import type { KnowledgeDocument, SkepClient } from '@skep/client'
import type { HostLoader } from '@skep/knowledge'
import { afterEach, describe, expect, it } from 'vitest'
import { createSkep, type SkepOptions } from './create-skep.ts'

const open: SkepClient[] = []

afterEach(async () => {
  for (const client of open.splice(0)) await client.close()
})

const notes: HostLoader = {
  id: 'notes',
  extensions: ['note'],
  async load({ name, bytes }, { onProgress }) {
    const text = new TextDecoder().decode(bytes)
    onProgress({ unit: 'bytes', done: bytes.length, total: bytes.length })
    if (text === 'broken') throw new Error('secret')
    return { text: `${name}\n\n${text}`, headings: [{ level: 1, text: name, start: 0 }] }
  },
}

/** What becomes of a file, and the text that was read in it. */
async function ingest(
  options: SkepOptions,
  name: string,
  content: string,
): Promise<{ document: KnowledgeDocument; text: string }> {
  const client = createSkep({ namespace: `loaders|${Math.random()}`, storage: 'memory', ...options })
  open.push(client)
  const base = await client.knowledge.create({ name: 'b' })
  const { id } = await client.knowledge.upload(base.id, { name, bytes: new TextEncoder().encode(content) })
  const document = async () => client.knowledge.document(id)
  await expect.poll(async () => (await document()).state).toMatch(/ready|failed/)
  const done = await document()
  return {
    document: done,
    text: done.state === 'ready' ? (await client.knowledge.documentText(id)).text : '',
  }
}

describe.each(['worker', 'main'] as const)('in the %s', (host) => {
  it('a loader of the page reads the kind of file that it names', async () => {
    const { document, text } = await ingest({ host, loaders: [notes] }, 'day.note', 'A sunny day.')
    expect(document).toMatchObject({ state: 'ready', warnings: [] })
    expect(text).toBe('day.note\n\nA sunny day.')
  })

  it('one that fails ends in a code without its words', async () => {
    const { document } = await ingest({ host, loaders: [notes] }, 'day.note', 'broken')
    expect(document.error).toMatchObject({
      code: 'HOST_FUNCTION_FAILED',
      message: expect.stringMatching(/^The loader "notes" of this page could not read the document/),
    })
  })

  it.each([
    ['day.note', 'DOCUMENT_TYPE_UNSUPPORTED'],
    ['day.doc', 'DOCUMENT_TYPE_UNSUPPORTED'],
  ])('without one %s ends in %s', async (name, code) => {
    expect((await ingest({ host }, name, 'words')).document.error).toMatchObject({ code })
  })
})

it('a loader of a worker entry reads inside of the worker', async () => {
  const { text } = await ingest({ host: 'main', extensions: { loaders: [notes] } }, 'a.note', 'Words.')
  expect(text).toBe('a.note\n\nWords.')
})
