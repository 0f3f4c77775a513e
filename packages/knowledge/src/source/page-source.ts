import type { HttpPort } from '@skep/engine'
import type { SourcePort } from './types.ts'

/** @public */
export interface PageSourceOptions {
  /** Addresses of pages or files. */
  readonly addresses: readonly string[]
  /** The host's fetcher. In a page without a relay it reaches what allows this page to read it (CORS). */
  readonly http: HttpPort
  /** Largest page, in bytes. Default 20 MiB. */
  readonly maxBytes?: number
}

/**
 * Single pages of the web. A page that answers 404 or 410 is told as removed where it was known.
 * @example
 * for await (const event of pageSource({ addresses: ['https://docs.example/start'], http }).sync({ known: [], signal }))
 *   if (event.type === 'document') await upload(event.content)
 * @public
 */
export function pageSource(options: PageSourceOptions): SourcePort {
  return {
    async *sync(request) {
      const { syncPages } = await import('./sync-pages.ts')
      yield* syncPages(options, request)
    },
  }
}
