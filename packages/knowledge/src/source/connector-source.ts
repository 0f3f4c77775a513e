import type { SourceItem, SourcePort } from './types.ts'

/**
 * Documents that the host holds elsewhere: a drive, a wiki, a ticket system. Implement `list` and `fetch`; with
 * `changedSince` a sync asks only for what is new.
 * @public
 */
export interface SourceConnector {
  /** One part of everything that there is; `next` asks for the following part. */
  list(options: {
    readonly next?: string
    readonly signal: AbortSignal
  }): Promise<{ readonly items: readonly SourceItem[]; readonly next?: string; readonly cursor?: string }>
  fetch(
    item: SourceItem,
    options: { readonly signal: AbortSignal },
  ): Promise<{ readonly bytes: Uint8Array; readonly mimeType?: string; readonly version?: string }>
  /**
   * One part of what has changed since `cursor`, which an earlier `list` or `changedSince` gave. Null when the source
   * no longer remembers so far back: then everything is listed.
   */
  changedSince?(
    cursor: string,
    options: { readonly signal: AbortSignal },
  ): Promise<{
    readonly changed: readonly SourceItem[]
    /** Keys of documents that are gone. */
    readonly removed: readonly string[]
    readonly cursor: string
    readonly hasMore: boolean
  } | null>
}

/**
 * A source over a connector of the host's. Items whose version is known are not fetched.
 * @public
 */
export function connectorSource(connector: SourceConnector): SourcePort {
  return {
    async *sync(request) {
      const { syncConnector } = await import('./sync-connector.ts')
      yield* syncConnector(connector, request)
    },
  }
}
