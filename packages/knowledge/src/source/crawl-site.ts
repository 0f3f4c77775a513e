import { hasErrorCode, SkepError } from '@skep/schema'
import { readAddress, requireAddress } from './address.ts'
import { CrawlState } from './crawl-state.ts'
import { type Fetched, fetchSource, requireSuccess } from './fetch-source.ts'
import { KnownItems } from './known-items.ts'
import { pathPattern } from './path-pattern.ts'
import { type ReadPage, toReadPage } from './read-page.ts'
import { parseRobots, type RobotsRules } from './robots.ts'
import type { SiteSourceOptions } from './site-source.ts'
import { readSitemaps } from './sitemap.ts'
import { throwIfStopped, toSourceError } from './source-error.ts'
import type { SourceEvent, SyncRequest } from './types.ts'

const DEFAULT_DELAY_MS = 250
/** A server that asks for patience gets it, up to this. */
const MAX_PATIENCE_MS = 60_000
const MAX_TRIES = 3
/** Links to these are not worth a request. */
const NO_TEXT =
  /\.(?:png|jpe?g|gif|webp|avif|svg|ico|bmp|css|js|mjs|map|woff2?|ttf|eot|mp[34]|webm|ogg|wav|avi|mov|zip|gz|tgz|7z|rar|exe|dmg|wasm)$/i

/** Reads a site, one request after another. */
export async function* crawlSite(
  options: SiteSourceOptions,
  { known, resumeFrom, signal }: SyncRequest,
): AsyncGenerator<SourceEvent> {
  const start = requireAddress(options.start)
  const crawl = new SiteCrawl(options, start, signal)
  await crawl.readRules()
  const state = new CrawlState(resumeFrom)
  if (resumeFrom === undefined) {
    state.add(start.href, 0)
    for (const page of await crawl.listedPages()) if (crawl.isWanted(page)) state.add(page.href, 0)
  }
  const items = new KnownItems(known, state.told)
  const { maxPages = 100, maxDepth = 2 } = options
  while (state.fetched < maxPages) {
    const next = state.queue.shift()
    if (!next) break
    yield { type: 'progress', done: state.fetched, waiting: state.queue.length + 1 }
    const found = await crawl.visit(next.address)
    if (found.type !== 'skipped' || found.reason !== 'robots') state.fetched++
    if (found.type === 'page') {
      const { content, url, facts } = found.page
      state.seen.add(url.href)
      state.seen.add(content.key)
      if (facts?.isFollowable !== false && next.depth < maxDepth)
        for (const link of facts?.links ?? []) if (crawl.isWanted(link)) state.add(link.href, next.depth + 1)
      const isTaken = crawl.isTaken(url) && crawl.isTaken(new URL(content.key))
      if (isTaken && facts?.isIndexable === false)
        yield { type: 'skipped', key: content.key, reason: 'noindex' }
      else if (isTaken && state.told.has(content.key)) {
        yield { type: 'skipped', key: next.address, reason: 'duplicate' }
      } else if (isTaken) {
        state.told.add(content.key)
        yield items.compare(content)
      }
    } else if (found.type === 'gone') {
      if (items.has(next.address)) {
        items.see(next.address)
        yield { type: 'removed', key: next.address }
      }
    } else {
      if (found.type === 'failed') {
        state.isHidden = true
        items.see(next.address)
      }
      yield found
    }
    yield { type: 'checkpoint', state: state.toJson() }
  }
  const isComplete = state.queue.length === 0 && !state.isHidden
  if (isComplete) for (const key of items.unseen) yield { type: 'removed', key }
  yield { type: 'progress', done: state.fetched, waiting: state.queue.length }
  yield { type: 'finished', isComplete }
}

type Visit =
  | { readonly type: 'page'; readonly page: ReadPage }
  | { readonly type: 'gone' }
  | Extract<SourceEvent, { type: 'skipped' | 'failed' }>

class SiteCrawl {
  readonly #options: SiteSourceOptions
  readonly #start: URL
  readonly #signal: AbortSignal
  readonly #origins: ReadonlySet<string>
  readonly #include: readonly ((url: URL) => boolean)[]
  readonly #exclude: readonly ((url: URL) => boolean)[]
  /** By origin: another origin of the site has rules of its own. */
  readonly #rules = new Map<string, RobotsRules>()
  #delayMs: number
  #isFirst = true

