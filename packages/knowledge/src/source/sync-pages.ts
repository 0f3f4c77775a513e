import { KnownItems } from './known-items.ts'
import type { PageSourceOptions } from './page-source.ts'
import { readPage } from './read-page.ts'
import { throwIfStopped, toSourceError } from './source-error.ts'
import type { SourceEvent, SyncRequest } from './types.ts'

/** Reads pages one after another and compares them with what is known. */
export async function* syncPages(
  { addresses, ...options }: PageSourceOptions,
  { known, resumeFrom, signal }: SyncRequest,
): AsyncGenerator<SourceEvent> {
  const items = new KnownItems(known)
  const taken = typeof resumeFrom?.taken === 'number' ? resumeFrom.taken : 0
  for (const [at, address] of addresses.entries()) {
    if (at < taken) continue
    yield { type: 'progress', done: at, waiting: addresses.length - at }
    try {
      yield items.compare((await readPage(address, { ...options, signal })).content)
    } catch (error) {
      throwIfStopped(signal)
      const data = toSourceError(error)
      const isGone = data.code === 'HTTP_STATUS' && (data.data.status === 404 || data.data.status === 410)
      if (isGone && items.has(address)) yield { type: 'removed', key: address }
      else yield { type: 'failed', key: address, error: data }
    }
    yield { type: 'checkpoint', state: { taken: at + 1 } }
  }
  yield { type: 'progress', done: addresses.length, waiting: 0 }
  yield { type: 'finished', isComplete: true }
}
