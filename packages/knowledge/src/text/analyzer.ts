import { foldText } from './fold.ts'
import { GENERAL_CHARACTERS, GENERAL_WORDS } from './general-words.ts'
import { createStopWords, DEFAULT_LANGUAGE, detectLanguage } from './languages.ts'
import { createStemmer } from './stemmer.ts'
import { ENGLISH_GENERAL_WORDS } from './stop-words.ts'
import { isUnspaced, wordsOf } from './words.ts'

/** The parts of a chunk that words may stand in, in the order in which they are indexed. */
export const FIELDS = ['title', 'heading', 'body'] as const

export type Field = (typeof FIELDS)[number]

/** A text whose parts count differently. */
export interface FieldedText {
  readonly title?: string
  readonly heading?: string
  readonly body: string
}

/** The words of a text that carry meaning, stemmed, with their counts and places. */
export interface TermBag {
  /** Snowball name of the language that the words were stemmed in. */
  readonly language: string
  /** How often each term stands in the text, whatever the field. */
  readonly counts: ReadonlyMap<string, number>
  /** Sum of the counts. */
  readonly length: number
  /** How many of them are character pairs of a script without spaces. */
  readonly unspaced: number
  /** Where each term stands: the number of the word, dropped words included. Absent where that was not kept. */
  readonly places?: ReadonlyMap<string, readonly number[]>
  /** By field: how many terms it has, and the place behind its last word. */
  readonly fields: readonly { readonly length: number; readonly end: number }[]
}

/**
 * The counts of a bag without the title: what vectors are made of. A title is the same for all chunks of a document and may
 * be no more than the name of a file; it finds them, but it says little of what stands in them.
 */
export function countsWithoutTitle({ counts, places, fields }: TermBag): ReadonlyMap<string, number> {
  const [title] = fields
  if (!places || !title || title.length === 0) return counts
  const rest = new Map(counts)
  for (const [term, list] of places) {
    const count = list.filter((place) => place >= title.end).length
    if (count === 0) rest.delete(term)
    else rest.set(term, count)
  }
  return rest
}

/** Turns text into terms, the same way for passages and questions. */
export interface Analyzer {
  readonly language: string
  analyze(text: string | FieldedText, kind: 'query' | 'passage'): TermBag
  /** Whether a term is so common in any text that sharing it says little. */
  isGeneral(term: string): boolean
  /** The analyzer of another language. */
  of(language: string): Analyzer
  /** The analyzer of the language that a text is written in; itself where the language was given. */
  forText(text: string): Analyzer
}

/** Words of neighbouring fields are this far apart, so that no phrase crosses from one to the other. */
const FIELD_GAP = 16
const ELIDING: ReadonlySet<string> = new Set(['french', 'italian', 'catalan'])
const ELISION = /^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|un|dell|all|dall|nell|sull|quest|quell)'(?=.)/

/**
 * Makes an analyzer. `language` is the Snowball name of the language of all texts; without it each text is told by its
 * function words, and English stands in where they do not tell.
 */
export function createAnalyzer(language?: string): Analyzer {
  const stopWords = createStopWords()
  const byLanguage = new Map<string, Analyzer>()
  const isFixed = language !== undefined

  const make = (name: string): Analyzer => {
    const stem = createStemmer(name)
    const dropped = stopWords(name)
    const general = new Set(generalWords(name).map(stem))
    const elides = ELIDING.has(name)
    return {
      language: name,
      isGeneral: (term) => general.has(term) || isGeneralPair(term),
      of,
      forText: (text) => of(isFixed ? name : detectLanguage(text, stopWords, name)),
      analyze(text, kind) {
        const counts = new Map<string, number>()
        const places = new Map<string, number[]>()
        const parts: FieldedText = typeof text === 'string' ? { body: text } : text
        let length = 0
        let unspaced = 0
        let start = 0
        const fields = FIELDS.map((field) => {
          const before = length
          let end = start
          for (const word of wordsOf(parts[field] ?? '', kind)) {
            end = Math.max(end, start + word.place + 1)
            const plain = elides ? word.text.replace(ELISION, '') : word.text
            if (dropped.has(plain)) continue
            const term = word.unspaced ? plain : stem(plain)
            counts.set(term, (counts.get(term) ?? 0) + 1)
            const list = places.get(term)
            if (list) list.push(start + word.place)
            else places.set(term, [start + word.place])
            length++
            if (word.unspaced) unspaced++
          }
          if (end > start) start = end + FIELD_GAP
          return { length: length - before, end }
        })
        return { language: name, counts, length, unspaced, places, fields }
      },
    }
  }

  function of(name: string): Analyzer {
    const known = byLanguage.get(name)
    if (known) return known
    const made = make(name)
    byLanguage.set(name, made)
    return made
  }

  return of(language ?? DEFAULT_LANGUAGE)
}

function generalWords(language: string): readonly string[] {
  if (language === 'english') return ENGLISH_GENERAL_WORDS
  return foldText(GENERAL_WORDS[language] ?? '')
    .split(/\s+/)
    .filter(Boolean)
}

function isGeneralPair(term: string): boolean {
  return isUnspaced(term) && [...term].some((character) => GENERAL_CHARACTERS.has(character))
}
