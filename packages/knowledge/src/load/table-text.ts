/** One value on one line; `;` would look like the end of the value only to people, so it stays. */
export function tidy(value: string): string {
  return value.replace(/\s+/g, ' ').trim()
}

/**
 * A row as a text that is understood on its own: `Header: value; Header: value`. Columns without a name have numbers.
 * Cells come as their column, from 0, and their value.
 */
export function rowText(
  header: ReadonlyMap<number, string>,
  cells: Iterable<readonly [column: number, value: string]>,
): string {
  const texts: string[] = []
  for (const [column, value] of cells) {
    const text = tidy(value)
    if (text !== '') texts.push(`${header.get(column) || `Column ${column + 1}`}: ${text}`)
  }
  return texts.join('; ')
}

export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => tidy(cell).replaceAll('\\', '\\\\').replaceAll('|', '\\|')).join(' | ')} |`
}

export function markdownRule(columns: number): string {
  return `|${' --- |'.repeat(Math.max(1, columns))}`
}

/** A table as Markdown. Short rows are not filled up: one wide row would make every other as wide. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [header = [], ...rest] = rows
  return [markdownRow(header), markdownRule(header.length), ...rest.map(markdownRow)].join('\n')
}
