import type { Point } from '../app.ts'
import { isPlainObject, type JsonValue } from '../json.ts'

const COLUMN = 304
const ROW = 140
const ORIGIN: Point = { x: 80, y: 280 }

/** Farther out than this nobody finds a node again. */
const FARTHEST = 1_000_000

/** A position as files write it; undefined when it is none. @internal */
export function readPoint(value: JsonValue | undefined): Point | undefined {
  if (!isPlainObject(value)) return undefined
  const { x, y } = value
  if (typeof x !== 'number' || typeof y !== 'number') return undefined
  return Math.abs(x) <= FARTHEST && Math.abs(y) <= FARTHEST ? { x, y } : undefined
}

/**
 * Positions for nodes that have none: a column for each step from the beginning, in the order of the file.
 * @internal
 */
export function layOut(
  ids: readonly string[],
  edges: readonly { readonly source: string; readonly target: string }[],
): ReadonlyMap<string, Point> {
  const targets = new Map<string, string[]>()
  const entered = new Set<string>()
  for (const { source, target } of edges) {
    targets.set(source, [...(targets.get(source) ?? []), target])
    if (source !== target) entered.add(target)
  }
  const columns = new Map<string, number>()
  let frontier = ids.filter((id) => !entered.has(id))
  for (let column = 0; frontier.length > 0; column += 1) {
    const next = new Set<string>()
    for (const id of frontier) {
      if (columns.has(id)) continue
      columns.set(id, column)
      for (const target of targets.get(id) ?? []) next.add(target)
    }
    frontier = [...next]
  }
  const rows = new Map<number, number>()
  return new Map(
    ids.map((id) => {
      const column = columns.get(id) ?? 0
      const row = rows.get(column) ?? 0
      rows.set(column, row + 1)
      return [id, { x: ORIGIN.x + column * COLUMN, y: ORIGIN.y + row * ROW }]
    }),
  )
}
