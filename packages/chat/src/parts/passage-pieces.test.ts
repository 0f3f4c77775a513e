import type { Citation, DocumentText } from '@skep/client'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { passagePieces } from './passage-pieces.ts'

function citation(start: number, end: number, quote?: { start: number; end: number }): Citation {
  return {
    number: 1,
    chunkId: 'c',
    knowledgeId: 'k',
    knowledgeName: 'K',
    documentId: 'd',
    documentName: 'D',
    text: '',
    location: { start, end },
    score: 1,
    scores: {},
    metadata: {},
    ...(quote ? { quote } : {}),
  }
}

describe('passagePieces', () => {
  it('cuts at the page, the heading, the passage and the quote', () => {
    const text = '# Title\nbefore passage after'
    const document: DocumentText = {
      text,
      pages: [{ number: 1, start: 0, end: text.length }],
      headings: [{ level: 1, text: 'Title', start: 0 }],
    }
    expect(passagePieces(citation(15, 28, { start: 15, end: 22 }), document)).toEqual([
      { text: '# Title', kind: 'around', page: 1, isHeading: true },
      { text: '\nbefore ', kind: 'around' },
      { text: 'passage', kind: 'quote' },
      { text: ' after', kind: 'passage' },
    ])
  })

  it('loses and repeats nothing of a short text, wherever the ranges point', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 400 }),
        fc.integer({ min: -10, max: 500 }),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: -10, max: 500 }),
        (text, start, length, quoteStart) => {
          const document = { text, pages: [], headings: [] }
          const pieces = passagePieces(
            citation(start, start + length, { start: quoteStart, end: quoteStart + 20 }),
            document,
          )
          expect(pieces.map((piece) => piece.text).join('')).toBe(text)
        },
      ),
    )
  })
})
