import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadDocument } from '../load/load-document.ts'
import { readPage } from './read-page.ts'
import { nodeHttp, serve, type TestServer } from './web.fixture.ts'

const signal = new AbortController().signal
let web: TestServer

/** "茶道" in GBK. */
const TEA = new Uint8Array([0xb2, 0xe8, 0xb5, 0xc0])

function bytes(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return new Uint8Array(
    parts.flatMap((part) => [...(typeof part === 'string' ? new TextEncoder().encode(part) : part)]),
  )
}

beforeAll(async () => {
  web = await serve((path) => {
    switch (path) {
      case '/guide':
        return {
          type: 'text/html; charset=utf-8',
          body: '<!doctype html><title>How to\n descale &amp; clean</title><link rel="canonical" href="/guide/"><h1>Descaling</h1><p>Use citric acid.</p><a href="#top">Top</a><a href="next?a=1#x">Next</a><a href="javascript:alert(1)">no</a>',
        }
      case '/old':
        return { status: 302, headers: { location: '/guide' } }
      case '/loop':
        return { status: 302, headers: { location: '/loop' } }
      case '/gbk':
        return { type: 'text/html; charset=gbk', body: bytes('<title>', TEA, '</title><p>', TEA, TEA, TEA) }
      case '/elsewhere':
        return { body: '<html><title>T</title><link rel="canonical" href="https://evil.example/"><p>x' }
      case '/untyped':
        return { type: '', body: '<!DOCTYPE html><title>Untyped</title><p>text' }
      case '/sheet/prices%202026.csv':
        return { type: 'text/csv', body: 'item;price\nFilter;4' }
      case '/picture':
        return { type: 'image/png', body: 'PNG' }
      case '/drawing':
        return { body: '<html><body><svg><title>Drawing</title></svg><title>Page</title>x' }
      case '/bad%ZZname':
        return { type: 'text/plain', body: 'words' }
      case '/big':
        return { body: 'x'.repeat(5_000) }
      case '/empty':
        return { body: '' }
      default:
        return 404
    }
  })
})
afterAll(() => web.close())

const read = (path: string, maxBytes?: number) =>
  readPage(web.url + path, { http: nodeHttp, signal, ...(maxBytes ? { maxBytes } : {}) })

describe('a page', () => {
  it('becomes a document with its title, its right address and its links', async () => {
    const { content, facts } = await read('/guide')
    expect(content).toMatchObject({
      key: `${web.url}/guide/`,
      name: 'How to descale & clean',
      mimeType: 'text/html; charset=utf-8',
      version: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    })
    expect(facts?.links.map(({ href }) => href)).toEqual([`${web.url}/guide`, `${web.url}/next?a=1`])
    const loaded = await loadDocument(content, { signal })
    expect(loaded).toMatchObject({ format: 'html', text: expect.stringContaining('Use citric acid.') })
  })

  it('is known by where redirects end', async () => {
    const { url, content } = await read('/old')
    expect([url.pathname, content.key]).toEqual(['/guide', `${web.url}/guide/`])
  })

  it('is read in the encoding that its server names', async () => {
    const { content } = await read('/gbk')
    expect(content.name).toBe('茶道')
    expect((await loadDocument(content, { signal })).text).toContain('茶道茶道茶道')
  })

  it('may not claim the address of another site', async () => {
    expect((await read('/elsewhere')).content.key).toBe(`${web.url}/elsewhere`)
  })

  it.each([
    ['/untyped', 'Untyped'],
    ['/sheet/prices%202026.csv', 'prices 2026.csv'],
    ['/drawing', 'Page'],
    ['/bad%ZZname', 'bad%ZZname'],
  ])('%s is called %s', async (path, name) => {
    expect((await read(path)).content.name).toBe(name)
  })

  it.each([
    ['/picture', 'DOCUMENT_TYPE_UNSUPPORTED'],
    ['/empty', 'DOCUMENT_EMPTY'],
    ['/nothing', 'HTTP_STATUS'],
  ])('%s ends in %s', async (path, code) => {
    await expect(read(path)).rejects.toMatchObject({ code })
  })

  it('that is larger than the limit ends in its code', async () => {
    await expect(read('/big', 1_000)).rejects.toMatchObject({ code: 'HTTP_TOO_LARGE' })
  })

  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://a:b@site.example/',
    '',
    'ftp://x',
    'x'.repeat(3_000),
  ])('is not sought at %.30s', async (address) => {
    await expect(readPage(address, { http: nodeHttp, signal })).rejects.toMatchObject({
      code: 'HTTP_URL_INVALID',
    })
  })
})
