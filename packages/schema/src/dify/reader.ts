import { isPlainObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Selector } from '../selectors.ts'
import { VALUE_TYPES, type ValueType } from '../values.ts'
import type { SchemaProblem } from './report.ts'

type Path = readonly (string | number)[]

/** What readers of one file share. @internal */
export interface ReadNotes {
  readonly problems: SchemaProblem[]
  /** Sentences on what was understood only roughly; they make a node `approximated`. */
  readonly approximations: string[]
}

const TYPE_ALIASES: Readonly<Record<string, ValueType>> = {
  integer: 'number',
  float: 'number',
  bool: 'boolean',
  text: 'string',
  array: 'array[any]',
  'array[message]': 'array[object]',
}

/** As in the schema of apps. @internal */
export const MAX_ID = 200

/** Dify's name of a type, in any of its spellings. @internal */
export function toValueType(name: string): ValueType | undefined {
  const lower = name.toLowerCase()
  return (
    VALUE_TYPES.find((type) => type === lower) ??
    (Object.hasOwn(TYPE_ALIASES, lower) ? TYPE_ALIASES[lower] : undefined)
  )
}

/**
 * Reads the fields of one mapping. Absent and null mean the same: the default; so do an empty text, list or
 * mapping where another of them is wanted, for writers in many languages leave these behind. A scalar of another kind is
 * converted where nothing is lost; anything else is a problem at its path, and reading goes on so that all
 * problems are found at once.
 * @internal
 */
export class Reader {
  readonly value: JsonObject
  readonly path: Path
  readonly notes: ReadNotes

  constructor(value: JsonObject, path: Path, notes: ReadNotes) {
    this.value = value
    this.path = path
    this.notes = notes
  }

  problem(key: string, message: string): void {
    this.notes.problems.push({ path: [...this.path, key], message })
  }

  approximate(sentence: string): void {
    this.notes.approximations.push(sentence)
  }

  json(key: string): JsonValue | undefined {
    return this.value[key] ?? undefined
  }

  text(key: string): string | undefined {
    const value = this.json(key)
    if (value === undefined || typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    this.problem(key, 'must be a text')
    return undefined
  }

  /** A text to compare by; empty where there is none. What is wrong with it is said by whoever reads it. */
  plain(key: string): string {
    const value = this.json(key)
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : ''
  }

  /** An id; empty where the file gives none. */
  id(key: string): string {
    const id = this.text(key) ?? ''
    if (id.length > MAX_ID) this.problem(key, `must be an id of at most ${MAX_ID} characters`)
    return id
  }

  number(key: string): number | undefined {
    const value = this.json(key)
    if (value === undefined || typeof value === 'number') return value
    if (typeof value === 'string') {
      if (value.trim() === '') return undefined
      const number = Number(value)
      if (Number.isFinite(number)) return number
    }
    this.problem(key, 'must be a number')
    return undefined
  }

  /** A number that cannot be below `minimum`. */
  count(key: string, minimum = 0): number | undefined {
    const value = this.number(key)
    if (value === undefined || value >= minimum) return value
    this.problem(key, `must not be below ${minimum}`)
    return undefined
  }

  boolean(key: string): boolean | undefined {
    const value = this.json(key)
    if (value === undefined || typeof value === 'boolean') return value
    if (value === 'true' || value === 1) return true
    if (value === 'false' || value === 0 || value === '') return false
    this.problem(key, 'must be true or false')
    return undefined
  }

  /** One of a list of words. Another word is read as absent, and said. */
  choice<T extends string>(key: string, choices: readonly T[]): T | undefined {
    const value = this.text(key)
    if (value === undefined || value === '') return undefined
    const found = choices.find((each) => each === value)
    if (found === undefined) this.approximate(`${key} has a value that is not known here`)
    return found
  }

  valueType(key: string): ValueType | undefined {
    const name = this.text(key)
    if (name === undefined || name === '') return undefined
    const type = toValueType(name)
    if (!type) this.approximate(`${key} names a type that is not known here`)
    return type ?? 'any'
  }

  list(key: string): readonly JsonValue[] {
    const value = this.json(key)
    if (value === undefined || value === '') return []
    if (Array.isArray(value)) return value
    if (isPlainObject(value) && Object.keys(value).length === 0) return []
    this.problem(key, 'must be a list')
    return []
  }

  texts(key: string): readonly string[] {
    return this.list(key).flatMap((item, index) => {
      if (typeof item === 'string') return [item]
      if (item === null) return []
      if (typeof item === 'number' || typeof item === 'boolean') return [String(item)]
      this.notes.problems.push({ path: [...this.path, key, index], message: 'must be a text' })
      return []
    })
  }

  selector(key: string): Selector {
    return this.texts(key)
  }

  inner(key: string): Reader | undefined {
    const value = this.json(key)
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return undefined
    if (isPlainObject(value)) return new Reader(value as JsonObject, [...this.path, key], this.notes) // of JSON
    this.problem(key, 'must be a mapping')
    return undefined
  }

  items(key: string): readonly Reader[] {
    return this.list(key).flatMap((item, index) => {
      const path = [...this.path, key, index]
      if (isPlainObject(item)) return [new Reader(item as JsonObject, path, this.notes)] // of JSON
      this.notes.problems.push({ path, message: 'must be a mapping' })
      return []
    })
  }
}

/** Leaves out the fields that are undefined, as `exactOptionalPropertyTypes` wants it. @internal */
export function defined<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  // Only undefined members go, which is what turns the one type into the other.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
