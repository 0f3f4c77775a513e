import type { JsonObject, JsonValue } from '@skep/schema'

/** A site that names more addresses than this is read as far as these go. */
const MAX_ADDRESSES = 20_000

/** An address that waits for its turn. */
export interface Waiting {
  readonly address: string
  readonly depth: number
}

/** Where a crawl stands; becomes JSON and comes back. */
export class CrawlState {
  readonly queue: Waiting[]
  /** Every address that was queued or led to. */
  readonly seen: Set<string>
  /** Keys of the documents that were told, so that one page under two addresses is one document. */
  readonly told: Set<string>
  fetched: number
  /** Whether a failure or a limit keeps something from being found. */
  isHidden: boolean

  constructor(state: JsonObject = {}) {
    this.queue = listOf(state.queue).flatMap((entry) => {
      if (!Array.isArray(entry)) return []
      const [address, depth] = entry
      return typeof address === 'string' && typeof depth === 'number' ? [{ address, depth }] : []
    })
    this.seen = new Set(listOf(state.seen).filter((value) => typeof value === 'string'))
    this.told = new Set(listOf(state.told).filter((value) => typeof value === 'string'))
    this.fetched = typeof state.fetched === 'number' ? state.fetched : 0
    this.isHidden = state.isHidden === true
  }

  add(address: string, depth: number): void {
    if (this.seen.has(address)) return
    if (this.seen.size >= MAX_ADDRESSES) {
      this.isHidden = true
      return
    }
    this.seen.add(address)
    this.queue.push({ address, depth })
  }

  toJson(): JsonObject {
    return {
      queue: this.queue.map(({ address, depth }) => [address, depth]),
      seen: [...this.seen],
      told: [...this.told],
      fetched: this.fetched,
      isHidden: this.isHidden,
    }
  }
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}