  constructor(options: SiteSourceOptions, start: URL, signal: AbortSignal) {
    this.#options = options
    this.#start = start
    this.#signal = signal
    this.#origins = new Set([
      start.origin,
      ...(options.origins ?? []).map((each) => requireAddress(each).origin),
    ])
    this.#include = (options.include ?? []).map(pathPattern)
    this.#exclude = (options.exclude ?? []).map(pathPattern)
    this.#delayMs = options.delayMs ?? DEFAULT_DELAY_MS
  }

  /** Whether its content becomes a document. */
  isTaken(url: URL): boolean {
    if (!this.#origins.has(url.origin) || this.#exclude.some((test) => test(url))) return false
    return this.#include.length === 0 || this.#include.some((test) => test(url))
  }

  /** Whether it is worth a request. */
  isWanted(url: URL): boolean {
    return this.isTaken(url) && !NO_TEXT.test(url.pathname)
  }

  /** robots.txt of every origin. One that is missing allows all; one whose server fails allows nothing (RFC 9309). */
  async readRules(): Promise<void> {
    for (const origin of this.#origins) {
      const { status, body } = await this.#fetch(new URL('/robots.txt', origin))
      const text = status < 300 ? new TextDecoder().decode(body) : status >= 500 ? DISALLOW_ALL : ''
      const rules = parseRobots(text, this.#options.agent ?? 'skep')
      this.#rules.set(origin, rules)
      this.#delayMs = Math.max(this.#delayMs, rules.crawlDelayMs ?? 0)
    }
    if (!this.#isAllowed(this.#start)) {
      throw new SkepError(
        'SOURCE_NOT_ALLOWED',
        'The robots.txt of this site does not let it be read from this address. Start elsewhere, or ask its owner.',
        { host: this.#start.host },
      )
    }
  }

  /** What the sitemaps of the site name. */
  async listedPages(): Promise<readonly URL[]> {
    if (this.#options.sitemap === false) return []
    const named = this.#rules.get(this.#start.origin)?.sitemaps ?? []
    const maps = named.flatMap((address) => readAddress(address, this.#start.href) ?? [])
    return readSitemaps(maps.length > 0 ? maps : [new URL('/sitemap.xml', this.#start.origin)], {
      ...this.#fetchOptions(),
      pause: () => this.#pause(),
    })
  }

  async visit(address: string): Promise<Visit> {
    const url = readAddress(address)
    if (!url || !this.#isAllowed(url)) return { type: 'skipped', key: address, reason: 'robots' }
    try {
      const fetched = await this.#fetch(url)
      if (fetched.status === 404 || fetched.status === 410) return { type: 'gone' }
      requireSuccess(fetched)
      if (!this.#origins.has(fetched.url.origin)) return { type: 'skipped', key: address, reason: 'origin' }
      if (!this.#isAllowed(fetched.url)) return { type: 'skipped', key: address, reason: 'robots' }
      return { type: 'page', page: await toReadPage(fetched) }
    } catch (error) {
      throwIfStopped(this.#signal)
      if (hasErrorCode(error) && error.code === 'DOCUMENT_TYPE_UNSUPPORTED')
        return { type: 'skipped', key: address, reason: 'type' }
      return { type: 'failed', key: address, error: toSourceError(error) }
    }
  }

  #isAllowed(url: URL): boolean {
    return this.#rules.get(url.origin)?.isAllowed(url) ?? true
  }

  #fetchOptions() {
    const { http, maxBytes } = this.#options
    return { http, signal: this.#signal, ...(maxBytes === undefined ? {} : { maxBytes }) }
  }

  async #pause(ms = this.#delayMs): Promise<void> {
    if (!this.#isFirst && ms > 0) await this.#options.clock.sleep(ms, this.#signal)
    this.#isFirst = false
  }

  /** Asks again after the time that a busy server names. */
  async #fetch(url: URL): Promise<Fetched> {
    await this.#pause()
    for (let tries = 1; ; tries++) {
      const fetched = await fetchSource(url, this.#fetchOptions())
      const isBusy = fetched.status === 429 || fetched.status === 503
      if (!isBusy || tries === MAX_TRIES) return fetched
      const seconds = Number(fetched.headers.get('retry-after'))
      const wait = seconds > 0 ? seconds * 1000 : this.#delayMs * 2 ** tries
      await this.#pause(Math.min(wait, MAX_PATIENCE_MS))
    }
  }
}

const DISALLOW_ALL = 'user-agent: *\ndisallow: /'
