import type { Citation, DocumentText } from '@skep/client'

/** A run of text that is drawn in one way. @internal */
export interface PassagePiece {
  readonly text: string
  readonly kind: 'around' | 'passage' | 'quote'
  /** Set where a page begins. */
  readonly page?: number
  readonly isHeading?: boolean
}

const AROUND_CHARS = 2500

/**
 * The text around a passage, cut where its look changes: page, heading, passage, quote. Ranges beyond the text
 * (a document that was replaced) are brought inside.
 * @internal
 */
export function passagePieces(citation: Citation, document: DocumentText): readonly PassagePiece[] {
  const { text, pages, headings } = document
  const clamp = (at: number): number => Math.min(text.length, Math.max(0, at))
  const start = clamp(citation.location.start)
  const end = Math.max(start, clamp(citation.location.end))
  const quoteStart = citation.quote ? clamp(citation.quote.start) : end
  const quoteEnd = citation.quote ? clamp(citation.quote.end) : end
  const from = wordBefore(text, start - AROUND_CHARS)
  const to = clamp(end + AROUND_CHARS)
  const headingEnds = headings.map((heading) => {
    const lineEnd = text.indexOf('\n', heading.start)
    return { start: heading.start, end: lineEnd < 0 ? text.length : lineEnd }
  })
  const cuts = new Set([from, to, start, end, quoteStart, quoteEnd])
  for (const page of pages) cuts.add(page.start)
  for (const heading of headingEnds) cuts.add(heading.start).add(heading.end)
  const places = [...cuts].filter((at) => at >= from && at <= to).sort((a, b) => a - b)
  return places.slice(0, -1).map((at, index): PassagePiece => {
    const next = places[index + 1] ?? to
    const page = pages.find((candidate) => candidate.start === at)
    const isInPassage = at >= start && next <= end
    const isInQuote = isInPassage && at >= quoteStart && next <= quoteEnd
    return {
      text: text.slice(at, next),
      kind: isInQuote ? 'quote' : isInPassage ? 'passage' : 'around',
      ...(page ? { page: page.number } : {}),
      ...(headingEnds.some((heading) => at >= heading.start && next <= heading.end)
        ? { isHeading: true }
        : {}),
    }
  })
}

function wordBefore(text: string, at: number): number {
  if (at <= 0) return 0
  const space = text.indexOf(' ', at)
  return space < 0 || space - at > 80 ? at : space + 1
}
