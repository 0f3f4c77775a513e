import type { Budget } from './budget.ts'
import { type Arguments, isTrue, type JinjaValue, text, toNumber } from './values.ts'

/** The arguments of one call, by position or by name. @internal */
export class Given {
  readonly #given: Arguments
  readonly #names: readonly string[]

  /** @throws when there are more, or other names, than `names`. */
  constructor(what: string, given: Arguments, names: readonly string[]) {
    if (given.positional.length > names.length)
      throw new Error(`${what} takes at most ${names.length} arguments`)
    for (const name of given.named.keys()) {
      if (!names.includes(name)) throw new Error(`${what} has no argument "${name}"`)
    }
    this.#given = given
    this.#names = names
  }

  has(name: string): boolean {
    const at = this.#names.indexOf(name)
    return (at >= 0 && at < this.#given.positional.length) || this.#given.named.has(name)
  }

  get(name: string, otherwise?: JinjaValue): JinjaValue {
    const at = this.#names.indexOf(name)
    if (at >= 0 && at < this.#given.positional.length) return this.#given.positional[at]
    return this.#given.named.has(name) ? this.#given.named.get(name) : otherwise
  }

  text(name: string, otherwise = ''): string {
    const value = this.get(name)
    return value === undefined ? otherwise : text(value)
  }

  /** A whole number. */
  count(name: string, otherwise: number): number {
    const value = this.get(name)
    if (value === undefined || value === null) return otherwise
    const number = toNumber(value)
    if (number === undefined || !Number.isInteger(number)) throw new Error(`"${name}" must be a whole number`)
    return number
  }

  flag(name: string, otherwise = false): boolean {
    return this.has(name) ? isTrue(this.get(name)) : otherwise
  }
}

/** What filters and methods may ask of the rendering they are part of. @internal */
export interface Tools {
  readonly budget: Budget
  /** An attribute as templates see it: `item.a`, `item.0`. */
  attribute(value: JinjaValue, name: JinjaValue): JinjaValue
  filter(name: string, value: JinjaValue, args: Arguments): JinjaValue
  test(name: string, value: JinjaValue, args: Arguments): boolean
}

/** Attributes by a path such as `user.name` or `0`. @internal */
export function attributeAt(tools: Tools, value: JinjaValue, path: JinjaValue): JinjaValue {
  if (typeof path !== 'string') return tools.attribute(value, path)
  return path
    .split('.')
    .reduce<JinjaValue>(
      (inner, part) => tools.attribute(inner, /^\d+$/.test(part) ? Number(part) : part),
      value,
    )
}
