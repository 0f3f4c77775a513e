import { type JsonObject, SkepError } from '@skep/schema'
import { contentHash } from '../ingest/content-hash.ts'
import type { SourceConnector } from './connector-source.ts'
import { KnownItems } from './known-items.ts'
import { throwIfStopped, toSourceError } from './source-error.ts'
import type { SourceContent, SourceEvent, SourceItem, SyncRequest } from './types.ts'

/** A source that hands out parts for ever has an error in it. */
const MAX_PARTS = 100_000

/** What one part of a listing or of changes says. */
interface Part {
  readonly items: readonly SourceItem[]
  readonly removed: readonly string[]
  readonly cursor: string | undefined
}

/** Where a sync that was broken off goes on: the next part of the listing, or the last cursor of the changes. */
interface Place {
  readonly next?: string
  readonly cursor?: string
  /** The cursor for the next sync, as the first part of the listing named it. */
  readonly latest?: string
  /** Keys that were listed before the break. */
  readonly listed?: readonly string[]
  /** Keys of the part that the break came in whose documents were taken. */
  readonly taken?: readonly string[]
}

/** Goes through the parts of a connector and compares them with what is known. */
export async function* syncConnector(
  connector: SourceConnector,
  { known, cursor, resumeFrom, signal }: SyncRequest,
): AsyncGenerator<SourceEvent> {
  const place = readPlace(resumeFrom)
  const since = place.cursor ?? cursor
  const changes =
    since === undefined || !connector.changedSince ? null : changedParts(connector, since, signal)
  const first = changes && (await changes.next())
  if (changes && first && !(first.done && first.value === 'forgotten')) {
    const items = new KnownItems(known)
    let last = since
    let done = 0
    let taken: Iterable<string> = place.taken ?? []
    for (let step = first; !step.done; step = await changes.next()) {
      const reached: JsonObject = last === undefined ? {} : { cursor: last }
      for await (const event of tellPart(connector, step.value, items, signal, reached, taken)) yield event
      taken = []
      done += step.value.items.length
      last = step.value.cursor ?? last
      yield { type: 'progress', done, waiting: 0 }
      if (last !== undefined) yield { type: 'checkpoint', state: { cursor: last } }
    }
    yield { type: 'finished', isComplete: true, ...(last === undefined ? {} : { cursor: last }) }
    return
  }
  const listed = new Set(place.listed)
  const items = new KnownItems(known, listed)
  let next = place.next
  let latest = place.latest
  let taken: Iterable<string> = place.taken ?? []
  for (let part = 0; ; part++) {
    throwIfStopped(signal)
    const page = await connector.list({ ...(next === undefined ? {} : { next }), signal })
    // The first part's is the oldest, and what changes while the rest is listed comes after it.
    latest ??= page.cursor
    const told: Part = { items: page.items, removed: [], cursor: undefined }
    const reached: JsonObject = {
      ...(next === undefined ? {} : { next }),
      ...(latest === undefined ? {} : { latest }),
      listed: [...listed],
    }
    for await (const event of tellPart(connector, told, items, signal, reached, taken)) yield event
    taken = []
    for (const { key } of page.items) listed.add(key)
    yield { type: 'progress', done: listed.size, waiting: 0 }
    if (page.next === undefined) break
    if (page.next === next || part >= MAX_PARTS) throw endless()
    next = page.next
    const state: JsonObject = { next, listed: [...listed], ...(latest === undefined ? {} : { latest }) }
    yield { type: 'checkpoint', state }
  }
  for (const key of items.unseen) yield { type: 'removed', key }
  yield { type: 'finished', isComplete: true, ...(latest === undefined ? {} : { cursor: latest }) }
}

function readPlace(state: SyncRequest['resumeFrom']): Place {
  return {
    ...(typeof state?.next === 'string' ? { next: state.next } : {}),
    ...(typeof state?.cursor === 'string' ? { cursor: state.cursor } : {}),
    ...(typeof state?.latest === 'string' ? { latest: state.latest } : {}),
    ...(Array.isArray(state?.listed)
      ? { listed: state.listed.filter((key) => typeof key === 'string') }
      : {}),
    ...(Array.isArray(state?.taken) ? { taken: state.taken.filter((key) => typeof key === 'string') } : {}),
  }
}

/** The parts of what has changed; returns `forgotten` where the source does not remember. */
async function* changedParts(
  connector: SourceConnector,
  since: string,
  signal: AbortSignal,
): AsyncGenerator<Part, 'forgotten' | 'complete'> {
  let cursor = since
  for (let part = 0; ; part++) {
    throwIfStopped(signal)
    const answer = await connector.changedSince?.(cursor, { signal })
    if (!answer) {
      if (part === 0) return 'forgotten'
      throw endless()
    }
    yield { items: answer.changed, removed: answer.removed, cursor: answer.cursor }
    if (!answer.hasMore) return 'complete'
    if (answer.cursor === cursor || part >= MAX_PARTS) throw endless()
    cursor = answer.cursor
  }
}

function endless(): SkepError {
  return new SkepError(
    'SOURCE_FAILED',
    'The source does not come to an end: it gives the same place again. Check its connector.',
  )
}

/** `reached` is where a sync goes on that is broken off within this part, `before` what it has taken of it by then. */
async function* tellPart(
  connector: SourceConnector,
  part: Part,
  items: KnownItems,
  signal: AbortSignal,
  reached: JsonObject,
  before: Iterable<string>,
): AsyncGenerator<SourceEvent> {
  const taken = new Set(before)
  for (const item of part.items) {
    throwIfStopped(signal)
    items.see(item.key)
    if (taken.has(item.key)) continue
    if (items.isCurrent(item.key, item.version)) {
      yield { type: 'unchanged', key: item.key }
      continue
    }
    try {
      yield items.compare(await fetchItem(connector, item, signal))
      taken.add(item.key)
      yield { type: 'checkpoint', state: { ...reached, taken: [...taken] } }
    } catch (error) {
      throwIfStopped(signal)
      yield { type: 'failed', key: item.key, error: toSourceError(error) }
    }
  }
  for (const key of part.removed) {
    if (items.has(key)) yield { type: 'removed', key }
  }
}

async function fetchItem(
  connector: SourceConnector,
  item: SourceItem,
  signal: AbortSignal,
): Promise<SourceContent> {
  const { bytes, mimeType, version } = await connector.fetch(item, { signal })
  return {
    ...item,
    ...(mimeType === undefined ? {} : { mimeType }),
    bytes,
    version: version ?? item.version ?? `sha256:${await contentHash(bytes)}`,
  }
}
