import type { ErrorData } from '@skep/schema'

/**
 * Where a base gets documents from, again and again. `pages`: single addresses; `site`: what its sitemaps name and its
 * links lead to, as far as its robots.txt allows; `connector`: one of the host's own, by its name.
 * @public
 */
export type SourceInput =
  | { readonly type: 'pages'; readonly addresses: readonly string[] }
  | {
      readonly type: 'site'
      readonly start: string
      /** How many links away from the start a page may be. Default 2. */
      readonly maxDepth?: number
      /** Most pages that are fetched. Default 100. */
      readonly maxPages?: number
      /** Globs over path and query, `/docs/**`: only pages that fit one are taken. */
      readonly include?: readonly string[]
      readonly exclude?: readonly string[]
      /** Whether pages that sitemaps name are taken as well. Default true. */
      readonly sitemap?: boolean
    }
  | { readonly type: 'connector'; readonly connector: string }

/** What a sync did. @public */
export interface SyncReport {
  readonly endedAtMs: number
  /** False where a limit or a failure hid a part of the source: then nothing that was not seen was removed. */
  readonly isComplete: boolean
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly removed: number
  readonly skipped: number
  readonly failed: number
  /** Why the first of them did. */
  readonly failure?: ErrorData
}

/** @public */
export interface KnowledgeSource {
  readonly id: string
  readonly input: SourceInput
  readonly state: 'idle' | 'syncing' | 'failed'
  /** While it syncs: documents that were looked at, and those that are known to wait. */
  readonly step?: { readonly done: number; readonly waiting: number }
  readonly lastSync?: SyncReport
  readonly error?: ErrorData
  /** What the source gave to ask for changes alone next time. */
  readonly cursor?: string
}
