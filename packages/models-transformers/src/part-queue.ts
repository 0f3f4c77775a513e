/** Turns callbacks into a stream. @internal */
export class PartQueue<T> {
  readonly #parts: T[] = []
  #isEnded = false
  #error: unknown
  #wake: (() => void) | undefined

  push(part: T): void {
    this.#parts.push(part)
    this.#wake?.()
  }

  end(): void {
    this.#isEnded = true
    this.#wake?.()
  }

  fail(error: unknown): void {
    this.#error = error
    this.end()
  }

  async *read(): AsyncGenerator<T, void, void> {
    for (;;) {
      const part = this.#parts.shift()
      if (part !== undefined) {
        yield part
      } else if (this.#isEnded) {
        if (this.#error !== undefined) throw this.#error
        return
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        this.#wake = undefined
      }
    }
  }
}
