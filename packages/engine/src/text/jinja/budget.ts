const MAX_STEPS = 1_000_000
/** Texts on the way to the result may be longer than it. */
const MAX_TEXT = 4_000_000
const MAX_ITEMS = 200_000

/** What one rendering may use. A template is untrusted, so every loop, copy and text is paid for. @internal */
export class Budget {
  #steps = 0

  spend(steps = 1): void {
    this.#steps += steps
    if (!(this.#steps <= MAX_STEPS)) throw new Error('the template takes too many steps')
  }

  /** A text that was made, or the length that one would have. */
  text<T extends string | number>(made: T): T {
    const length = typeof made === 'number' ? made : made.length
    this.spend(Math.ceil(length / 256))
    if (!(length <= MAX_TEXT)) throw new Error('the template makes a text that is too long')
    return made
  }

  /** A list that was made, or the length that one would have. */
  items<T extends readonly unknown[] | number>(made: T): T {
    const length = typeof made === 'number' ? made : made.length
    this.spend(Math.ceil(length / 8))
    if (!(length <= MAX_ITEMS)) throw new Error('the template makes a list that is too long')
    return made
  }
}
