import { foldText } from './fold.ts'

// Scripts that are written without spaces between words, or (Hangul) with particles glued to them.
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u30fc]/u
const UNSPACED_RUNS =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u30fc]+|[^\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\u30fc]+/gu
const WORD = /\p{N}+(?:[.,]\p{N}+)+|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:'\p{L}+)?/gu
const THOUSANDS = /^\d{1,3}(?:,\d{3})+$/
const MAX_WORD_CHARS = 64

/** A word of a text, folded. `unspaced` words are character pairs of a script without spaces. */
export interface Word {
  readonly text: string
  readonly unspaced: boolean
  /** Its number in the text, from 0; characters of scripts without spaces are counted one by one. */
  readonly place: number
}

/**
 * Cuts a text into folded words. Scripts without spaces give overlapping character pairs; with `kind` `passage` also
 * their single characters, so that a question of one character finds something.
 */
export function* wordsOf(text: string, kind: 'query' | 'passage'): Generator<Word> {
  let place = 0
  for (const [found] of foldText(text).matchAll(WORD)) {
    if (!UNSPACED.test(found)) {
      const word = THOUSANDS.test(found) ? found.replaceAll(',', '') : found
      yield { text: word.slice(0, MAX_WORD_CHARS), unspaced: false, place: place++ }
      continue
    }
    for (const [run] of found.matchAll(UNSPACED_RUNS)) {
      if (!UNSPACED.test(run)) {
        yield { text: run.slice(0, MAX_WORD_CHARS), unspaced: false, place: place++ }
        continue
      }
      const characters = [...run]
      for (const [at, character] of characters.entries()) {
        if (kind === 'passage' || characters.length === 1) {
          yield { text: character, unspaced: true, place: place + at }
        }
        const next = characters[at + 1]
        if (next !== undefined) yield { text: `${character}${next}`, unspaced: true, place: place + at }
      }
      place += characters.length
    }
  }
}

/** Whether a word is of a script without spaces. */
export function isUnspaced(word: string): boolean {
  return UNSPACED.test(word)
}
