import { zlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { loadBytes, utf8 } from './testing/fixtures.ts'
import { packedPagePdf } from './testing/pdf-bytes.ts'

const WORDS = utf8('BT /A 12 Tf 72 700 Td (Plain words) Tj ET\n')

/** The words and very many blanks. */
function muchOf(megabytes: number): Uint8Array {
  const content = new Uint8Array(megabytes * 1024 * 1024).fill(32)
  content.set(WORDS)
  return content
}

describe('streams of a PDF', () => {
  const bomb = zlibSync(muchOf(65), { level: 9 })

  it.each([
    ['', bomb, '/Filter/FlateDecode'],
    ['in a list, with a line end before it', bomb, '/Filter\n[ /Fl ]'],
    ['packed twice', zlibSync(bomb, { level: 9 }), '/Filter[/FlateDecode/FlateDecode]'],
  ])('that unpack to more than there is room for are refused %s', async (_, content, entries) => {
    await expect(loadBytes('a.pdf', packedPagePdf(content, entries))).rejects.toMatchObject({
      code: 'DOCUMENT_TOO_LARGE',
    })
  })

  it('of a page with more pieces of text than anybody reads is read in part, with a warning', async () => {
    const piece = (at: number): string => `BT /A 12 Tf 72 ${at % 800} Td (piece ${at}) Tj ET`
    const content = Array.from({ length: 101_000 }, (_, at) => piece(at)).join('\n')
    const { text, warnings } = await loadBytes(
      'a.pdf',
      packedPagePdf(zlibSync(utf8(content)), '/Filter/FlateDecode'),
    )
    expect(text).toContain('piece 99000')
    expect(text).not.toContain('piece 100999')
    expect(warnings).toMatchObject([{ code: 'DOCUMENT_DAMAGED', data: { pages: [1] } }])
  })

  it.each([
    ['of usual size', zlibSync(WORDS), '/Filter/FlateDecode'],
    ['packed twice', zlibSync(zlibSync(WORDS)), '/Filter[/FlateDecode/FlateDecode]'],
    [
      'of other kinds',
      utf8(`${[...WORDS].map((byte) => byte.toString(16).padStart(2, '0')).join('')}>`),
      '/Filter/ASCIIHexDecode',
    ],
  ])('%s are read', async (_, content, entries) => {
    expect((await loadBytes('a.pdf', packedPagePdf(content, entries))).text).toBe('Plain words')
  })
})
