import type { ModelContextPassage } from '@skep/engine'
import { hasForm, IMPLIED_WEIGHT, type Question } from './question.ts'
import { type Sentence, splitSentences } from './split-sentences.ts'
import { isCjk, likeness, stemsOf } from './words.ts'

/** A sentence of a passage with how well it answers. @internal */
export interface Candidate extends Sentence {
  readonly passage: ModelContextPassage
  /** Place of the passage in the order of the retriever, from 0. */
  readonly rank: number
  /** Place of the sentence in its passage, from 0. */
  readonly position: number
  readonly text: string
  readonly stems: readonly string[]
  /** Part of the question's weight that the sentence or its surroundings hold, 0 to 1. */
  readonly coverage: number
  /** The same from its own words alone. */
  readonly own: number
  /** Whether it has the form of answer that the question asks for; true when none is asked for. */
  readonly hasForm: boolean
  readonly score: number
}

type Piece = Omit<Candidate, 'coverage' | 'own' | 'hasForm' | 'score'>

/** How much a word found around a sentence counts against the word in it. */
const IN_HEADING = 0.5
const IN_TITLE = 0.3
const IN_QUESTION = 0.9
const BEFORE = 0.25
const BEFORE_REFERENCE = 0.6
/** "€12" holds "price" this well. */
const BY_FORM = 0.6

/** Words that point back: such a sentence is about what the one before it names. */
const REFERENCE =
  /^(?:and |but |also,? )?(?:it|its|they|their|this|these|those|that|he|she|his|her|such|both|otherwise|however|in (?:this|that|such) case|after that|then|therefore|er|sie|es|dies\w*|il|elle|ils|ce|cela|esto|eso)\b/i

/** @internal */
export function pointsBack(text: string): boolean {
  return REFERENCE.test(text)
}

/** Every sentence of the passages with its score, in reading order. @internal */
export function rankSentences(question: Question, passages: readonly ModelContextPassage[]): Candidate[] {
  const pieces = passages.flatMap((passage, rank) => toPieces(passage, rank))
  const weights = termWeights(question, pieces)
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  const titles = new Map(passages.map((passage) => [passage, stemsOf(passage.title)]))
  return pieces.map((piece, index) => {
    const before = previousOf(pieces, index)
    const beforeThat = before ? previousOf(pieces, index - 1) : undefined
    const surroundings: (readonly [readonly string[], number])[] = [
      [stemsOf(piece.heading), IN_HEADING],
      [titles.get(piece.passage) ?? [], IN_TITLE],
    ]
    if (before) {
      const isAnswer = before.text.endsWith('?') || before.text.endsWith('？')
      const near = pointsBack(piece.text) ? BEFORE_REFERENCE : BEFORE
      if (isAnswer || before.block === piece.block)
        surroundings.push([before.stems, isAnswer ? IN_QUESTION : near])
      if (beforeThat?.text.endsWith('?')) surroundings.push([beforeThat.stems, IN_HEADING])
    }
    const fits = question.expects === undefined || hasForm(piece.text, question.expects)
    let own = 0
    let held = 0
    for (const [term, weight] of weights) {
      const isImplied = question.terms.get(term) === IMPLIED_WEIGHT
      const inside = Math.max(bestLikeness(term, piece.stems), isImplied && fits ? BY_FORM : 0)
      own += weight * inside
      held +=
        weight * Math.max(inside, ...surroundings.map(([stems, part]) => part * bestLikeness(term, stems)))
    }
    const coverage = total > 0 ? held / total : 0
    return {
      ...piece,
      coverage,
      own: total > 0 ? own / total : 0,
      hasForm: fits,
      score: coverage * formFactor(question, fits) * shapeFactor(piece, question, weights),
    }
  })
}

function toPieces(passage: ModelContextPassage, rank: number): Piece[] {
  return splitSentences(passage.text).map((sentence, position) => {
    const text = passage.text.slice(sentence.start, sentence.end)
    return { ...sentence, passage, rank, position, text, stems: stemsOf(text) }
  })
}

/** Rare words of the question weigh more (inverse sentence frequency); words that occur nowhere weigh most. */
function termWeights(question: Question, pieces: readonly Piece[]): Map<string, number> {
  const weights = new Map<string, number>()
  for (const [term, importance] of question.terms) {
    const holders = pieces.filter(({ stems }) => stems.some((stem) => likeness(term, stem) >= 0.7)).length
    weights.set(term, importance * Math.log(1 + (pieces.length + 1) / (holders + 0.5)))
  }
  return weights
}

function bestLikeness(term: string, stems: readonly string[]): number {
  let best = 0
  for (const stem of stems) best = Math.max(best, likeness(term, stem))
  return best
}

function previousOf(pieces: readonly Piece[], index: number): Piece | undefined {
  const before = pieces[index - 1]
  return before?.passage === pieces[index]?.passage ? before : undefined
}

function formFactor(question: Question, fits: boolean): number {
  if (question.expects === undefined) return 1
  return fits ? 1.4 : 0.7
}

/** What speaks for and against a sentence besides its words. */
function shapeFactor(piece: Piece, question: Question, weights: ReadonlyMap<string, number>): number {
  const words = isCjk(piece.text) ? piece.text.length / 2 : piece.text.split(/\s+/).length
  let factor = 1 / (1 + 0.06 * piece.rank)
  if (/[?？]["'”’»)]*$/.test(piece.text)) factor *= 0.45
  if (piece.kind === 'sentence' && words < 4) factor *= 0.75
  if (words > 45) factor *= 0.9
  if (isTorn(piece)) factor *= 0.85
  if (question.places.length > 0) factor *= isAtPlace(piece.passage, question.places) ? 1.3 : 0.6
  return factor * (1 + 0.08 * Math.min(3, pairsInOrder(piece.stems, [...weights.keys()])))
}

/** Cut in two by the splitter of the knowledge base: starts small at the start, or ends openly at the end. */
function isTorn(piece: Piece): boolean {
  if (piece.kind !== 'sentence') return false
  const { text } = piece.passage
  const startsTorn = text.slice(0, piece.start).trim() === '' && /^\p{Ll}/u.test(piece.text)
  const endsTorn = text.slice(piece.end).trim() === '' && !/[.!?…。！？:]["'”’»)\]]*$/.test(piece.text)
  return startsTorn || endsTorn
}

/** Whether the title of a passage names one of the pages or sections that were asked for. @internal */
export function isAtPlace(passage: ModelContextPassage, places: readonly string[]): boolean {
  return places.some((place) =>
    new RegExp(
      String.raw`\b(?:p|pp|pages?|seite|sections?|chapters?|abschnitt|kapitel)\.?\s*#?${place.replaceAll('.', String.raw`\.`)}(?![\d.]*\d)`,
      'i',
    ).test(passage.title),
  )
}

/** Pairs of question words that stand side by side here too. */
function pairsInOrder(stems: readonly string[], terms: readonly string[]): number {
  let pairs = 0
  for (let at = 0; at + 1 < terms.length; at++) {
    const place = stems.indexOf(terms[at] ?? '')
    if (place >= 0 && stems.slice(place + 1, place + 4).includes(terms[at + 1] ?? '')) pairs++
  }
  return pairs
}
