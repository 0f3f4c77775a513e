import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText } from './clean-text.ts'

const ALL = { removeExtraSpaces: true, removeUrlsAndEmails: true }
const NONE = { removeExtraSpaces: false, removeUrlsAndEmails: false }

describe('cleaning', () => {
  it.each([
    [
      'control characters and the bars of model tokens',
      NONE,
      'a\u0000b\u0007 <|im_start|> \ufffec\r\nd',
      'ab <im_start> c\nd',
    ],
    ['three and more newlines', ALL, 'a\n\n\n\n\nb\n\nc\nd', 'a\n\nb\n\nc\nd'],
    ['lines of nothing but blanks', ALL, 'a\n \t\n  \nb', 'a\n\nb'],
    ['runs of blanks of every kind', ALL, 'a  b\t\tc\u00a0\u3000d e', 'a b c d e'],
    ['blanks around a line end', ALL, 'a  \n  b', 'a \n b'],
    [
      'addresses',
      ALL,
      'see https://skep.dev/a?b=c, or write to jo.doe+x@mail.example.org.',
      'see , or write to .',
    ],
    [
      'not the addresses of Markdown links',
      ALL,
      '[a](https://x.y/z) ![i](http://i.j/k.png)',
      '[a](https://x.y/z) ![i](http://i.j/k.png)',
    ],
    [
      'not what only looks like an address',
      ALL,
      'user@host and @name and a@b',
      'user@host and @name and a@b',
    ],
    ['nothing when it is off', NONE, 'a   b\n\n\n\nhttps://x.y', 'a   b\n\n\n\nhttps://x.y'],
  ])('changes %s', (_, settings, before, after) => {
    expect(cleanText(before, settings).text).toBe(after)
  })

  it('maps every character that it keeps back to itself', () => {
    const piece = fc.constantFrom(
      'a',
      'é',
      '漢',
      '👍',
      ' ',
      '  ',
      '\n',
      '\n\n\n',
      '\t',
      '\u0000',
      '<|',
      '|>',
      'x@y.de',
      'https://a.b/c ',
      '](',
      '\r\n',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.record({ removeExtraSpaces: fc.boolean(), removeUrlsAndEmails: fc.boolean() }),
        (pieces, settings) => {
          const loaded = pieces.join('')
          const cleaned = cleanText(loaded, settings)
          let end = 0
          for (let at = 0; at < cleaned.text.length; at++) {
            const source = cleaned.toSource(at, at + 1)
            expect(source.start).toBeGreaterThanOrEqual(Math.min(end, source.start))
            expect(source.end).toBeGreaterThan(source.start)
            const character = cleaned.text.charAt(at)
            if (!/\s/.test(character)) expect(loaded.slice(source.start, source.end)).toBe(character)
            else expect(loaded.slice(source.start, source.end)).toMatch(/\s/)
            end = source.end
          }
          expect(cleaned.toSource(0, cleaned.text.length).end).toBeLessThanOrEqual(loaded.length)
        },
      ),
    )
  })

  it('takes time in proportion to the text, whatever is repeated in it', () => {
    for (const character of [' ', '\n', '@', 'a', '.', '<|', 'a@', 'http://']) {
      const text = character.repeat(2_000_000 / character.length)
      const startedAtMs = performance.now()
      cleanText(text, ALL)
      expect(performance.now() - startedAtMs, JSON.stringify(character)).toBeLessThan(30_000)
    }
  })
})
