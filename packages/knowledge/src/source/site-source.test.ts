import { gzipSync } from 'node:zlib'
import type { JsonObject } from '@skep/schema'
import { afterEach, describe, expect, it } from 'vitest'
import { type SiteSourceOptions, siteSource } from './site-source.ts'
import type { KnownItem, SourceEvent, SyncRequest } from './types.ts'
import { type Answer, createTestClock, nodeHttp, serve, type TestServer } from './web.fixture.ts'

let web: TestServer
afterEach(() => web.close())

type Site = Readonly<Record<string, Answer | number | string | ((origin: string) => Answer)>>

async function open(site: Site): Promise<void> {
  web = await serve((path) => {
    const found = Object.hasOwn(site, path) ? site[path] : 404
    if (typeof found === 'function') return found(web.url)
    return typeof found === 'string' ? { body: page(path, found) } : (found ?? 404)
  })
}

function page(title: string, links: string): string {
  const anchors = links.split(' ').map((link) => `<a href="${link}">x</a>`)
  return `<!doctype html><title>${title}</title><p>Page ${title}</p>${anchors.join('')}`
}

async function crawl(
  options: Partial<SiteSourceOptions> = {},
  request: Partial<SyncRequest> = {},
): Promise<SourceEvent[]> {
  const { start = '/', ...rest } = options
  const site = siteSource({ http: nodeHttp, clock: createTestClock(), ...rest, start: web.url + start })
  const events: SourceEvent[] = []
  for await (const event of site.sync({ known: [], signal: new AbortController().signal, ...request }))
    events.push(event)
  return events
}

function pathOf(key: string): string {
  return key.replace(web.url, '')
}

/** `added /a`, `skipped /b robots`. */
function told(events: readonly SourceEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.type === 'document') return [`${event.change} ${pathOf(event.content.key)}`]
    if (event.type === 'skipped') return [`skipped ${pathOf(event.key)} ${event.reason}`]
    if (event.type === 'failed') return [`failed ${pathOf(event.key)} ${event.error.code}`]
    if (event.type === 'unchanged' || event.type === 'removed') return [`${event.type} ${pathOf(event.key)}`]
    return []
  })
}

function held(events: readonly SourceEvent[]): KnownItem[] {
  return events.flatMap((event) => (event.type === 'document' ? [event.content] : []))
}

const finished = (events: readonly SourceEvent[]) => events.at(-1)

