import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKeywordFinder } from './keywords.ts'

describe('keywords', () => {
  it.each([
    ['another case', 'Secret', 'the SECRET plan'],
    ['another width', 'secret', 'ｓｅｃｒｅｔ'],
    ['signs that cannot be seen', 'secret', 'se\u200bc\u00adret'],
    ['another space', 'two words', 'two\nwords'],
    ['letters put together from parts', 'café', 'cafe\u0301'],
    ['a word inside of another', 'ant', 'elephant'],
    ['letters beyond the first plane', '𝔟ad', 'so 𝔟ad'],
  ])('are found through %s', (_, keyword, text) => {
    expect(createKeywordFinder([keyword]).find(text)).toBeDefined()
  })

  it('that are empty find nothing', () => {
    const finder = createKeywordFinder(['', ' ', '\u200b'])
    expect([finder.find('anything'), finder.safeLength('anything')]).toEqual([undefined, 8])
  })

  it('hold back only what could be their beginning', () => {
    const finder = createKeywordFinder(['secret', 'crumb'])
    const safe = (text: string): string => text.slice(0, finder.safeLength(text))
    expect(['it in', 'the sec', 'the SE\u200b', 'scr', 'secret', 'xs'].map(safe)).toEqual([
      'it in',
      'the ',
      'the ',
      's',
      'secret',
      'x',
    ])
  })

  it('never let the first letters of a keyword through as they stream', () => {
    const letters = fc.constantFrom('a', 'b', 'A', '\u200b', 'ａ', '😀', ' ')
    const text = fc.array(letters, { maxLength: 30 })
    const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '😀'), minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(words, text, (keywords, pieces) => {
        const finder = createKeywordFinder(keywords)
        let shown = ''
        let held = ''
        for (const piece of pieces) {
          held += piece
          const length = finder.safeLength(held)
          const next = held.slice(0, length)
          if (finder.find(finder.contextOf(shown) + held) !== undefined) {
            // Found before any of it was shown: what stands there holds no keyword and no part that led to it.
            expect(finder.find(shown)).toBeUndefined()
            return
          }
          shown += next
          held = held.slice(length)
        }
        expect(finder.find(shown + held)).toBeUndefined()
      }),
    )
  })
})
