import { callListener } from '../call-listener.ts'

/** Tells listeners of what happens, in order, each even when another throws. @internal */
export class Emitter<Event> {
  readonly #listeners = new Set<(event: Event) => void>()

  emit(event: Event): void {
    for (const listener of [...this.#listeners]) callListener(listener, event)
  }

  listen(listener: (event: Event) => void): () => void {
    const own = (event: Event): void => listener(event) // the same function may listen twice
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }
}
