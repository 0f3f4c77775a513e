import type { ModelDownload } from '@skep/client'
import { describe, expect, it } from 'vitest'
import { FileDownloads, type FileStore } from './file-downloads.ts'

const BASE = 'https://models.example/m/'
const FILES: Readonly<Record<string, string>> = { 'a.json': 'abc', 'b.onnx': '0123456789' }

function setUp({ hasRanges = true, quota = false } = {}) {
  const kept = new Map<string, { body: string; length: string }>()
  const requests: string[] = []
  let gate: Promise<void> = Promise.resolve()
  const store: FileStore = {
    async match(url) {
      const found = kept.get(url)
      return found && new Response(found.body, { headers: { 'content-length': found.length } })
    },
    async put(url, response) {
      if (quota) throw new DOMException('full', 'QuotaExceededError')
      const body = await response.text()
      kept.set(url, { body, length: response.headers.get('content-length') ?? '' })
    },
    delete: async (url) => kept.delete(url),
  }
  const answer: typeof fetch = async (input, init) => {
    const url = String(input)
    const range = new Headers(init?.headers).get('range')
    requests.push([init?.method ?? 'GET', url.slice(BASE.length), range].filter(Boolean).join(' '))
    const whole = FILES[url.slice(BASE.length)]
    if (whole === undefined) return new Response(null, { status: 404 })
    const from = range && hasRanges ? Number(/\d+/.exec(range)?.[0]) : 0
    const text = whole.slice(from)
    const headers = { 'content-length': String(text.length) }
    if (init?.method === 'HEAD') return new Response(null, { headers })
    const pieces = text.match(/.{1,4}/g) ?? []
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      async pull(controller) {
        const piece = pieces.shift()
        if (piece === undefined) return controller.close()
        controller.enqueue(new TextEncoder().encode(piece))
        if (from === 0 && whole.length > 4 && pieces.length < 3) await gate
      },
    })
    return new Response(body, { status: from > 0 ? 206 : 200, headers })
  }
  const files = [{ url: `${BASE}a.json` }, { url: `${BASE}b.onnx` }, { url: `${BASE}c`, isOptional: true }]
  const models = [{ model: 'm', label: 'M', files }]
  const downloads = new FileDownloads({ models, store: async () => store, fetch: answer })
  const seen: Omit<ModelDownload, 'provider'>[] = []
  downloads.watch((download) => seen.push(download))
  const hold = (): (() => void) => {
    let go = (): void => undefined
    gate = new Promise((resolve) => {
      go = resolve
    })
    return go
  }
  return { downloads, kept, requests, seen, hold }
}

const M = { model: 'm', label: 'M', canResume: true }

describe('downloads of models', () => {
  it('know their size before they start, tell their bytes, and are kept', async () => {
    const { downloads, kept, seen } = setUp()
    expect(await downloads.list()).toEqual([{ ...M, state: 'absent', loadedBytes: 0, totalBytes: 13 }])
    await downloads.start('m')
    await expect.poll(() => seen.at(-1)?.state).toBe('ready')
    const bytes = seen.map(({ loadedBytes }) => loadedBytes)
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b))
    expect(bytes).toContain(7)
    expect([...kept.values()].map(({ body }) => body)).toEqual(Object.values(FILES))
    expect(await downloads.list()).toEqual([{ ...M, state: 'ready', loadedBytes: 13, totalBytes: 13 }])
  })

  it.each([true, false])('go on after a pause (the server knows ranges: %s)', async (hasRanges) => {
    const { downloads, kept, requests, seen, hold } = setUp({ hasRanges })
    const go = hold()
    await downloads.start('m')
    await expect.poll(() => seen.at(-1)?.loadedBytes).toBe(7)
    await downloads.pause('m')
    expect((await downloads.list())[0]).toMatchObject({ state: 'paused', loadedBytes: 7 })
    go()
    requests.length = 0
    await downloads.start('m')
    await expect.poll(() => seen.at(-1)?.state).toBe('ready')
    expect(requests.filter((request) => request.startsWith('GET'))).toEqual(['GET b.onnx bytes=4-', 'GET c'])
    expect(kept.get(`${BASE}b.onnx`)?.body).toBe(FILES['b.onnx'])
  })

  it('leave nothing behind when cancelled or deleted', async () => {
    const { downloads, kept, seen, hold } = setUp()
    const go = hold()
    await downloads.start('m')
    await expect.poll(() => seen.at(-1)?.loadedBytes).toBe(7)
    await downloads.cancel('m')
    go()
    expect([kept.size, seen.at(-1)]).toMatchObject([0, { state: 'absent', loadedBytes: 0 }])
  })

  it('say that the browser is full', async () => {
    const { downloads, seen } = setUp({ quota: true })
    await downloads.start('m')
    await expect.poll(() => seen.at(-1)).toMatchObject({ state: 'failed', error: { code: 'STORAGE_QUOTA' } })
    await expect(downloads.start('other')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })
})
