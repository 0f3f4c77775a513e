import type { Phrase } from './query.ts'
import type { TermEntry } from './term-dictionary.ts'
import type { TermSegment } from './term-segment.ts'

/**
 * The chunks of a segment in which the words of a phrase stand as far apart as in the phrase. Where places were not
 * kept: in which all its words stand.
 */
export function phraseChunks(segment: TermSegment, phrase: Phrase): readonly number[] {
  const encoder = new TextEncoder()
  const words: { readonly entry: TermEntry; readonly offset: number }[] = []
  for (const { forms, offset } of phrase.words) {
    const form = forms.get(segment.language)
    if (form === undefined) continue // a word without meaning in this language is not indexed
    const entry = segment.find(encoder.encode(form))
    if (!entry) return []
    words.push({ entry, offset })
  }
  if (words.length === 0) return []
  const holders = chunksWithAll(segment, words)
  if (!segment.hasPlaces || words.length === 1) return [...holders]
  // Where the phrase would have to begin, by chunk.
  let starts: Map<number, Set<number>> | null = null
  for (const { entry, offset } of words) {
    const next = new Map<number, Set<number>>()
    segment.readPlaces(
      entry,
      (chunk) => holders.has(chunk),
      (chunk, places) => {
        const before = starts?.get(chunk)
        const possible = places.map((place) => place - offset)
        next.set(chunk, new Set(starts === null ? possible : possible.filter((place) => before?.has(place))))
      },
    )
    starts = next
  }
  return [...(starts ?? [])].filter(([, places]) => places.size > 0).map(([chunk]) => chunk)
}

function chunksWithAll(
  segment: TermSegment,
  words: readonly { readonly entry: TermEntry }[],
): ReadonlySet<number> {
  let holders: Set<number> | null = null
  for (const { entry } of words) {
    const chunks = new Set<number>()
    segment.readCounts(entry, (chunk) => {
      if (holders === null || holders.has(chunk)) chunks.add(chunk)
    })
    holders = chunks
  }
  return holders ?? new Set()
}
