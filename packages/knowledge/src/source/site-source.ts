import type { ClockPort, HttpPort } from '@skep/engine'
import type { SourcePort } from './types.ts'

/** @public */
export interface SiteSourceOptions {
  /** Where reading begins. */
  readonly start: string
  /** The host's fetcher. */
  readonly http: HttpPort
  /** Waits between requests. */
  readonly clock: Pick<ClockPort, 'sleep'>
  /** How many links away from the start a page may be. Default 2; 0 is the start and what sitemaps name. */
  readonly maxDepth?: number
  /** Most pages that are fetched. Default 100. */
  readonly maxPages?: number
  /**
   * Only pages that fit one of these are taken: globs over path and query, `/docs/**`, `/blog/*`. Pages that do not fit
   * are read for their links when they are at the start.
   */
  readonly include?: readonly string[]
  /** Pages that fit one of these are neither taken nor read. */
  readonly exclude?: readonly string[]
  /** Other origins that belong to the site, e.g. `https://cdn.docs.example`. Default: that of the start alone. */
  readonly origins?: readonly string[]
  /** Whether pages that sitemaps name are taken as well. Default true. */
  readonly sitemap?: boolean
  /** Between two requests, in milliseconds; robots.txt may ask for more. Default 250. */
  readonly delayMs?: number
  /** The name by which robots.txt knows this reader. Default `skep`. */
  readonly agent?: string
  /** Largest page, in bytes. Default 20 MiB. */
  readonly maxBytes?: number
}

/**
 * The pages of a site: by its sitemaps and its links, as far as robots.txt allows. What is known and was not found again
 * is told as removed only when nothing kept the crawl from finding it.
 * @example
 * const site = siteSource({ start: 'https://docs.example/', include: ['/docs/**'], http, clock })
 * for await (const event of site.sync({ known, signal })) …
 * @throws `HTTP_URL_INVALID`, `CALL_INVALID` on a wrong address or pattern, when `sync` begins
 * @public
 */
export function siteSource(options: SiteSourceOptions): SourcePort {
  return {
    async *sync(request) {
      const { crawlSite } = await import('./crawl-site.ts')
      yield* crawlSite(options, request)
    },
  }
}
