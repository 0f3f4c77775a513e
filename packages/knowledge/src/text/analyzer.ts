import { createStemmer } from './stemmer.ts'
import { ENGLISH_GENERAL_WORDS, ENGLISH_STOP_WORDS } from './stop-words.ts'
import { wordsOf } from './words.ts'

/** The words of a text that carry meaning, stemmed, with their counts. */
export interface TermBag {
  readonly counts: ReadonlyMap<string, number>
  /** Sum of the counts. */
  readonly length: number
  /** How many of them are character pairs of a script without spaces. */
  readonly unspaced: number
}

/** Turns text into terms, the same way for passages and questions. */
export interface Analyzer {
  readonly language: string
  analyze(text: string, kind: 'query' | 'passage'): TermBag
  /** Whether a term is so common in any text that sharing it says little. */
  isGeneral(term: string): boolean
}

/**
 * Makes an analyzer. `language` is the Snowball name of the language that words are stemmed in; others than English
 * have no stop words yet.
 */
export function createAnalyzer(language = 'english'): Analyzer {
  const stem = createStemmer(language)
  const english = language === 'english'
  const stopWords: ReadonlySet<string> = english ? ENGLISH_STOP_WORDS : new Set()
  const general = new Set(english ? ENGLISH_GENERAL_WORDS.map(stem) : [])

  return {
    language,
    isGeneral: (term) => general.has(term),
    analyze(text, kind) {
      const counts = new Map<string, number>()
      let length = 0
      let unspaced = 0
      for (const word of wordsOf(text, kind)) {
        if (stopWords.has(word.text)) continue
        const term = word.unspaced ? word.text : stem(word.text)
        counts.set(term, (counts.get(term) ?? 0) + 1)
        length++
        if (word.unspaced) unspaced++
      }
      return { counts, length, unspaced }
    },
  }
}
