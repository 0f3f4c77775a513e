import type { JsonObject, Selector, Value } from '@skep/schema'
import { fileAttribute, isFileValue } from './files.ts'

/**
 * Variables by scope (node id, `sys`, `env`, `conversation`), then name. Maps, so that a name like `__proto__` is a
 * name like any other.
 * @internal
 */
export type VariablePool = Map<string, Map<string, Value>>

/** A pool and what lies around it: a round sees its own variables, those of its container, and those outside. @internal */
export interface PoolLayer {
  readonly pool: VariablePool
  readonly around?: PoolLayer
  /** Writes to variables around stay here, those of the conversation excepted. */
  readonly isIsolated: boolean
}

/** @internal */
export function setVariable(pool: VariablePool, scope: string, name: string, value: Value): void {
  const names = pool.get(scope)
  if (names) names.set(name, value)
  else pool.set(scope, new Map([[name, value]]))
}

/** @internal */
export function setVariables(pool: VariablePool, scope: string, values: JsonObject): void {
  let names = pool.get(scope)
  for (const name in values) {
    if (!Object.hasOwn(values, name)) continue
    if (!names) {
      names = new Map()
      pool.set(scope, names)
    }
    names.set(name, values[name] ?? null)
  }
}

/**
 * The value at a selector, from the innermost pool that has it. Parts after the second step into own keys of objects
 * and attributes of files; `undefined` when there is nothing.
 * @internal
 */
export function readVariable(layer: PoolLayer, selector: Selector): Value | undefined {
  const scope = selector[0]
  const name = selector[1]
  if (scope === undefined || name === undefined) return undefined
  let value: Value | undefined
  for (let at: PoolLayer | undefined = layer; at && value === undefined; at = at.around) {
    value = at.pool.get(scope)?.get(name)
  }
  for (let index = 2; index < selector.length && value !== undefined; index += 1) {
    value = step(value, selector[index] ?? '')
  }
  return value
}

/** Gives a variable of the conversation or of a loop around a new value. @internal */
export function writeVariable(layer: PoolLayer, scope: string, name: string, value: Value): void {
  let at = layer
  while (at.around && !at.pool.get(scope)?.has(name)) {
    if (at.isIsolated && scope !== 'conversation') break
    at = at.around
  }
  setVariable(at.pool, scope, name, value)
}

function step(value: Value, key: string): Value | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  if (isFileValue(value)) return fileAttribute(value, key)
  const object = value as JsonObject // an object that is neither null nor a list
  return Object.hasOwn(object, key) ? object[key] : undefined
}
