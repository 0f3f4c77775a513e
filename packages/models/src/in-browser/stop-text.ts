/**
 * Passes a stream of text on until one of the stop texts comes, however the pieces are cut: what may be the beginning of
 * a stop text is held back.
 * @public
 */
export class StopText {
  readonly #stops: readonly string[]
  #held = ''
  #isStopped = false

  constructor(stops: readonly string[] = []) {
    this.#stops = stops.filter((stop) => stop !== '')
  }

  /** A stop text came: everything after it is dropped. */
  get isStopped(): boolean {
    return this.#isStopped
  }

  /** What may be shown now. */
  push(text: string): string {
    if (this.#isStopped) return ''
    const all = this.#held + text
    // The one that is complete first, so that the cuts do not matter.
    const found = this.#stops
      .map((stop) => ({ start: all.indexOf(stop), end: all.indexOf(stop) + stop.length }))
      .filter(({ start }) => start !== -1)
      .sort((a, b) => a.end - b.end || a.start - b.start)[0]
    if (found) {
      this.#isStopped = true
      this.#held = ''
      return all.slice(0, found.start)
    }
    const keep = Math.max(0, ...this.#stops.map((stop) => overlap(all, stop)))
    this.#held = all.slice(all.length - keep)
    return all.slice(0, all.length - keep)
  }

  /** What was held back, at the end of the stream. */
  end(): string {
    const held = this.#held
    this.#held = ''
    return held
  }
}

/** How long a beginning of `stop` the text ends with. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length -= 1)
    if (text.endsWith(stop.slice(0, length))) return length
  return 0
}
