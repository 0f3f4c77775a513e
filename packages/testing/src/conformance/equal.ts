import type { JsonValue } from '@skep/schema'

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, item]) => [key, canonical(item)])
}

/** Whether two JSON values are equal; the order of keys does not matter. @internal */
export function isEqual(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  const [a, b] = [left, right].map((value) => JSON.stringify([value === undefined, canonical(value)]))
  // A list of pairs must not equal an object.
  return a === b && Array.isArray(left) === Array.isArray(right)
}

/** A value for a failure message. @internal */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 600 ? `${text.slice(0, 600)}…` : text
}
