import { type Line, splitLines } from './split-lines.ts'

/** A quotable piece of a passage, by its range in the passage's text. @internal */
export interface Sentence {
  readonly start: number
  readonly end: number
  readonly kind: 'sentence' | 'item' | 'row'
  /** The heading it stands under, '' where there is none. */
  readonly heading: string
  /** Sentences of one paragraph, list or table share this number. */
  readonly block: number
  /** First row of a table, for its rows. */
  readonly header?: { readonly start: number; readonly end: number }
}

const ABBREVIATIONS: ReadonlySet<string> = new Set(
  (
    'mr mrs ms dr prof sr jr st ave no nos nr vs approx ca cf fig figs eq sec art ch vol ed eds p pp para al e.g i.e eg ie ' +
    'viz max min tel abs bzw d.h z.b u.a usw vgl evtl ggf inkl zzgl str mme mlle env hr fr gen col lt capt hon rev ' +
    'jan feb mar apr jun jul aug sep sept oct nov dec dept est resp incl excl'
  ).split(' '),
)
/** Abbreviations that end sentences as often as not: a capital after them decides. */
const ENDERS: ReadonlySet<string> = new Set('etc inc ltd co corp a.m p.m u.s u.k e.u usw gmbh'.split(' '))
const MONTH = /^(?:Jan|Feb|Mar|Mär|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[ck]t|Nov|De[cz])/u
const LONGEST = 600

/**
 * Cuts a text into sentences, list items and table rows; headings become the context of what follows. Lines that only
 * wrap are joined. Ranges never overlap and ascend.
 * @internal
 */
export function splitSentences(text: string): Sentence[] {
  const lines = splitLines(text)
  const sentences: Sentence[] = []
  let heading = ''
  let block = 0
  let header: { start: number; end: number } | undefined
  let previous: Line['kind'] = 'blank'
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]
    if (!line) continue
    const isSameList = line.kind === 'item' && (previous === 'item' || previous === 'blank')
    if (line.kind !== previous && !isSameList && !(line.kind === 'item' && previous === 'plain')) block++
    previous = line.kind
    switch (line.kind) {
      case 'blank':
        break
      case 'heading':
        heading = text.slice(line.start, line.end)
        break
      case 'rule':
        break
      case 'row': {
        if (lines[at - 1]?.kind !== 'row' && lines[at - 1]?.kind !== 'rule') header = undefined
        if (lines[at + 1]?.kind === 'rule') {
          header = { start: line.start, end: line.end }
          break
        }
        sentences.push({
          ...{ start: line.start, end: line.end, kind: 'row', heading, block },
          ...(header ? { header } : {}),
        })
        break
      }
      case 'item':
      case 'plain': {
        let end = line.end
        while (continues(line, lines[at + 1], text)) {
          at++
          end = lines[at]?.end ?? end
        }
        const kind = line.kind === 'item' ? 'item' : 'sentence'
        for (const range of cut(text, line.start, end)) sentences.push({ ...range, kind, heading, block })
        break
      }
      default:
        line.kind satisfies never
    }
  }
  return sentences
}

/** Whether the next line belongs to the same paragraph or list item. */
function continues(first: Line, next: Line | undefined, text: string): boolean {
  if (next?.kind !== 'plain') return false
  return (
    first.kind === 'plain' || next.isIndented || /^[\p{Ll}\d(]/u.test(text.slice(next.start, next.start + 1))
  )
}

function cut(text: string, from: number, to: number): { start: number; end: number }[] {
  const part = text.slice(from, to)
  const ranges: { start: number; end: number }[] = []
  let start = 0
  const push = (end: number): void => {
    const piece = part.slice(start, end)
    const left = start + piece.length - piece.trimStart().length
    const right = start + piece.trimEnd().length
    if (right > left) ranges.push(...shorten(text, from + left, from + right))
    start = end
  }
  for (const found of part.matchAll(/[.!?…]+["'”’»)\]]*|[。！？｡]+["'”’」』）]*/g)) {
    const end = found.index + found[0].length
    if (isBoundary(part, found.index, end, start)) push(end)
  }
  push(part.length)
  return ranges
}

function isBoundary(part: string, at: number, end: number, start: number): boolean {
  const mark = part.slice(at, end)
  if (/[。！？｡]/.test(mark)) return true
  const after = part.slice(end)
  if (after.trim() === '') return true
  if (!/^\s/.test(after)) return false
  const next = after.trimStart()
  if (/^\p{Ll}/u.test(next)) return false
  if (!/^\.(?!\.)/.test(mark)) return true
  const word = /[^\s("'“‘«[]*$/.exec(part.slice(start, at))?.[0] ?? ''
  const lower = word.toLowerCase()
  if (ENDERS.has(lower)) return /^["'“‘«(]?\p{Lu}/u.test(next)
  if (ABBREVIATIONS.has(lower)) return false
  if (/^\p{L}$/u.test(word)) return false // an initial or half of an abbreviation: J. Smith, z. B.
  if (/^(?:\p{L}\.)+\p{L}$/u.test(word)) return false
  // A German date or a number of a list inside a line: "am 3. Mai", "1. Open the lid".
  if (/^\d{1,2}$/.test(word)) return !(MONTH.test(next) || part.slice(start, at).trim() === word)
  return true
}

/** Text without full stops (tables from PDF, transcripts) must not become one endless quote. */
function shorten(text: string, start: number, end: number): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = []
  let from = start
  while (end - from > LONGEST) {
    const piece = text.slice(from, from + LONGEST)
    const space = Math.max(piece.lastIndexOf('; ') + 1, piece.lastIndexOf('\n'), LONGEST / 2)
    const at = from + (space > LONGEST / 2 ? space : Math.max(piece.lastIndexOf(' '), LONGEST / 2))
    ranges.push({ start: from, end: from + text.slice(from, at).trimEnd().length })
    from = at + (text.slice(at, end).length - text.slice(at, end).trimStart().length)
  }
  ranges.push({ start: from, end })
  return ranges.filter((range) => range.end > range.start)
}
