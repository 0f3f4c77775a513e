import type { JsonObject, Selector, Value } from '@skep/schema'
import { fileAttribute, isFileValue } from './files.ts'

/**
 * The variables of a run: scope (node id, `sys`, `env`, `conversation`), then name. Maps, so that a name like
 * `__proto__` is a name like any other.
 * @internal
 */
export type VariablePool = Map<string, Map<string, Value>>

/** @internal */
export function setVariable(pool: VariablePool, scope: string, name: string, value: Value): void {
  const names = pool.get(scope)
  if (names) names.set(name, value)
  else pool.set(scope, new Map([[name, value]]))
}

/** @internal */
export function setVariables(pool: VariablePool, scope: string, values: JsonObject): void {
  for (const [name, value] of Object.entries(values)) setVariable(pool, scope, name, value)
}

/**
 * The value at a selector. Parts after the second step into own keys of objects and attributes of files;
 * `undefined` when there is nothing.
 * @internal
 */
export function readVariable(pool: VariablePool, selector: Selector): Value | undefined {
  const [scope, name, ...keys] = selector
  if (scope === undefined || name === undefined) return undefined
  let value = pool.get(scope)?.get(name)
  for (const key of keys) {
    if (value === undefined) return undefined
    value = step(value, key)
  }
  return value
}

function step(value: Value, key: string): Value | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  if (isFileValue(value)) return fileAttribute(value, key)
  const object = value as JsonObject // an object that is neither null nor a list
  return Object.hasOwn(object, key) ? object[key] : undefined
}
