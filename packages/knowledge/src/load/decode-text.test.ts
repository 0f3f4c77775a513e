import { describe, expect, it } from 'vitest'
import { decodeText } from './decode-text.ts'
import { loadBytes, loadFixture, utf8 } from './testing/fixtures.ts'

const NOTES =
  'The lighthouse keeper wrote: café, naïve, 東京, שלום.\nThe lamp needs 12 litres of oil a week.\n'

describe('encodings of text files', () => {
  it.each(['notes-utf16le.txt', 'notes-utf16be.txt', 'notes-utf16le-without-bom.txt'])(
    '%s is read',
    async (name) => {
      expect(await loadFixture(name)).toEqual({
        text: NOTES,
        pages: [],
        headings: [],
        warnings: [],
        format: 'text',
      })
    },
  )

  it.each([
    [
      'tea-gb18030.txt',
      'gb18030',
      '本茶园位于海拔八百二十米的山坡上，每年四月初开始采摘春茶。\n工人每天早上五点半在北门集合。\n',
    ],
    [
      'cafe-windows-1252.txt',
      'windows-1252',
      'The café near the río serves crème brûlée for 7 € until noon.\nIts owner, Zoë, naïvely trusts “smart quotes”.\n',
    ],
    [
      'harbour-windows-1251.txt',
      'windows-1251',
      'Портовый смотритель открывает ворота в шесть часов утра.\n',
    ],
    ['harbour-shift-jis.txt', 'shift_jis', '灯台は毎晩六時に点灯し、朝の五時に消えます。\n'],
  ])('%s is recognised as %s, with a warning that it is a guess', async (name, encoding, text) => {
    const document = await loadFixture(name)
    expect(document.text).toBe(text)
    expect(document.warnings).toMatchObject([{ code: 'DOCUMENT_DAMAGED', data: { encoding } }])
  })

  it('a byte order mark is no part of the text', () => {
    expect(decodeText(Uint8Array.from([0xef, 0xbb, 0xbf, 0x61]))).toEqual({ text: 'a', warnings: [] })
  })

  it('broken UTF-8 stays readable, is well formed and warned of', async () => {
    const bytes = Uint8Array.from([...utf8('Grüße aus Köln, '), 0xff, ...utf8(' und 日本')])
    const { text, warnings } = await loadBytes('a.txt', bytes)
    expect(text).toBe('Grüße aus Köln, \ufffd und 日本')
    expect(warnings).toMatchObject([{ code: 'DOCUMENT_DAMAGED', data: { encoding: 'utf-8' } }])
  })

  it.each([
    ['half a surrogate in UTF-8', Uint8Array.from([0x61, 0xed, 0xa0, 0x80, 0x62])],
    ['half a surrogate in UTF-16', Uint8Array.from([0xff, 0xfe, 0x61, 0, 0, 0xd8, 0x62, 0])],
  ])('%s becomes replacement characters', async (_, bytes) => {
    const { text } = await loadBytes('a.txt', bytes)
    expect(text.isWellFormed()).toBe(true)
    expect(text).toMatch(/^a\ufffd+b$/)
  })

  it('NULs are left out and counted', async () => {
    const { text, warnings } = await loadBytes('a.txt', utf8('padded\0\0 with NULs, as some exports are'))
    expect(text).toBe('padded with NULs, as some exports are')
    expect(warnings).toMatchObject([{ data: { removed: 2 } }])
  })

  it('one line of 50 MB without a space is kept', async () => {
    const { text } = await loadBytes('a.txt', new Uint8Array(50_000_000).fill(120))
    expect(text.length).toBe(50_000_000)
  })
})