describe('a crawl', () => {
  it('follows links within its origin, as deep as it may, each page once', async () => {
    await open({
      '/': '/a /b# https://other.example/x mailto:a@b.c',
      '/a': '/ /b /a/deep',
      '/b': '',
      '/a/deep': '/a/deeper',
      '/a/deeper': '',
    })
    const events = await crawl()
    expect(told(events)).toEqual(['added /', 'added /a', 'added /b', 'added /a/deep'])
    expect(finished(events)).toEqual({ type: 'finished', isComplete: true })
    expect(told(await crawl({ maxDepth: 0 }))).toEqual(['added /'])
    expect(told(await crawl({ maxPages: 2 }))).toEqual(['added /', 'added /a'])
  })

  it('takes what its sitemaps name, by indexes and packed ones too', async () => {
    const urls =
      (...paths: string[]) =>
      (origin: string) => ({
        type: 'application/xml',
        body: `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="i">${paths.map((path) => `<url><loc> ${origin}${path.replace('&', '&amp;')} </loc><i:image><i:loc>${origin}/i.png</i:loc></i:image></url>`).join('')}</urlset>`,
      })
    await open({
      '/robots.txt': (origin) => ({ type: 'text/plain', body: `Sitemap: ${origin}/index.xml` }),
      '/index.xml': (origin) => ({
        body: `<sitemapindex><sitemap><loc>${origin}/one.xml</loc></sitemap><sitemap><loc>${origin}/two.xml.gz</loc></sitemap><sitemap><loc>${origin}/index.xml</loc></sitemap><sitemap><loc>${origin}/gone.xml</loc></sitemap></sitemapindex>`,
      }),
      '/one.xml': urls('/hidden', '/list?a=1&b=2'),
      '/two.xml.gz': (origin) => ({
        type: 'application/gzip',
        body: gzipSync(String(urls('/packed', '/picture.png')(origin).body)),
      }),
      '/': '',
      '/hidden': '',
      '/packed': '',
      '/list?a=1&b=2': '',
    })
    expect(told(await crawl())).toEqual(['added /', 'added /hidden', 'added /list?a=1&b=2', 'added /packed'])
    expect(told(await crawl({ sitemap: false }))).toEqual(['added /'])
  })

  it('keeps to include and exclude, and reads its start for links', async () => {
    await open({ '/': '/docs/a /docs/print/a /blog', '/docs/a': '/docs/b/c', '/docs/b/c': '', '/blog': '' })
    const events = await crawl({ include: ['/docs/**'], exclude: ['**/print/**'] })
    expect(told(events)).toEqual(['added /docs/a', 'added /docs/b/c'])
    expect(web.asked).not.toContain('/blog')
  })

  it('respects robots.txt and the marks of a page', async () => {
    await open({
      '/robots.txt': { type: 'text/plain', body: 'User-agent: *\nDisallow: /private\nCrawl-delay: 3' },
      '/': '/private/a /moved /quiet /dead-end',
      '/moved': { status: 301, headers: { location: '/private/b' } },
      '/private/a': '',
      '/private/b': '',
      '/quiet': { body: '<title>q</title><meta name="robots" content="noindex"><a href="/found">f</a>' },
      '/dead-end': { body: '<title>d</title><meta name="ROBOTS" content="NOFOLLOW"><a href="/lost">f</a>' },
      '/found': '',
      '/lost': '',
    })
    const clock = createTestClock()
    expect(told(await crawl({ clock }))).toEqual([
      'added /',
      'skipped /private/a robots',
      'skipped /moved robots',
      'skipped /quiet noindex',
      'added /dead-end',
      'added /found',
    ])
    expect(web.asked).not.toContain('/private/a')
    expect(new Set(clock.slept.slice(1))).toEqual(new Set([3000]))
  })

  it('does not begin where robots.txt forbids it, or where the server of robots.txt fails', async () => {
    await open({ '/robots.txt': { body: 'User-agent: *\nDisallow: /' }, '/': '' })
    await expect(crawl()).rejects.toMatchObject({ code: 'SOURCE_NOT_ALLOWED' })
    await web.close()
    await open({ '/robots.txt': 500, '/': '' })
    await expect(crawl()).rejects.toMatchObject({ code: 'SOURCE_NOT_ALLOWED' })
    expect(web.asked).toEqual(['/robots.txt'])
  })

  it('waits as long as a busy server asks, and goes on past pages that fail', async () => {
    let asked = 0
    await open({
      '/': '/busy /broken /picture /away',
      '/busy': () => (asked++ < 1 ? { status: 429, headers: { 'retry-after': '7' } } : { body: 'fine' }),
      '/broken': 500,
      '/picture': { type: 'image/png', body: 'x' },
      '/away': { status: 302, headers: { location: 'http://localhost:1/' } },
    })
    const clock = createTestClock()
    const events = await crawl({ clock })
    expect(told(events)).toEqual([
      'added /',
      'added /busy',
      'failed /broken HTTP_STATUS',
      'skipped /picture type',
      expect.stringMatching(/^failed \/away/),
    ])
    expect(clock.slept).toContain(7000)
    expect(finished(events)).toMatchObject({ isComplete: false })
  })

  it('tells one page under two addresses once, by the address that the page names', async () => {
    await open({
      '/': '/a /b',
      '/a': { body: '<title>a</title><link rel=canonical href="/same">x' },
      '/b': { body: '<title>b</title><link rel=canonical href="/same">x' },
    })
    expect(told(await crawl())).toEqual(['added /', 'added /same', 'skipped /b duplicate'])
  })

  it('tells the next time what is new, changed, the same and gone', async () => {
    await open({ '/': '/a /b /c', '/a': '', '/b': '', '/c': '' })
    const known = held(await crawl())
    await web.close()
    const before = web.url
    await open({ '/': '/a /c /d', '/a': '', '/c': '/x', '/d': '', '/x': 404 })
    const moved = known.map(({ key, version }) => ({ key: key.replace(before, web.url), version }))
    const events = await crawl({}, { known: moved })
    expect(told(events)).toEqual(['changed /', 'unchanged /a', 'changed /c', 'added /d', 'removed /b'])
  })

  it('tells nothing as gone that a limit or a failure has hidden', async () => {
    await open({ '/': '/a /b', '/a': 500, '/b': '' })
    const known = ['/a', '/x'].map((path) => ({ key: web.url + path, version: '1' }))
    expect(told(await crawl({}, { known }))).toEqual(['added /', 'failed /a HTTP_STATUS', 'added /b'])
    expect(told(await crawl({ maxPages: 1 }, { known }))).toEqual(['added /'])
  })

  it('goes on from a checkpoint without asking twice', async () => {
    await open({ '/': '/a /b', '/a': '/c', '/b': '', '/c': '' })
    const states: JsonObject[] = []
    for (const event of await crawl()) if (event.type === 'checkpoint') states.push(event.state)
    const asked = web.asked.length
    const resumeFrom = JSON.parse(JSON.stringify(states[1]))
    const events = await crawl({}, { resumeFrom, known: [{ key: `${web.url}/`, version: 'old' }] })
    expect(told(events)).toEqual(['added /b', 'added /c'])
    expect(web.asked.slice(asked)).toEqual(['/robots.txt', '/b', '/c'])
  })

  it('stops when its signal fires', async () => {
    await open({ '/': '/a /b', '/a': '', '/b': '' })
    const stop = new AbortController()
    const site = siteSource({ start: web.url, http: nodeHttp, clock: createTestClock() })
    const seen: SourceEvent[] = []
    const work = (async () => {
      for await (const event of site.sync({ known: [], signal: stop.signal })) {
        seen.push(event)
        if (event.type === 'document') stop.abort()
      }
    })()
    await expect(work).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    expect(told(seen)).toEqual(['added /'])
  })
})
