import type { ModelContextPassage } from '@skep/engine'
import { readQuestion } from './question.ts'
import { type Candidate, isAtPlace, pointsBack, rankSentences } from './rank.ts'

/** A range of a passage to be quoted as one piece. @internal */
export interface Quote {
  readonly passage: ModelContextPassage
  readonly start: number
  readonly end: number
  readonly kind: Candidate['kind']
  readonly header?: { readonly start: number; readonly end: number }
}

/** Less of the question than this in the best sentence means that the passages are about something else. */
const LEAST_COVERAGE = 0.34
/** A further sentence must be at least this good, relative to the best. */
const NEXT_SCORE = 0.62
const LONGEST_ANSWER = 900

/**
 * The sentences that answer `query`, best first; sentences of one passage follow in reading order. Empty when nothing
 * fits.
 * @internal
 */
export function chooseQuotes(
  query: string,
  passages: readonly ModelContextPassage[],
  maxSentences: number,
): readonly Quote[] {
  const question = readQuestion(query)
  const ranked = rankSentences(question, passages)
  if (question.isOverview) return chooseOverview(ranked, question.places, maxSentences)
  if (question.terms.size === 0) return []
  // Stable: of equals the one that stands first wins.
  const order = ranked.toSorted((a, b) => b.score - a.score)
  const best = order.find((candidate) => isAnswer(candidate, question.expects !== undefined))
  if (!best) return []
  const chosen: Candidate[] = [best]
  for (const candidate of order) {
    if (chosen.length >= maxSentences) break
    if (candidate === best || !isAnswer(candidate, question.expects !== undefined)) continue
    if (candidate.score < best.score * NEXT_SCORE) continue
    if (question.expects && best.hasForm && !candidate.hasForm) continue
    if (chosen.some((other) => isRepeated(candidate, other))) continue
    chosen.push(candidate)
  }
  return toQuotes(chosen, ranked)
}

function isAnswer(candidate: Candidate, asksForForm: boolean): boolean {
  if (/[?？]["'”’»)]*$/.test(candidate.text)) return false
  if (candidate.coverage < LEAST_COVERAGE) return false
  // With no word of its own a sentence must at least have the form of the answer: "30 days from delivery."
  return candidate.own >= 0.15 || (asksForForm && candidate.hasForm) || candidate.coverage >= 0.6
}

/** First sentences of the first passages, for "what is this about". */
function chooseOverview(
  ranked: readonly Candidate[],
  places: readonly string[],
  max: number,
): readonly Quote[] {
  const wanted = places.length > 0 ? ranked.filter(({ passage }) => isAtPlace(passage, places)) : ranked
  const seen = new Set<ModelContextPassage>()
  const chosen: Candidate[] = []
  for (const candidate of wanted.filter(
    ({ kind, text }) => kind === 'sentence' && /^[^\p{Ll}].*[^?？]$/su.test(text),
  )) {
    if (chosen.length >= max) break
    if (places.length === 0 && seen.has(candidate.passage)) continue
    if (chosen.some((other) => isRepeated(candidate, other))) continue
    seen.add(candidate.passage)
    chosen.push(candidate)
  }
  return chosen.map(toQuote)
}

/** Overlapping chunks hold the same sentences, whole or cut: compares words, not characters. */
function isRepeated(one: Candidate, other: Candidate): boolean {
  if (one.passage === other.passage && one.start < other.end && other.start < one.end) return true
  const a = new Set(one.stems)
  const b = new Set(other.stems)
  let shared = 0
  for (const stem of a) if (b.has(stem)) shared++
  return shared >= 0.85 * Math.min(a.size, b.size) && Math.min(a.size, b.size) > 2
}

function toQuotes(chosen: readonly Candidate[], ranked: readonly Candidate[]): readonly Quote[] {
  const [best] = chosen
  const passages = [...new Set(chosen.map(({ passage }) => passage))]
  const sorted = passages.flatMap((passage) =>
    chosen
      .filter((candidate) => candidate.passage === passage)
      .toSorted((a, b) => Number(b === best) - Number(a === best) || a.start - b.start),
  )
  const quotes: Quote[] = []
  let length = 0
  for (const candidate of sorted) {
    const quote = widen(candidate, ranked)
    const isInside = quotes.some(
      (other) => other.passage === quote.passage && quote.start < other.end && other.start < quote.end,
    )
    if (isInside || (quotes.length > 0 && length + quote.end - quote.start > LONGEST_ANSWER)) continue
    length += quote.end - quote.start
    quotes.push(quote)
  }
  return quotes
}

/** Adds what a sentence needs to make sense: the one that "it" means, the list that a colon announces. */
function widen(candidate: Candidate, ranked: readonly Candidate[]): Quote {
  const mates = ranked.filter(({ passage }) => passage === candidate.passage)
  const before = mates[candidate.position - 1]
  let { start, end } = candidate
  if (
    before &&
    before.block === candidate.block &&
    candidate.kind === 'sentence' &&
    pointsBack(candidate.text) &&
    before.text.length <= 250
  ) {
    start = before.start
  }
  if (/[:：]$/.test(candidate.text)) {
    for (const next of mates.slice(candidate.position + 1, candidate.position + 9)) {
      if (next.kind !== 'item' || next.heading !== candidate.heading || next.end - start > LONGEST_ANSWER)
        break
      end = next.end
    }
  }
  return { ...toQuote(candidate), start, end }
}

function toQuote({ passage, start, end, kind, header }: Candidate): Quote {
  return { passage, start, end, kind, ...(header ? { header } : {}) }
}
