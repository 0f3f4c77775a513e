import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitSentences } from './split-sentences.ts'

function parts(text: string): string[] {
  return splitSentences(text).map(({ start, end }) => text.slice(start, end))
}

describe('a full stop that does not end a sentence', () => {
  it.each([
    'Mr. Smith met Dr. Jones at 5 p.m. on Monday.',
    'Use a fastener, e.g. Velcro, or tape.',
    'The rate rose by 3.5 percent to 1,204.75 euros.',
    'See Fig. 3 and No. 12 for details.',
    'J. R. R. Tolkien wrote it.',
    'Der Vertrag endet am 3. Mai 2025.',
    'Das gilt z. B. für Verträge.',
    'Visit docs.example.com/a.b for more.',
    'The U.S. market grew.',
    'Wait... what happened?',
  ])('%s', (text) => {
    expect(parts(text)).toEqual([text])
  })
})

describe('a boundary', () => {
  it.each([
    ['It works. It is fast.', ['It works.', 'It is fast.']],
    ['He said "Stop." Then he left.', ['He said "Stop."', 'Then he left.']],
    ['Really?! Yes. (It is.) Good.', ['Really?!', 'Yes.', '(It is.)', 'Good.']],
    ['We sell tea, coffee etc. Orders ship daily.', ['We sell tea, coffee etc.', 'Orders ship daily.']],
    ['It opened in 2019. Since then it grew.', ['It opened in 2019.', 'Since then it grew.']],
    ['你好。今天天气很好！走吗？', ['你好。', '今天天气很好！', '走吗？']],
    ['The first line wraps\nhere. The second\ntoo.', ['The first line wraps\nhere.', 'The second\ntoo.']],
    ['One.\n\nTwo without an end\n\nThree.', ['One.', 'Three.']],
  ])('%s', (text, expected) => {
    expect(parts(text)).toEqual(expected)
  })
})

it('makes list items quotable without their marks, and keeps wrapped items whole', () => {
  expect(parts('You need:\n- a pen\n- some paper that is\n  not too thin\n3) glue')).toEqual([
    'You need:',
    'a pen',
    'some paper that is\n  not too thin',
    'glue',
  ])
})

it('takes headings as context of what follows, marked or not', () => {
  const text =
    '# Guide\n\nIntro text here.\n\nOpening times\nWe open at nine and close at six every day.\n\n3.2 Fees\nNone.'
  expect(splitSentences(text).map(({ start, end, heading }) => [heading, text.slice(start, end)])).toEqual([
    ['Guide', 'Intro text here.'],
    ['Opening times', 'We open at nine and close at six every day.'],
    ['3.2 Fees', 'None.'],
  ])
})

it('gives table rows their header and leaves rules out', () => {
  const text = '| Plan | Price |\n|---|---|\n| Basic | €5 |\n| Pro | €9 |'
  expect(
    splitSentences(text).map(({ start, end, kind, header }) => [
      kind,
      text.slice(start, end),
      header && text.slice(header.start, header.end),
    ]),
  ).toEqual([
    ['row', '| Basic | €5 |', '| Plan | Price |'],
    ['row', '| Pro | €9 |', '| Plan | Price |'],
  ])
})

it('cuts text without full stops into pieces of at most 600 characters', () => {
  const text = 'word '.repeat(1000).trim()
  expect(Math.max(...splitSentences(text).map(({ start, end }) => end - start))).toBeLessThanOrEqual(600)
})

it('gives ranges that ascend, do not overlap, are not blank and stay inside, for any text', () => {
  const piece = fc.constantFrom(
    'Hello',
    ' ',
    '. ',
    '\n',
    '\n\n',
    '- ',
    '| a | b |',
    '\t',
    '1. ',
    '# ',
    '。',
    '漢字',
    '?',
    'e.g.',
    ':',
    '|--|',
    '😀',
    '\r\n',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
      const text = pieces.join('')
      let last = 0
      for (const { start, end } of splitSentences(text)) {
        expect(start).toBeGreaterThanOrEqual(last)
        expect(end).toBeGreaterThan(start)
        expect(end).toBeLessThanOrEqual(text.length)
        expect(text.slice(start, end).trim()).not.toBe('')
        last = end
      }
    }),
    { numRuns: 500 },
  )
})

it('needs time in proportion to the length of the text', () => {
  const start = performance.now()
  splitSentences('A sentence, e.g. this one, with words. '.repeat(3000))
  expect(performance.now() - start).toBeLessThan(30_000)
})
