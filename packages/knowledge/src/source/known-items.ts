import type { KnownItem, SourceContent, SourceEvent } from './types.ts'

/** What is held of a source, compared with what is seen of it. */
export class KnownItems {
  readonly #versions: Map<string, string>
  readonly #unseen: Set<string>

  constructor(known: readonly KnownItem[], seen: Iterable<string> = []) {
    this.#versions = new Map(known.map(({ key, version }) => [key, version]))
    this.#unseen = new Set(this.#versions.keys())
    for (const key of seen) this.#unseen.delete(key)
  }

  /** Notes that the source has or tells of this document. */
  see(key: string): void {
    this.#unseen.delete(key)
  }

  has(key: string): boolean {
    return this.#versions.has(key)
  }

  /** Whether the source holds the version that is known. False without a version to compare. */
  isCurrent(key: string, version: string | undefined): boolean {
    return version !== undefined && this.#versions.get(key) === version
  }

  /** What to tell of a document that was fetched. */
  compare(content: SourceContent): SourceEvent {
    this.see(content.key)
    if (this.isCurrent(content.key, content.version)) return { type: 'unchanged', key: content.key }
    return { type: 'document', change: this.has(content.key) ? 'changed' : 'added', content }
  }

  get unseen(): readonly string[] {
    return [...this.#unseen]
  }
}
