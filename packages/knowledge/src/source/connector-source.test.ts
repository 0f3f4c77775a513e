import { describe, expect, it } from 'vitest'
import { connectorSource, type SourceConnector } from './connector-source.ts'
import type { SourceEvent, SyncRequest } from './types.ts'

interface Drive extends SourceConnector {
  readonly files: Map<string, { text: string; revision: number }>
  readonly fetched: string[]
}

/** A drive that lists two files at a time and remembers its changes. */
function createDrive(texts: Readonly<Record<string, string>>, more: Partial<SourceConnector> = {}): Drive {
  const files = new Map(Object.entries(texts).map(([key, text]) => [key, { text, revision: 1 }]))
  const fetched: string[] = []
  const itemOf = (key: string) => ({ key, name: `${key}.txt`, version: String(files.get(key)?.revision) })
  return {
    files,
    fetched,
    async list({ next }) {
      const keys = [...files.keys()]
      const from = Number(next ?? 0)
      return {
        items: keys.slice(from, from + 2).map(itemOf),
        ...(from + 2 < keys.length ? { next: String(from + 2) } : {}),
        cursor: 'c1',
      }
    },
    async fetch({ key }) {
      fetched.push(key)
      const file = files.get(key)
      if (!file) throw new Error('no such file')
      return { bytes: new TextEncoder().encode(file.text), mimeType: 'text/plain' }
    },
    ...more,
  }
}

async function sync(connector: SourceConnector, request: Partial<SyncRequest> = {}): Promise<SourceEvent[]> {
  const events: SourceEvent[] = []
  const { signal } = new AbortController()
  for await (const event of connectorSource(connector).sync({ known: [], signal, ...request }))
    events.push(event)
  return events
}

function told(events: readonly SourceEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.type === 'document') return [`${event.change} ${event.content.key}`]
    if (event.type === 'unchanged' || event.type === 'removed' || event.type === 'failed')
      return [`${event.type} ${event.key}`]
    return []
  })
}

describe('a connector', () => {
  it('is listed part by part, and only what is new or changed is fetched', async () => {
    const drive = createDrive({ a: 'A', b: 'B', c: 'C' })
    const known = [
      { key: 'a', version: '1' },
      { key: 'b', version: '0' },
      { key: 'gone', version: '1' },
    ]
    const events = await sync(drive, { known })
    expect(told(events)).toEqual(['unchanged a', 'changed b', 'added c', 'removed gone'])
    expect(drive.fetched).toEqual(['b', 'c'])
    expect(events.at(-1)).toEqual({ type: 'finished', isComplete: true, cursor: 'c1' })
  })

  it('is asked for changes where it knows them, part by part', async () => {
    const drive = createDrive(
      { a: 'A2', b: 'B' },
      {
        changedSince: async (cursor) =>
          cursor === 'c1'
            ? { changed: [{ key: 'a', name: 'a', version: '2' }], removed: [], cursor: 'c2', hasMore: true }
            : { changed: [], removed: ['b', 'never held'], cursor: 'c3', hasMore: false },
      },
    )
    const known = ['a', 'b'].map((key) => ({ key, version: '1' }))
    const events = await sync(drive, { known, cursor: 'c1' })
    expect(told(events)).toEqual(['changed a', 'removed b'])
    expect(events.filter(({ type }) => type === 'checkpoint')).toEqual([
      { type: 'checkpoint', state: { cursor: 'c1', taken: ['a'] } },
      { type: 'checkpoint', state: { cursor: 'c2' } },
      { type: 'checkpoint', state: { cursor: 'c3' } },
    ])
    expect(events.at(-1)).toMatchObject({ type: 'finished', cursor: 'c3' })
    expect(told(await sync(drive, { known, resumeFrom: { cursor: 'c2' }, cursor: 'c1' }))).toEqual([
      'removed b',
    ])
  })

  it('is listed whole when it has forgotten the cursor', async () => {
    const drive = createDrive({ a: 'A' }, { changedSince: async () => null })
    expect(told(await sync(drive, { cursor: 'old', known: [{ key: 'b', version: '1' }] }))).toEqual([
      'added a',
      'removed b',
    ])
  })

  it('goes on after a break, and tells nothing as gone that was listed before it', async () => {
    const drive = createDrive({ a: 'A', b: 'B', c: 'C' })
    const states = (await sync(drive)).flatMap((event) => (event.type === 'checkpoint' ? [event.state] : []))
    const state = states.find(({ next }) => next !== undefined)
    const known = ['a', 'b', 'x'].map((key) => ({ key, version: '1' }))
    const events = await sync(drive, { known, ...(state ? { resumeFrom: state } : {}) })
    expect(told(events)).toEqual(['added c', 'removed x'])
    expect(events.at(-1)).toMatchObject({ type: 'finished', cursor: 'c1' })
  })

  it('does not fetch again what it had taken of the part that was broken off, versions or not', async () => {
    const { list, fetch, fetched } = createDrive({ a: 'A', b: 'B', c: 'C' })
    const drive: SourceConnector = {
      list: async (options) => {
        const { items, ...rest } = await list(options)
        return { ...rest, items: items.map(({ version: _, ...item }) => item) }
      },
      fetch,
    }
    const states = (await sync(drive)).flatMap((event) => (event.type === 'checkpoint' ? [event.state] : []))
    for (const [at, state] of states.entries()) {
      const before = fetched.length
      await sync(drive, { resumeFrom: JSON.parse(JSON.stringify(state)) })
      expect(fetched.slice(before)).toEqual(['a', 'b', 'c'].slice([1, 2, 2, 3][at]))
    }
    expect(states).toHaveLength(4)
  })

  it('may fail at a document without losing the others, and its error names no file', async () => {
    const drive = createDrive({ a: 'A', b: 'B' })
    const fetch = drive.fetch
    const events = await sync({
      ...drive,
      fetch: (item, options) =>
        item.key === 'a' ? Promise.reject(new Error('secret')) : fetch(item, options),
    })
    expect(told(events)).toEqual(['failed a', 'added b'])
    expect(events.find((event) => event.type === 'failed')?.error).toMatchObject({
      code: 'SOURCE_FAILED',
      message: expect.not.stringContaining('secret'),
    })
  })

  it('without versions is told apart by content', async () => {
    const drive: SourceConnector = {
      list: async () => ({ items: [{ key: 'a', name: 'a.txt' }] }),
      fetch: async () => ({ bytes: new TextEncoder().encode('A') }),
    }
    const [added] = await sync(drive)
    if (added?.type !== 'document') throw new Error('A document was expected.')
    expect(told(await sync(drive, { known: [added.content] }))).toEqual(['unchanged a'])
  })

  it('that never ends is an error', async () => {
    const drive = createDrive({ a: 'A' }, { list: async () => ({ items: [], next: 'again' }) })
    await expect(sync(drive)).rejects.toMatchObject({ code: 'SOURCE_FAILED' })
  })

  it('stops when the signal fires', async () => {
    const stop = new AbortController()
    const drive = createDrive({ a: 'A', b: 'B' })
    const work = sync(
      {
        ...drive,
        fetch: async () => {
          stop.abort()
          throw new Error('stopped')
        },
      },
      { signal: stop.signal },
    )
    await expect(work).rejects.toMatchObject({ code: 'CALL_ABORTED' })
  })
})
