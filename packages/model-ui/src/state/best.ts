import type { Answer } from './ask-model.ts'

/** The figures that columns are compared by; lower is better. @internal */
export type Figure = 'firstPartMs' | 'totalMs' | 'cost'

/** Columns that have the lowest value of a figure, among at least two that are done. @internal */
export function bestOf(answers: readonly (Answer | undefined)[], figure: Figure): ReadonlySet<number> {
  const values = answers.map((answer) => (answer?.status === 'done' ? figureOf(answer, figure) : undefined))
  const known = values.filter((value) => value !== undefined)
  const lowest = Math.min(...known)
  // Where all are the same, none is better.
  if (known.length < 2 || known.every((value) => value === lowest)) return new Set()
  return new Set(values.flatMap((value, index) => (value === lowest ? [index] : [])))
}

function figureOf(answer: Answer, figure: Figure): number | undefined {
  return figure === 'cost' ? answer.usage?.cost?.amount : answer[figure]
}
