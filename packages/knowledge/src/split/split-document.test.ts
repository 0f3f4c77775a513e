import type { DocumentText, SplitSettings } from '@skep/client'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText } from '../clean/clean-text.ts'
import type { EditedText } from '../clean/offset-map.ts'
import { DEFAULT_SPLIT } from '../ingest/settings.ts'
import { loadDocument } from '../load/load-document.ts'
import { loadTokenCounter, tokenRuler } from './ruler.ts'
import { cutText, type SplitChild } from './split-document.ts'
import type { TextRange } from './split-ranges.ts'

const SETTINGS: SplitSettings = { ...DEFAULT_SPLIT, overlap: 0 }

const countTokens = await loadTokenCounter()

const split = (
  document: Partial<DocumentText> & { readonly text: string },
  settings: Partial<SplitSettings> = {},
) => [
  ...cutText({ pages: [], headings: [], ...document }, { ...SETTINGS, ...settings }, countTokens).chunks(),
]
const texts = (text: string, settings: Partial<SplitSettings> = {}) =>
  split({ text }, settings).map((chunk) => chunk.text)

describe('splitting', () => {
  it('cuts at the separator and joins what is too short to stand alone', () => {
    const long = 'A sentence of some length that says a thing. '.repeat(8).trim()
    expect(texts(`Title\n\n${long}\n\n${long}`)).toEqual([`Title\n\n${long}`, long])
    expect(texts('one\n\ntwo\n\nthree')).toEqual(['one\n\ntwo\n\nthree'])
  })

  it('joins nothing across a mark, which is in no chunk', () => {
    for (const separator of ['###', '---', '。', '\n===\n'])
      expect(texts(['one', 'two', '', 'three'].join(separator), { separator })).toEqual([
        'one',
        'two',
        'three',
      ])
    const child = { separator: '|', maxSize: 64 }
    const [first, second] = split({ text: 'a | b###c|d' }, { mode: 'parent-child', separator: '###', child })
    expect(first?.children?.map(({ text }) => text)).toEqual(['a', 'b'])
    expect(second?.children?.map(({ text }) => text)).toEqual(['c', 'd'])
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
      const chunks = [...cutText(document, { ...SETTINGS, maxSize: 220, overlap }, undefined).chunks()]
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
    expect(texts('. one\n\n \n\n。two', { maxSize: 64 })).toEqual(['one\n\n \n\n。two'])
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
        '```\n',
        '| a | b |\n',
      ),
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.string({ unit: 'binary', maxLength: 30 }),
    )
    const settings: fc.Arbitrary<SplitSettings> = fc.record({
      mode: fc.constantFrom('general' as const, 'parent-child' as const, 'question-answer' as const),
      unit: fc.constantFrom('characters' as const, 'tokens' as const),
      maxSize: fc.integer({ min: 64, max: 400 }),
      overlap: fc.integer({ min: 0, max: 32 }),
      separator: fc.constantFrom('\n\n', '\n', '', '---', '。'),
      removeExtraSpaces: fc.boolean(),
      removeUrlsAndEmails: fc.boolean(),
      structure: fc.constantFrom('auto' as const, 'plain' as const),
      parent: fc.constant({ mode: 'paragraph' as const }),
      child: fc.record({
        separator: fc.constantFrom('\n', '\n\n', ''),
        maxSize: fc.integer({ min: 16, max: 120 }),
      }),
      questions: fc.constant({ language: 'English' }),
    })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 120 }), settings, (pieces, chosen) => {
        const text = pieces.join('')
        const cleaned = cleanText(text, chosen)
        const tokens = tokenRuler(cleaned.text, countTokens)
        const sizeOf = ({ start, end }: TextRange): number =>
          chosen.unit === 'tokens' ? tokens.size(start, end) : end - start
        const chunks = split({ text }, chosen)
        checkRanges(chunks, cleaned, { start: 0, end: cleaned.text.length }, chosen.separator)
        for (const [index, chunk] of chunks.entries()) {
          expect(chunk.index).toBe(index)
          expect(sizeOf(chunk.cleanedRange)).toBeLessThanOrEqual(chosen.maxSize)
          if (chosen.mode !== 'parent-child') continue
          for (const child of chunk.children ?? []) {
            expect(sizeOf(child.cleanedRange)).toBeLessThanOrEqual(chosen.child.maxSize)
          }
          // The children of a parent hold all that it holds.
          checkRanges(chunk.children ?? [], cleaned, chunk.cleanedRange, chosen.child.separator)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('keeps fenced code and tables whole where they fit, and cuts them where they do not', () => {
    const line = 'const lamp = lantern + candle // burns all night'
    const code = ['```ts', line, line, line, '', line, line, line, '```'].join('\n')
    const row = '| A bolt of brass with a round head | 2 |'
    const table = ['| Part | Price |', '| --- | --- |', row, row, row, row, row].join('\n')
    const prose = 'A sentence of some length that says a thing. '.repeat(6).trim()
    const text = `${prose}\n\n${code}\n\n${prose} ${prose}\n${table}\n\n${prose}`
    const whole = texts(text, { maxSize: 400, removeExtraSpaces: false })
    expect(whole.filter((chunk) => chunk.includes(code))).toHaveLength(1)
    expect(whole.filter((chunk) => chunk.includes(table))).toHaveLength(1)
    const plain = texts(text, { maxSize: 400, removeExtraSpaces: false, structure: 'plain' })
    expect(plain.some((chunk) => chunk.includes(code) || chunk.includes(table))).toBe(false)
    const long = ['```', ...Array.from({ length: 40 }, (_, at) => `line ${at} of code`), '```'].join('\n')
    expect(texts(long, { maxSize: 200 }).length).toBeGreaterThan(3)
  })

  it('measures in tokens as models count them', () => {
    const text = 'The quick brown fox jumps over the lazy dog, then rests. '.repeat(40)
    for (const chunk of texts(text, { unit: 'tokens', maxSize: 50 }).slice(0, -1)) {
      expect(countTokens(chunk)).toBeLessThanOrEqual(51)
      expect(countTokens(chunk)).toBeGreaterThan(25)
    }
    const chinese = '敏捷的棕色狐狸跳过了懒狗，然后休息。'.repeat(40)
    for (const chunk of texts(chinese, { unit: 'tokens', maxSize: 50 })) {
      expect(countTokens(chunk)).toBeLessThanOrEqual(56)
    }
  })

  it('makes the first 10,000 tokens of a document one parent whose spaces stay', () => {
    const text = `First  line.\n\n\n\n${'Many words follow here. '.repeat(2_500)}\nLast line.`
    const settings: Partial<SplitSettings> = { mode: 'parent-child', parent: { mode: 'full-document' } }
    const cut = cutText({ text, pages: [], headings: [] }, { ...SETTINGS, ...settings }, countTokens)
    const [parent, ...others] = cut.chunks()
    expect([others, cut.isCutOff]).toEqual([[], true])
    expect(parent?.text.startsWith('First  line.\n\n\n\nMany')).toBe(true)
    expect(countTokens(parent?.text ?? '')).toBeGreaterThan(9_900)
    expect(countTokens(parent?.text ?? '')).toBeLessThanOrEqual(10_010)
    expect(parent?.children?.length).toBeGreaterThan(50)
    expect(
      cutText({ text: 'Short.', pages: [], headings: [] }, { ...SETTINGS, ...settings }, countTokens)
        .isCutOff,
    ).toBe(false)
  })

  it('takes time in proportion to the text', () => {
    const prose = 'The quick brown fox jumps over the lazy dog, then rests. '.repeat(90_000)
    const timed = (text: string, settings: Partial<SplitSettings>): number => {
      const startedAtMs = performance.now()
      let count = 0
      const cut = cutText({ text, pages: [], headings: [] }, { ...SETTINGS, ...settings }, countTokens)
      for (const chunk of cut.chunks()) count += chunk.text.length > 0 ? 1 : 0
      expect(count).toBeGreaterThan(1000)
      return performance.now() - startedAtMs
    }
    expect(timed(prose, { overlap: 50 })).toBeLessThan(60_000)
    // One line without a space.
    expect(timed('x'.repeat(20_000_000), { overlap: 50 })).toBeLessThan(60_000)
    expect(timed('| a |\n```\n'.repeat(200_000), { mode: 'parent-child', unit: 'tokens' })).toBeLessThan(
      60_000,
    )
  })
})

/** Ranges ascend, map back to the loaded text, cut no pair of surrogates, and leave out fillers alone. */
function checkRanges(
  parts: readonly Pick<SplitChild, 'text' | 'location' | 'cleanedRange'>[],
  cleaned: EditedText,
  within: TextRange,
  separator: string,
): void {
  let covered = within.start
  let before = -1
  for (const { text, location, cleanedRange } of parts) {
    const { start, end } = cleanedRange
    expect(text).toBe(cleaned.text.slice(start, end))
    expect(text).toBe(text.trim())
    expect(text.length).toBeGreaterThan(0)
    expect(start).toBeGreaterThan(before)
    before = start
    expect(end).toBeLessThanOrEqual(within.end)
    expect(cleaned.toSource(start, end)).toEqual({ start: location.start, end: location.end })
    expect(isLowSurrogate(text, 0) && isHighSurrogate(cleaned.text, start - 1)).toBe(false)
    if (start > covered) expect(withoutFillers(cleaned.text.slice(covered, start), separator)).toBe('')
    covered = Math.max(covered, end)
  }
  expect(withoutFillers(cleaned.text.slice(covered, within.end), separator)).toBe('')
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
