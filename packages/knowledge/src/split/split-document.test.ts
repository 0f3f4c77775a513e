import type { DocumentText, SplitSettings } from '@skep/client'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText } from '../clean/clean-text.ts'
import { DEFAULT_SPLIT } from '../ingest/settings.ts'
import { loadDocument } from '../load/load-document.ts'
import { splitDocument } from './split-document.ts'

const SETTINGS: SplitSettings = { ...DEFAULT_SPLIT, overlap: 0 }

const split = (
  document: Partial<DocumentText> & { readonly text: string },
  settings: Partial<SplitSettings> = {},
) => [...splitDocument({ pages: [], headings: [], ...document }, { ...SETTINGS, ...settings })]
const texts = (text: string, settings: Partial<SplitSettings> = {}) =>
  split({ text }, settings).map((chunk) => chunk.text)

describe('splitting', () => {
  it('cuts at the separator and joins what is too short to stand alone', () => {
    const long = 'A sentence of some length that says a thing. '.repeat(8).trim()
    expect(texts(`Title\n\n${long}\n\n${long}`)).toEqual([`Title\n\n${long}`, long])
    expect(texts('one\n\ntwo\n\nthree')).toEqual(['one\n\ntwo\n\nthree'])
  })

  it('does not join across a heading, so that a question and its answer stay together', () => {
    const text = '# Faq\n\n## One?\n\nYes.\n\n## Two?\n\nNo.'
    const headings = [
      { level: 1, text: 'Faq', start: 0 },
      { level: 2, text: 'One?', start: 7 },
      { level: 2, text: 'Two?', start: text.indexOf('## Two') },
    ]
    expect(split({ text, headings }).map((chunk) => [chunk.text, chunk.location.headings])).toEqual([
      ['# Faq\n\n## One?\n\nYes.', ['Faq', 'One?']],
      ['## Two?\n\nNo.', ['Faq', 'Two?']],
    ])
  })

  it('puts each passage of a loaded Markdown file under its own heading, overlap or not', async () => {
    const part = 'The lamp hangs beside the door and is lit in the evening. '.repeat(3)
    const text = ['# Notes', part, '## Brakes', part, '## Chains', part].join('\n\n')
    const bytes = new TextEncoder().encode(text)
    const document = await loadDocument({ name: 'notes.md', bytes }, { signal: new AbortController().signal })
    for (const overlap of [0, 50]) {
      const chunks = [...splitDocument(document, { ...SETTINGS, maxSize: 220, overlap })]
      const starts = chunks.filter((chunk) => chunk.text.includes('#'))
      expect(starts.map((chunk) => chunk.location.headings)).toEqual([
        ['Notes'],
        ['Notes', 'Brakes'],
        ['Notes', 'Chains'],
      ])
    }
  })

  it('prefers the ends of paragraphs, then lines, sentences and words', () => {
    const settings = { separator: '', maxSize: 64 }
    const words = 'word '.repeat(9).trim()
    expect(texts(`${words}\n\n${words}`, settings)).toEqual([words, words])
    expect(texts(`${words}\n${words}`, settings)).toEqual([words, words])
    expect(texts(`${words}. ${words}.`, settings)).toEqual([`${words}.`, `${words}.`])
    expect(texts(`${'漢字'.repeat(12)}。${'漢字'.repeat(30)}`, settings)[0]).toBe(`${'漢字'.repeat(12)}。`)
    expect(texts('word '.repeat(20), settings).map((text) => text.length)).toEqual([59, 39])
  })

  it('drops one full stop in front, as Dify does, and chunks of nothing', () => {
    expect(texts('. one\n\n \n\n。two', { maxSize: 64 })).toEqual(['one\n\n。two'])
    expect(texts(' \n\n . \n\n')).toEqual([])
    expect(texts('')).toEqual([])
  })

  it('repeats whole sentences or words as overlap', () => {
    const text = Array.from({ length: 12 }, (_, at) => `This is sentence ${at}.`).join(' ')
    const chunks = texts(text, { separator: '\n\n', maxSize: 100, overlap: 30 })
    expect(chunks).toHaveLength(3)
    chunks.slice(1).forEach((chunk, at) => {
      const shared = chunk.slice(0, chunk.indexOf('.') + 1)
      expect(shared).toMatch(/^This is sentence \d+\.$/)
      expect(chunks[at]?.endsWith(shared)).toBe(true)
    })
  })

  it('never cuts inside a character as people see it', () => {
    const family = '👨‍👩‍👧‍👦'
    const flag = '🇦🇹'
    for (const character of [family, flag, '👍🏽', 'e\u0301', '한', '\u{20000}']) {
      const chunks = texts(character.repeat(200), { maxSize: 64 })
      expect(chunks.length).toBeGreaterThan(1)
      for (const chunk of chunks) expect(chunk.replaceAll(character, '')).toBe('')
    }
  })

  it('goes on with each chunk, also where an overlap would begin inside a pair of surrogates', () => {
    const text = `${'\u{10000}'.repeat(5)}!!!!!! ${'\u{10000}!'.repeat(20)}`
    const starts = split({ text }, { maxSize: 64, overlap: 16 }).map(({ location }) => location.start)
    expect(starts.length).toBeGreaterThan(1)
    expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b))
  })

  it('says on which pages a chunk stands', () => {
    const pages = ['First page text that is long enough.', 'Second page text, also rather long.', 'Third.']
    const text = pages.join('\n\n')
    let start = 0
    const placed = pages.map((page, at) => {
      const range = { number: at + 1, start, end: start + page.length }
      start += page.length + 2
      return range
    })
    const pagesOf = (maxSize: number) =>
      split({ text, pages: placed }, { maxSize }).map(({ location }) => [location.page, location.lastPage])
    expect(pagesOf(1024)).toEqual([[1, 3]])
    expect(pagesOf(64)).toEqual([
      [1, undefined],
      [2, 3],
    ])
  })

  it('keeps its promises on any text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'word',
        'Sentence end. ',
        '! ',
        '\n',
        '\n\n',
        '   ',
        '。',
        '漢字かな',
        'שלום עולם',
        'مرحبا ',
        '👩‍🚀',
        '🇩🇪',
        'a\u0308',
        '<|',
        'https://a.b/c ',
        '\u0000',
        '.',
        '---',
      ),
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.string({ unit: 'binary', maxLength: 30 }),
    )
    const settings = fc.record({
      maxSize: fc.integer({ min: 64, max: 400 }),
      overlap: fc.integer({ min: 0, max: 32 }),
      separator: fc.constantFrom('\n\n', '\n', '', '---', '。'),
      removeExtraSpaces: fc.boolean(),
      removeUrlsAndEmails: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 120 }), settings, (pieces, chosen) => {
        const text = pieces.join('')
        const cleaned = cleanText(text, chosen)
        const chunks = split({ text }, chosen)
        let sourceStart = -1
        let covered = 0
        let from = 0
        for (const [index, chunk] of chunks.entries()) {
          const { start, end } = chunk.location
          expect(chunk.index).toBe(index)
          expect(chunk.text.length).toBeGreaterThan(0)
          expect(chunk.text.length).toBeLessThanOrEqual(chosen.maxSize)
          expect(chunk.text).toBe(chunk.text.trim())
          expect(start).toBeGreaterThan(sourceStart)
          sourceStart = start
          // The text of a chunk is what cleaning makes of its range of the loaded text.
          const place = cleaned.text.indexOf(chunk.text, from)
          expect(place).toBeGreaterThanOrEqual(0)
          const at = placeOf(cleaned, chunk.text, start, from)
          expect(cleaned.toSource(at, at + chunk.text.length)).toEqual({ start, end })
          // Surrogate pairs stay whole.
          expect(isLowSurrogate(chunk.text, 0) && isHighSurrogate(cleaned.text, at - 1)).toBe(false)
          // What lies between chunks is separators, white space and a full stop.
          if (at > covered) expect(withoutFillers(cleaned.text.slice(covered, at), chosen.separator)).toBe('')
          covered = Math.max(covered, at + chunk.text.length)
          from = at + 1
        }
        expect(withoutFillers(cleaned.text.slice(covered), chosen.separator)).toBe('')
      }),
      { numRuns: 300 },
    )
  })

  it('takes time in proportion to the text', () => {
    const prose = 'The quick brown fox jumps over the lazy dog, then rests. '.repeat(90_000)
    const timed = (text: string): number => {
      const startedAtMs = performance.now()
      let count = 0
      for (const chunk of splitDocument({ text, pages: [], headings: [] }, { ...SETTINGS, overlap: 50 }))
        count += chunk.text.length > 0 ? 1 : 0
      expect(count).toBeGreaterThan(1000)
      return performance.now() - startedAtMs
    }
    expect(timed(prose)).toBeLessThan(60_000)
    // One line without a space.
    expect(timed('x'.repeat(20_000_000))).toBeLessThan(60_000)
  })
})

function placeOf(cleaned: ReturnType<typeof cleanText>, text: string, start: number, from: number): number {
  for (let at = cleaned.text.indexOf(text, from); at !== -1; at = cleaned.text.indexOf(text, at + 1)) {
    if (cleaned.toSource(at, at + text.length).start === start) return at
  }
  return -1
}

function withoutFillers(text: string, separator: string): string {
  const rest = separator === '' ? text : text.replaceAll(separator, ' ')
  return rest.replace(/[\s.。]/g, '')
}

function isLowSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00
}

function isHighSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800
}
