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
export function pageSource({ addresses, ...options }: PageSourceOptions): SourcePort {
  return {
    async *sync({ known, signal }) {
      const { readPage } = await import('./read-page.ts')
      const { throwIfStopped, toSourceError } = await import('./source-error.ts')
      const { KnownItems } = await import('./known-items.ts')
      const items = new KnownItems(known)
      for (const [at, address] of addresses.entries()) {
        yield { type: 'progress', done: at, waiting: addresses.length - at }
        try {
          const { content, url } = await readPage(address, { ...options, signal })
          // Of a page that has moved, what is held goes by its old address.
          items.see(url.href)
          items.see(address)
          yield items.compare(content)
        } catch (error) {
          throwIfStopped(signal)
          const data = toSourceError(error)
          const isGone = data.code === 'HTTP_STATUS' && (data.data.status === 404 || data.data.status === 410)
          if (isGone && items.has(address)) yield { type: 'removed', key: address }
          else yield { type: 'failed', key: address, error: data }
          items.see(address)
        }
      }
      yield { type: 'progress', done: addresses.length, waiting: 0 }
      yield { type: 'finished', isComplete: true }
    },
  }
}
