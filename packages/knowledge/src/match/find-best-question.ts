import type { Embedder } from '@skep/models'
import { embedHashed } from '../embed/hashed.ts'
import { createAnalyzer } from '../text/analyzer.ts'
import { wordsOf } from '../text/words.ts'

/** The most similar of several questions. @public */
export interface BestQuestion {
  readonly index: number
  /** 0 to 1; 1: the same words in the same order. */
  readonly score: number
}

/** @public */
export interface FindBestQuestionOptions {
  /** Compares by meaning. Absent: by words and spelling. */
  readonly embedder?: Pick<Embedder, 'id' | 'embed'>
  /** Keeps vectors of questions from call to call, by embedder and text. */
  readonly vectors?: Map<string, Float32Array>
  readonly signal?: AbortSignal
}

/** What the words that carry meaning count for beside all words; the rest tells apart what is only nearly the same. */
const CONTENT_WEIGHT = 0.85
/** Questions of which one denies ask for different answers. */
const NEGATIONS: ReadonlySet<string> = new Set(['no', 'not', 'never', 'without', 'cannot', 'none', 'nor'])
const NEGATED = 0.5

const analyzer = createAnalyzer()

function wordList(text: string): readonly string[] {
  return [...wordsOf(text, 'query')].map((word) => word.text)
}

function denies(words: readonly string[]): boolean {
  return words.some((word) => NEGATIONS.has(word) || word.endsWith("n't"))
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0
  for (let at = 0; at < left.length; at++) sum += (left[at] ?? 0) * (right[at] ?? 0)
  return sum
}

function overlap(left: readonly string[], right: readonly string[]): number {
  const [a, b] = [new Set(left), new Set(right)]
  if (a.size + b.size === 0) return 0
  return (2 * [...a].filter((word) => b.has(word)).length) / (a.size + b.size)
}

interface Spelled {
  readonly words: readonly string[]
  readonly vector: Float32Array
}

function spell(text: string): Spelled {
  const words = wordList(text)
  const { counts } = analyzer.analyze(text, 'query')
  // A question of stop words alone ("Who are you?") is compared by those.
  const bag = counts.size > 0 ? counts : new Map(words.map((word) => [word, 1]))
  return { words, vector: embedHashed(bag) }
}

function compareSpelling(left: Spelled, right: Spelled): number {
  const score =
    CONTENT_WEIGHT * Math.max(0, dot(left.vector, right.vector)) +
    (1 - CONTENT_WEIGHT) * overlap(left.words, right.words)
  return denies(left.words) === denies(right.words) ? score : score * NEGATED
}

async function embedAll(
  texts: readonly string[],
  embedder: Pick<Embedder, 'id' | 'embed'>,
  { vectors = new Map(), signal }: FindBestQuestionOptions,
): Promise<readonly Float32Array[]> {
  const keyOf = (text: string): string => `${embedder.id}\n${text}`
  const missing = [...new Set(texts)].filter((text) => !vectors.has(keyOf(text)))
  if (missing.length > 0) {
    const made = await embedder.embed(missing, signal ? { signal } : {})
    missing.forEach((text, at) => {
      const vector = made[at]
      if (vector) vectors.set(keyOf(text), vector)
    })
  }
  return texts.map((text) => vectors.get(keyOf(text)) ?? new Float32Array())
}

/**
 * The question that is most like `query`, or `null` where there is none to compare. Questions of the same words, whatever
 * their case, accents and punctuation, are alike by 1; others by cosine of the embedder, or by words and spelling.
 * @throws what the embedder throws.
 * @public
 */
export async function findBestQuestion(
  query: string,
  questions: readonly string[],
  options: FindBestQuestionOptions = {},
): Promise<BestQuestion | null> {
  const words = wordList(query).join(' ')
  if (words === '' || questions.length === 0) return null
  const same = questions.findIndex((question) => wordList(question).join(' ') === words)
  if (same >= 0) return { index: same, score: 1 }
  const { embedder } = options
  const scores = embedder
    ? await embedAll([query, ...questions], embedder, options).then(([first, ...others]) =>
        others.map((vector) => (first ? dot(first, vector) : 0)),
      )
    : questions.map((question) => compareSpelling(spell(query), spell(question)))
  const index = scores.reduce((best, score, at) => (score > (scores[best] ?? 0) ? at : best), 0)
  return { index, score: Math.min(1, Math.max(0, scores[index] ?? 0)) }
}
