import type { Quote } from './choose.ts'

/**
 * A quote as it is shown: the words of the passage, with line wraps undone. Table rows are read out with the names of
 * their columns; a list keeps its lines.
 * @internal
 */
export function renderQuote(quote: Quote): string {
  const text = quote.passage.text.slice(quote.start, quote.end)
  if (quote.kind === 'row')
    return renderRow(text, quote.header && quote.passage.text.slice(quote.header.start, quote.header.end))
  const lines = text.split(/\r?\n|\r/)
  const hasList = lines.slice(1).some((line) => LIST_LINE.test(line))
  if (!hasList) return unwrap(text)
  const kept: string[] = []
  for (const line of lines) {
    if (LIST_LINE.test(line) || kept.length === 0) kept.push(line.trim())
    else kept[kept.length - 1] = unwrap(`${kept.at(-1)}\n${line}`)
  }
  return kept.filter((line) => line !== '').join('\n')
}

const LIST_LINE = /^\s*(?:[-*+•‣▪◦●–—·]|\(?\d{1,3}[.)]|\(?[a-zA-Z]\))\s+/

function unwrap(text: string): string {
  return text
    .replace(/(\p{L})[-\u00AD]\s*\n\s*(\p{Ll})/gu, '$1$2')
    .replace(
      /([\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}、。])\s*\n\s*(?=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}])/gu,
      '$1',
    )
    .replace(/\s+/g, ' ')
    .trim()
}

function renderRow(row: string, header: string | undefined): string {
  const cells = cellsOf(row)
  const names = header === undefined ? [] : cellsOf(header)
  return cells
    .map((cell, index) => (names.length === cells.length && names[index] ? `${names[index]}: ${cell}` : cell))
    .filter((cell) => cell !== '')
    .join(' · ')
}

function cellsOf(row: string): string[] {
  return row
    .replace(/^\||\|$/g, '')
    .split(/\||\t/)
    .map((cell) => cell.trim())
}
