import type { ErrorData } from './errors.ts'
import { isPlainObject } from './json.ts'

/** Keys that could reach a prototype. Data from outside never holds them. @public */
export const FORBIDDEN_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype']

/** @internal */
export interface JsonLimits {
  readonly maxDepth: number
  /** Values of any kind, counted one by one. */
  readonly maxValues: number
  /** Characters of all keys and texts together. */
  readonly maxChars: number
}

function invalid(message: string, path: readonly (string | number)[]): ErrorData {
  return { code: 'APP_INVALID', message, data: { path: [...path] } }
}

/**
 * Checks that data from outside is plain JSON of reasonable size, without recursion into the unbounded.
 * Returns the first thing wrong.
 * @internal
 */
export function checkJson(root: unknown, limits: JsonLimits): ErrorData | undefined {
  let values = 0
  let chars = 0
  const path: (string | number)[] = []

  function visit(value: unknown): ErrorData | undefined {
    values += 1
    if (values > limits.maxValues) return invalid('The app holds too many values. Make it smaller.', [])
    if (typeof value === 'string') {
      chars += value.length
      return chars > limits.maxChars ? invalid('The app is too large. Shorten its texts.', path) : undefined
    }
    if (value === null || typeof value === 'boolean') return undefined
    if (typeof value === 'number') {
      return Number.isFinite(value) ? undefined : invalid('The app holds a number that is not finite.', path)
    }
    if (path.length >= limits.maxDepth) return invalid('The app is nested too deeply.', [])
    if (Array.isArray(value)) return visitAll(value.entries())
    if (isPlainObject(value)) return visitAll(Object.entries(value))
    return invalid('The app holds something that is not JSON.', path)
  }

  function visitAll(entries: Iterable<readonly [string | number, unknown]>): ErrorData | undefined {
    for (const [key, value] of entries) {
      if (typeof key === 'string') {
        if (FORBIDDEN_KEYS.includes(key)) return invalid(`The app uses the forbidden key ${key}.`, path)
        chars += key.length
      }
      path.push(key)
      const error = visit(value)
      if (error) return error
      path.pop()
    }
    return undefined
  }

  return visit(root)
}
