/** Compares by code unit, the same in every language and browser. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The order of lists that show the latest first; ids decide between those of the same millisecond. */
export function newestFirst(
  a: { readonly id: string; readonly createdAtMs: number },
  b: { readonly id: string; readonly createdAtMs: number },
): number {
  return b.createdAtMs - a.createdAtMs || compareText(a.id, b.id)
}
