import { isPlainObject, type JsonObject, type JsonValue } from '../json.ts'

/*
 * What is left of a foreign tree when what we can write ourselves is taken away. A mapper turns a piece of the
 * file into our own terms and back; the residue is the difference between that and the original, kept in
 * `foreign`. So nothing is lost whatever a mapper does not know, and an edit still wins: a part of the residue
 * holds only while what we write there is what we would have written on the day of the import.
 */

type Residue = {
  /** Keys that only the file had. */
  readonly add?: JsonObject
  /** Keys that only we write, with the value at which they stay away. */
  readonly drop?: JsonObject
  /** Keys whose value the file wrote differently. */
  readonly replace?: { readonly [key: string]: { readonly was: JsonValue; readonly use: JsonValue } }
  /** Residues of inner mappings, and of items of lists by their identity. */
  readonly inside?: { readonly [key: string]: Residue }
}

/** A key of the mapping itself; `toString` and its like are not. */
function own<T>(map: { readonly [key: string]: T } | undefined, key: string): T | undefined {
  return map && Object.hasOwn(map, key) ? map[key] : undefined
}

const IDENTITY_KEYS = ['id', 'case_id', 'groupId', 'variable', 'variable_id', 'name', 'key'] as const

/** What tells the items of a list apart when they are moved; the position where nothing does. */
function identities(items: readonly JsonValue[]): readonly string[] {
  for (const key of IDENTITY_KEYS) {
    const ids = items.map((item) => (isPlainObject(item) ? item[key] : undefined))
    if (ids.every((id) => typeof id === 'string') && new Set(ids).size === ids.length) {
      return ids.map((id) => `${key}=${id}`)
    }
  }
  return items.map((_, index) => `#${index}`)
}

/** @internal */
export function isSameJson(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => isSameJson(item, right[index]))
    )
  }
  if (!isPlainObject(left) || !isPlainObject(right)) return false
  const keys = Object.keys(left)
  // Both are JSON, so their members are.
  const [a, b] = [left as JsonObject, right as JsonObject]
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSameJson(a[key], b[key]))
  )
}

function residueInside(ours: JsonValue, theirs: JsonValue): Residue | 'differs' | undefined {
  if (isPlainObject(ours) && isPlainObject(theirs)) return residueOf(ours, theirs)
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length) {
    const ids = identities(ours)
    const inside: Record<string, Residue> = {}
    for (const [index, item] of ours.entries()) {
      const found = residueInside(item, theirs[index])
      if (found === 'differs') return 'differs'
      if (found) inside[ids[index] ?? ''] = found
    }
    return Object.keys(inside).length > 0 ? { inside } : undefined
  }
  return isSameJson(ours, theirs) ? undefined : 'differs'
}

/** What has to be done to `ours` to get `theirs`; undefined when they are the same. @internal */
export function residueOf(ours: JsonObject, theirs: JsonObject): JsonObject | undefined {
  const add: Record<string, JsonValue> = {}
  const drop: Record<string, JsonValue> = {}
  const replace: Record<string, { was: JsonValue; use: JsonValue }> = {}
  const inside: Record<string, Residue> = {}
  for (const [key, use] of Object.entries(theirs)) {
    const was = own(ours, key)
    if (was === undefined) {
      add[key] = use
      continue
    }
    const found = residueInside(was, use)
    if (found === 'differs') replace[key] = { was, use }
    else if (found) inside[key] = found
  }
  for (const [key, value] of Object.entries(ours)) if (own(theirs, key) === undefined) drop[key] = value
  const parts = Object.entries({ add, drop, replace, inside }).filter(
    ([, part]) => Object.keys(part).length > 0,
  )
  return parts.length > 0 ? Object.fromEntries(parts) : undefined
}

function applyInside(ours: JsonValue, residue: Residue): JsonValue {
  if (isPlainObject(ours)) return applyResidue(ours, residue as JsonObject) // a Residue is JSON
  if (!Array.isArray(ours)) return ours
  const ids = identities(ours)
  return ours.map((item: JsonValue, index) => {
    const inner = own(residue.inside, ids[index] ?? '')
    return inner ? applyInside(item, inner) : item
  })
}

/** Puts a residue back. Parts whose place has been edited since give way to the edit. @internal */
export function applyResidue(ours: JsonObject, residue: JsonObject | undefined): JsonObject {
  if (!residue) return ours
  // Written by residueOf; a foreign `foreign` of another shape does nothing.
  const { add, drop, replace, inside } = residue as Residue
  const result = new Map<string, JsonValue>()
  for (const [key, value] of Object.entries(ours)) {
    const dropped = own(drop, key)
    if (dropped !== undefined && isSameJson(dropped, value)) continue
    const replacement = own(replace, key)
    const inner = own(inside, key)
    if (replacement && isSameJson(replacement.was, value)) result.set(key, replacement.use)
    else result.set(key, inner ? applyInside(value, inner) : value)
  }
  for (const [key, value] of Object.entries(add ?? {})) if (!result.has(key)) result.set(key, value)
  return Object.fromEntries(result)
}
