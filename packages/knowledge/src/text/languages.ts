import { foldText } from './fold.ts'
import { FUNCTION_WORDS } from './function-words.ts'
import { ENGLISH_STOP_WORDS } from './stop-words.ts'
import { wordsOf } from './words.ts'

/** The language of a base that names none and whose texts do not tell. */
export const DEFAULT_LANGUAGE = 'english'

/** This much of a text is enough to tell its language. */
const LOOKED_AT_CHARS = 20_000
/** Fewer function words than this tell nothing. */
const LEAST_WORDS = 8
/** Every running text of the languages below holds at least this share of them. */
const LEAST_SHARE = 0.15
/** How much more of them it must hold than the default language has in it: some are words of several languages. */
const LEAST_LEAD = 1.3

/** Languages that can be told by their function words, by Snowball name, with those words folded. */
export function createStopWords(): (language: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>([['english', ENGLISH_STOP_WORDS]])
  return (language) => {
    const found = known.get(language)
    if (found) return found
    const words = new Set(
      foldText(FUNCTION_WORDS[language] ?? '')
        .split(/\s+/)
        .filter(Boolean),
    )
    known.set(language, words)
    return words
  }
}

/** The language that most function words of a text belong to; `fallback` for short texts and lists. */
export function detectLanguage(
  text: string,
  stopWords: (language: string) => ReadonlySet<string>,
  fallback: string = DEFAULT_LANGUAGE,
): string {
  const counts = new Map<string, number>()
  let words = 0
  for (const word of wordsOf(text.slice(0, LOOKED_AT_CHARS), 'query')) {
    if (word.unspaced) continue
    words++
    counts.set(word.text, (counts.get(word.text) ?? 0) + 1)
  }
  const countOf = (language: string): number => {
    let found = 0
    for (const word of stopWords(language)) found += counts.get(word) ?? 0
    return found
  }
  const least = Math.max(LEAST_WORDS, words * LEAST_SHARE, countOf(fallback) * LEAST_LEAD)
  let best = fallback
  let most = least
  for (const language of ['english', ...Object.keys(FUNCTION_WORDS)]) {
    if (language === fallback) continue
    const found = countOf(language)
    if (found > most) {
      best = language
      most = found
    }
  }
  return best
}
