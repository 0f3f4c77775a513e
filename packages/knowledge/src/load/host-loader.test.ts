import { SkepError } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { loadBytes, utf8 } from './testing/fixtures.ts'
import type { HostLoader } from './types.ts'

const shout: HostLoader = {
  id: 'shout',
  extensions: ['note', '.loud'],
  mimeTypes: ['text/x-shout'],
  load: ({ bytes }) => new TextDecoder().decode(bytes).toUpperCase(),
}

const load = (name: string, loader: HostLoader = shout) =>
  loadBytes(name, utf8('words'), { loaders: [loader] })

describe('a loader of the host', () => {
  it('reads the kinds that it names, and no others', async () => {
    expect(await load('a.note')).toMatchObject({ text: 'WORDS', format: 'shout', pages: [], headings: [] })
    expect((await load('A.LOUD')).text).toBe('WORDS')
    expect(await load('a.txt')).toMatchObject({ text: 'words', format: 'text' })
  })

  it('comes before our own', async () => {
    expect((await load('a.txt', { ...shout, extensions: ['txt'] })).text).toBe('WORDS')
  })

  it('may tell of pages and headings, as far as they lie in the text', async () => {
    const loaded = await load('a.note', {
      ...shout,
      load: async () => ({
        text: 'One two',
        pages: [
          { number: 1, start: 0, end: 3 },
          { number: 2, start: 4, end: 99 },
        ],
        headings: [{ level: 1, text: 'One', start: 0 }],
      }),
    })
    expect(loaded).toMatchObject({ pages: [{ number: 1 }], headings: [{ text: 'One' }] })
  })

  it('that fails ends in a code, and its words stay behind', async () => {
    const failing = (error: unknown): HostLoader => ({ ...shout, load: () => Promise.reject(error) })
    await expect(load('a.note', failing(new Error('secret')))).rejects.toMatchObject({
      code: 'HOST_FUNCTION_FAILED',
      message: expect.not.stringContaining('secret'),
    })
    await expect(
      load('a.note', failing(new SkepError('DOCUMENT_ENCRYPTED', 'Locked.'))),
    ).rejects.toMatchObject({ code: 'DOCUMENT_ENCRYPTED' })
    await expect(
      load('a.note', { ...shout, load: () => 5 as unknown as string }), // what no type lets through
    ).rejects.toMatchObject({ code: 'HOST_FUNCTION_FAILED' })
  })

  it('that finds no text ends as our own do', async () => {
    await expect(load('a.note', { ...shout, load: () => ' ' })).rejects.toMatchObject({
      code: 'DOCUMENT_NO_TEXT',
    })
  })
})
