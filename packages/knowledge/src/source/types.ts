import type { ErrorData, JsonObject } from '@skep/schema'

/** A document of a source, before its content is fetched. @public */
export interface SourceItem {
  /** Names the document within its source for ever, e.g. its address. */
  readonly key: string
  /** What people call it. A label, never a path. */
  readonly name: string
  readonly mimeType?: string
  /** Where a person can open it. */
  readonly url?: string
  /** Changes when the content changes: a revision, an ETag, a hash. */
  readonly version?: string
  readonly metadata?: JsonObject
}

/** A document with its bytes, as `loadDocument` takes them. @public */
export interface SourceContent extends SourceItem {
  readonly bytes: Uint8Array
  /** As of the item, or `sha256:` and the hash of the bytes where the source has no versions. */
  readonly version: string
}

/** A document that the caller holds from an earlier sync. @public */
export interface KnownItem {
  readonly key: string
  readonly version: string
}

/** Why a document that was found is left out. @public */
export type SkipReason = 'robots' | 'noindex' | 'origin' | 'type' | 'duplicate'

/** @public */
export type SourceEvent =
  /** Store it: a new one, or a new version of a known one. */
  | { readonly type: 'document'; readonly change: 'added' | 'changed'; readonly content: SourceContent }
  | { readonly type: 'unchanged'; readonly key: string }
  /** Delete it: the source has it no more. */
  | { readonly type: 'removed'; readonly key: string }
  | { readonly type: 'skipped'; readonly key: string; readonly reason: SkipReason }
  /** This document could not be had; what is held of it stays. */
  | { readonly type: 'failed'; readonly key: string; readonly error: ErrorData }
  | { readonly type: 'progress'; readonly done: number; readonly waiting: number }
  /** Once everything before it is stored, a sync that is given this state goes on from here. */
  | { readonly type: 'checkpoint'; readonly state: JsonObject }
  /**
   * The end. `isComplete` is false where a limit or a failure hid a part of the source, so that what was not seen was
   * not told as removed. `cursor` is for the next sync.
   */
  | { readonly type: 'finished'; readonly isComplete: boolean; readonly cursor?: string }

/** @public */
export interface SyncRequest {
  /** Everything that is held of this source. */
  readonly known: readonly KnownItem[]
  /** Of the last `checkpoint` of a sync that did not finish. */
  readonly resumeFrom?: JsonObject
  /** Of the last `finished`. */
  readonly cursor?: string
  readonly signal: AbortSignal
}

/**
 * Where documents come from. Every source of this package is one: pages, a site, a connector of the host's. Knows
 * nothing of knowledge bases: the caller stores, replaces and deletes as the events say.
 * @public
 */
export interface SourcePort {
  /**
   * Goes through the source and tells what is new, changed and gone.
   * @throws `CALL_ABORTED` when the signal fires, and what makes the whole source unreachable
   */
  sync(request: SyncRequest): AsyncIterable<SourceEvent>
}
