/*
 * What comes and goes all through a run is kept in lists, not in Maps or Sets: each time one of those shrinks, the old
 * table points to the new one, and a chain of such tables keeps every round of a long loop alive until the next full
 * collection. A loop of ten thousand rounds spent more than half of its time in the collector for it.
 */

/** Takes an item off a list; the order of the others may change. False: it was not there. @internal */
export function removeFrom<T>(list: T[], item: T): boolean {
  // Most often it is the only one.
  const at = list[list.length - 1] === item ? list.length - 1 : list.lastIndexOf(item)
  if (at < 0) return false
  const last = list.pop()
  if (last !== undefined && at < list.length) list[at] = last
  return true
}

/** A list with an item more: a new one in place of an empty one, which would make room for seventeen at once. @internal */
export function withItem<T>(list: T[], item: T): T[] {
  if (list.length === 0) return [item]
  list.push(item)
  return list
}
