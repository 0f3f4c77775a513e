import { foldCharacter, foldText } from './fold-text.ts'

/** Finds words in texts, whole and as they stream. @internal */
export interface KeywordFinder {
  find(text: string): string | undefined
  /** How many characters of `text` may be shown before more comes: the rest could be the beginning of a keyword. */
  safeLength(text: string): number
  /** The end of what was shown, as far back as a keyword could go on from it. */
  contextOf(shown: string): string
}

/** @internal */
export function createKeywordFinder(keywords: readonly string[]): KeywordFinder {
  const folded = [
    ...new Set(keywords.map((keyword) => foldText(keyword.trim())).filter((each) => each !== '')),
  ]
  const beginnings = new Set<string>()
  let longest = 0
  for (const keyword of folded) {
    longest = Math.max(longest, keyword.length)
    for (let end = 1; end < keyword.length; end += 1) beginnings.add(keyword.slice(0, end))
  }
  return {
    find(text) {
      const haystack = foldText(text)
      return folded.find((keyword) => haystack.includes(keyword))
    },
    contextOf: (shown) => shown.slice(walkBack(shown, longest - 1)),
    safeLength(text) {
      let safe = text.length
      walkBack(text, longest - 1, (tail, at) => {
        if (beginnings.has(tail)) safe = at
      })
      return safe
    },
  }
}

/** Goes back from the end by `chars` folded characters and says where that is; those that cannot be seen count for none. */
function walkBack(
  text: string,
  chars: number,
  visit: (tail: string, at: number) => void = () => undefined,
): number {
  let tail = ''
  let at = text.length
  while (at > 0 && tail.length < chars) {
    const low = text.charCodeAt(at - 1)
    const width = at > 1 && low >= 0xdc00 && low <= 0xdfff ? 2 : 1
    at -= width
    tail = foldCharacter(text.slice(at, at + width)) + tail
    visit(tail, at)
  }
  return at
}
