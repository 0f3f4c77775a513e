import type { DocumentText } from '@skep/client'
import type { SplitChunk } from './split-document.ts'

/** What a column of questions is called. */
export const QUESTION: RegExp = /^(?:question|questions|q|frage|pregunta|问题|問題|質問)$/i
/** What a column of answers is called. */
export const ANSWER: RegExp = /^(?:answer|answers|a|antwort|respuesta|答案|回答)$/i

/**
 * Questions and answers of a table that was loaded as Markdown: from the columns of these names, else from the first two
 * where there are exactly two. Null where the text is no such table.
 */
export function readQuestionTable({ text }: DocumentText): SplitChunk[] | null {
  const lines = linesOf(text)
  const header = lines[0] && cellsOf(lines[0].text)
  if (!header) return null
  const named = [
    header.findIndex((cell) => QUESTION.test(cell)),
    header.findIndex((cell) => ANSWER.test(cell)),
  ]
  const isNamed = named[0] !== -1 && named[1] !== -1
  if (!isNamed && header.length !== 2) return null
  const [questionAt = 0, answerAt = 1] = isNamed ? named : [0, 1]
  const chunks: SplitChunk[] = []
  lines.forEach((line, at) => {
    const isRule = /^\|(?:\s*:?-+:?\s*\|)+$/.test(line.text)
    if (isRule || (at === 0 && isNamed)) return
    const cells = cellsOf(line.text)
    const question = cells?.[questionAt] ?? ''
    const answer = cells?.[answerAt] ?? ''
    if (question === '' || answer === '') return
    const range = { start: line.start, end: line.start + line.text.length }
    chunks.push({ ...pairOf(question, answer), index: chunks.length, location: range, cleanedRange: range })
  })
  return chunks.length > 0 ? chunks : null
}

/** The text of a chunk that holds a question and its answer. */
export function pairOf(
  question: string,
  answer: string,
): { readonly text: string; readonly question: string; readonly answer: string } {
  return { text: `${question}\n${answer}`, question, answer }
}

function linesOf(text: string): { readonly text: string; readonly start: number }[] {
  const lines: { readonly text: string; readonly start: number }[] = []
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start)
    const end = found === -1 ? text.length : found
    const line = text.slice(start, end).trimEnd()
    if (line.startsWith('|')) lines.push({ text: line, start })
    start = end + 1
  }
  return lines
}

/** The cells of a row; a bar inside a cell has a backslash before it. */
function cellsOf(row: string): string[] {
  const cells: string[] = []
  let cell = ''
  for (let at = 1; at < row.length; at++) {
    const character = row.charAt(at)
    if (character === '\\' && /[\\|]/.test(row.charAt(at + 1))) cell += row.charAt(++at)
    else if (character === '|') {
      cells.push(cell.trim())
      cell = ''
    } else cell += character
  }
  return cells
}
