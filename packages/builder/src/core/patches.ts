import type { JsonValue } from '@skep/schema'

/** Where in the app a patch applies. Numbers are places in an array. @public */
export type PatchPath = readonly (string | number)[]

/**
 * One change of an app, after JSON Patch (RFC 6902), with the path as an array.
 * `add` into an array inserts before the place; into an object it sets the key.
 * @public
 */
export type Patch =
  | { readonly op: 'add'; readonly path: PatchPath; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: PatchPath }
  | { readonly op: 'replace'; readonly path: PatchPath; readonly value: JsonValue }

/** What applying patches gives: the next document, and the patches that lead back. @public */
export interface Patched<T> {
  readonly next: T
  readonly inverse: readonly Patch[]
}

type Container = { readonly [key: string]: unknown } | readonly unknown[]

/**
 * Applies patches in order, leaving the input as it is and sharing what did not change.
 * @throws RangeError when a path does not exist in the document.
 * @public
 */
export function applyPatches<T>(document: T, patches: readonly Patch[]): Patched<T> {
  const inverse: Patch[] = []
  let next: unknown = document
  for (const patch of patches) {
    const step = applyOne(next, patch)
    next = step.next
    inverse.unshift(step.inverse)
  }
  return { next: next as T, inverse } // patches keep the document's type; validation belongs to the schema
}

/** Reads the value at a path; undefined when there is none. @public */
export function valueAt(document: unknown, path: PatchPath): unknown {
  let value = document
  for (const key of path) {
    if (!isContainer(value)) return undefined
    value = read(value, key)
  }
  return value
}

/** Marks plain data of a known interface as JSON, which interfaces without an index signature are not by type. @internal */
export function asJson(value: object | string | number | boolean | null): JsonValue {
  return value as JsonValue // schema types hold nothing but JSON
}

function applyOne(document: unknown, patch: Patch): { next: unknown; inverse: Patch } {
  const key = patch.path.at(-1)
  if (key === undefined) throw new RangeError('A patch needs a path.')
  let inverse: Patch | undefined
  const next = update(document, patch.path.slice(0, -1), (container) => {
    inverse = invert(container, key, patch)
    return Array.isArray(container) ? patchArray(container, key, patch) : patchObject(container, key, patch)
  })
  if (!inverse) throw new RangeError('A patch did not apply.')
  return { next, inverse }
}

function update(value: unknown, path: PatchPath, change: (container: Container) => Container): Container {
  if (!isContainer(value)) throw new RangeError('A patch points into nothing.')
  const [key, ...rest] = path
  if (key === undefined) return change(value)
  if (!has(value, key)) throw new RangeError(`A patch points to ${String(key)}, which is not there.`)
  const child = update(read(value, key), rest, change)
  if (!Array.isArray(value)) return { ...value, [key]: child }
  const copy: unknown[] = [...value]
  copy[Number(key)] = child
  return copy
}

function invert(container: Container, key: string | number, patch: Patch): Patch {
  const isThere = has(container, key)
  const old = read(container, key) as JsonValue // the document is JSON
  if (patch.op === 'add') {
    if (!Array.isArray(container) && isThere) return { op: 'replace', path: patch.path, value: old }
    return { op: 'remove', path: patch.path }
  }
  if (!isThere) throw new RangeError(`A patch points to ${String(key)}, which is not there.`)
  return { op: patch.op === 'remove' ? 'add' : 'replace', path: patch.path, value: old }
}

function patchArray(array: readonly unknown[], key: string | number, patch: Patch): readonly unknown[] {
  const place = Number(key)
  if (!Number.isInteger(place) || place < 0 || place > array.length) {
    throw new RangeError(`A patch points to place ${String(key)} of ${array.length}.`)
  }
  const copy = [...array]
  if (patch.op === 'add') copy.splice(place, 0, patch.value)
  else if (patch.op === 'remove') copy.splice(place, 1)
  else copy[place] = patch.value
  return copy
}

function patchObject(container: Container, key: string | number, patch: Patch): Container {
  if (patch.op !== 'remove') return { ...container, [key]: patch.value }
  return Object.fromEntries(Object.entries(container).filter(([name]) => name !== String(key)))
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null
}

function has(container: Container, key: string | number): boolean {
  return Object.hasOwn(container, key)
}

function read(container: Container, key: string | number): unknown {
  return has(container, key) ? (container as Readonly<Record<string, unknown>>)[key] : undefined // arrays are read by place
}
