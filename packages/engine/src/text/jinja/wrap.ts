import type { Budget } from './budget.ts'
import { isSpace } from './words.ts'

/** @internal */
export interface WrapOptions {
  readonly width: number
  readonly breaksWords: boolean
  readonly breaksHyphens: boolean
}

const BLANKS = /([\t\n\v\f\r ]+)/
/**
 * Where Python's textwrap may break: at blanks, around dashes, and behind a hyphen between letters. "It is a goof-ball
 * -- use -b" becomes `It`, ` `, `is`, ` `, `a`, ` `, `goof-`, `ball`, ` `, `--`, ` `, `use`, ` `, `-b`.
 */
const WORDS =
  /([\t\n\v\f\r ]+|(?<=[\p{L}\p{N}_!"'&.,?])-{2,}(?=[\p{L}\p{N}_])|[^\t\n\v\f\r ]+?(?:-(?:(?<=[\p{L}\p{Nl}\p{No}_]{2}-)|(?<=[\p{L}\p{Nl}\p{No}_]-[\p{L}\p{Nl}\p{No}_]-))(?=[\p{L}\p{Nl}\p{No}_]-?[\p{L}\p{Nl}\p{No}_])|(?=[\t\n\v\f\r ]|$)|(?<=[\p{L}\p{N}_!"'&.,?])(?=-{2,}[\p{L}\p{N}_])))/u

type Letters = readonly string[]

function isBlank(letters: Letters, from = 0): boolean {
  for (let at = from; at < letters.length; at += 1) if (!isSpace(letters[at] ?? '')) return false
  return true
}

/** How much of a word that is too long goes on a line with so much room. */
function cutOf(word: Letters, from: number, room: number, { breaksHyphens }: WrapOptions): number {
  if (!breaksHyphens) return room
  const piece = word.slice(from, from + room)
  const hyphen = piece.lastIndexOf('-')
  return hyphen > 0 && piece.slice(0, hyphen).some((letter) => letter !== '-') ? hyphen + 1 : room
}

/** One line in lines of at most `width`, as Python's textwrap breaks it. @internal */
export function wrapLine(line: string, options: WrapOptions, budget: Budget): string[] {
  const { width, breaksWords, breaksHyphens } = options
  const chunks = line
    .split(breaksHyphens ? WORDS : BLANKS)
    .filter((chunk) => chunk !== '')
    .map((chunk) => [...chunk])
  const lines: string[] = []
  // Chunks are not cut up: `from` is where in its chunk the rest begins.
  for (let [at, from] = [0, 0]; at < chunks.length; ) {
    budget.spend()
    const pieces: Letters[] = []
    let length = 0
    const rest = (): Letters => (from === 0 ? (chunks[at] ?? []) : (chunks[at] ?? []).slice(from))
    const sizeOfRest = (): number => (chunks[at]?.length ?? 0) - from
    const take = (): void => {
      length += sizeOfRest()
      pieces.push(rest())
      at += 1
      from = 0
    }
    if (lines.length > 0 && isBlank(chunks[at] ?? [], from)) [at, from] = [at + 1, 0]
    while (at < chunks.length && length + sizeOfRest() <= width) take()
    if (at < chunks.length && sizeOfRest() > width) {
      if (breaksWords) {
        const word = chunks[at] ?? []
        const cut = cutOf(word, from, width - length, options)
        pieces.push(word.slice(from, from + cut))
        from += cut
      } else if (pieces.length === 0) take()
    }
    if (isBlank(pieces.at(-1) ?? [])) pieces.pop()
    if (pieces.length > 0) lines.push(pieces.map((piece) => piece.join('')).join(''))
  }
  return lines
}
