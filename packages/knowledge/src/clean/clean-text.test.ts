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
      'a\u0000b\u0007 <|im_start|> \ufffec\fd\u000be\u007ff\u001f',
      'ab <im_start> cdef',
    ],
    ['the return of Windows line ends, as any reader of text does', NONE, 'a\r\nb\r\n', 'a\nb\n'],
    ['no other return, tab or character', NONE, 'a\rb\tc\u0085d\u200be', 'a\rb\tc\u0085d\u200be'],
    ['three and more newlines', ALL, 'a\n\n\n\n\nb\n\nc\nd', 'a\n\nb\n\nc\nd'],
    ['the blanks of lines that hold nothing else', ALL, 'a\n \t\n  \n\n\n\nb', 'a\n \n \n\nb'],
    ['a return among blanks', ALL, 'a \rb\r\r\rc\rd', 'a b c\rd'],
    ['runs of blanks of every kind', ALL, 'a  b\t\tc\u00a0\u3000d e', 'a b c d e'],
    ['blanks around a line end', ALL, 'a  \n  b', 'a \n b'],
    [
      'addresses',
      ALL,
      'see https://skep.dev/a?b=c, or write to jo.doe+x@mail.example.org.',
      'see , or write to .',
    ],
    [
      'addresses among words without spaces, and nothing of those',
      ALL,
      '详见（https://skep.dev/a?b=c）下载，请访问https://skep.dev/d。または「https://skep.dev」へ、jo@doe.exampleまで。',
      '详见（）下载，请访问。または「」へ、まで。',
    ],
    [
      'not the addresses of Markdown links',
      ALL,
      '[a](https://x.y/z) ![i](http://i.j/k.png)',
      '[a](https://x.y/z) ![i](http://i.j/k.png)',
    ],
    [
      'not the address that is the text of such a link, nor one inside its address',
      ALL,
      '[https://x.y](https://x.y/?by=jo@doe.example "Jo") [see [https://a.b](https://a.b)',
      '[https://x.y](https://x.y/?by=jo@doe.example "Jo") [see [https://a.b](https://a.b)',
    ],
    [
      'the addresses of other brackets, and e-mail addresses in the text of a link',
      ALL,
      '[1]: https://x.y [a](mailto:jo@doe.example) [jo@doe.example](https://x.y) [open](https://x.y',
      '[1]: [a](mailto:) [](https://x.y) [open](',
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

  it('makes of any text what the expressions of Dify make of it', () => {
    const character = fc.oneof(
      fc.constantFrom(...'a漢 \t\n\r\f\v\u00a0\u3000\u2003\u0000\u001f\u007f\ufffe\ufeff<|>'),
      fc.constantFrom('\n\n\n', '  ', '<|', '|>', ' \n \n '),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    )
    fc.assert(
      fc.property(
        fc.array(character, { maxLength: 60 }).map((parts) => parts.join('').replace(/\r\n?/g, '\n')),
        fc.boolean(),
        (text, removeExtraSpaces) => {
          const { text: cleaned } = cleanText(text, { removeExtraSpaces, removeUrlsAndEmails: false })
          const always = text
            .replace(/<\|/g, '<')
            .replace(/\|>/g, '>')
            // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the point
            .replace(/[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\uFFFE]/g, '')
          const spaces = always
            .replace(/\n{3,}/g, '\n\n')
            .replace(/[\t\f\r\x20\u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]{2,}/g, ' ')
          expect(cleaned).toBe(removeExtraSpaces ? spaces : always)
        },
      ),
      { numRuns: 1000 },
    )
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
      '[',
      ')',
      '\f',
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
    for (const character of [
      ' ',
      '\n',
      '@',
      'a',
      '.',
      '<|',
      'a@',
      'http://',
      '[',
      '](http://',
      '[](http://',
      ' \n',
    ]) {
      const text = character.repeat(2_000_000 / character.length)
      const startedAtMs = performance.now()
      cleanText(text, ALL)
      expect(performance.now() - startedAtMs, JSON.stringify(character)).toBeLessThan(30_000)
    }
  })
})
