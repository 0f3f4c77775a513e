import { crc32 } from 'node:zlib'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { DEFAULT_LOAD_LIMITS } from './limits.ts'
import { createPacer } from './pacer.ts'
import { docxBytes, paragraph, wordDocument } from './testing/docx-bytes.ts'
import { fixture, loadBytes, utf8 } from './testing/fixtures.ts'
import { unpack } from './zip.ts'

const DAMAGED = [{ code: 'DOCUMENT_DAMAGED' }]

/** Numbers of 2, 4 and 8 bytes as zips hold them: `[size, value]`. */
function numbers(...fields: readonly (readonly [bytes: 2 | 4 | 8, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0))
  let at = 0
  for (const [size, value] of fields) {
    for (let i = 0; i < Math.min(size, 4); i++) bytes[at + i] = (value >>> (8 * i)) & 255
    at += size
  }
  return bytes
}

/** A zip in the 64-bit form, in which every size and place stands in a field of its own. */
function wideZip(files: Readonly<Record<string, string>>): Uint8Array {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  const length = (list: readonly Uint8Array[]) => list.reduce((sum, part) => sum + part.length, 0)
  for (const [file, text] of Object.entries(files)) {
    const [name, data, place] = [utf8(file), utf8(text), length(parts)]
    const common = [
      [2, 45],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, crc32(data)],
      [4, 0xffffffff],
      [4, 0xffffffff],
      [2, name.length],
    ] as const
    const sizes = [
      [8, data.length],
      [8, data.length],
    ] as const
    parts.push(numbers([4, 0x04034b50], ...common, [2, 20]), name, numbers([2, 1], [2, 16], ...sizes), data)
    directory.push(
      numbers([4, 0x02014b50], [2, 45], ...common, [2, 28], [2, 0], [2, 0], [2, 0], [4, 0], [4, 0xffffffff]),
      name,
      numbers([2, 1], [2, 24], ...sizes, [8, place]),
    )
  }
  const [start, size, count] = [length(parts), length(directory), Object.keys(files).length]
  const end = [
    numbers(
      [4, 0x06064b50],
      [8, 44],
      [2, 45],
      [2, 45],
      [4, 0],
      [4, 0],
      [8, count],
      [8, count],
      [8, size],
      [8, start],
    ),
    numbers([4, 0x07064b50], [4, 0], [8, start + size], [4, 1]),
    numbers(
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, 0xffff],
      [2, 0xffff],
      [4, 0xffffffff],
      [4, 0xffffffff],
      [2, 0],
    ),
  ]
  return Uint8Array.from([...parts, ...directory, ...end].flatMap((part) => [...part]))
}

/** The parts of a zip, of which some are others. */
async function rebuilt(
  name: string,
  change: (part: string, text: string) => readonly [part: string, text: string] | undefined,
): Promise<Uint8Array> {
  const signal = new AbortController().signal
  const parts = await unpack(fixture(name), () => true, DEFAULT_LOAD_LIMITS, createPacer(signal))
  const changed = [...parts].flatMap(([part, bytes]) => {
    if (!/\.(?:xml|rels)$/.test(part)) return []
    const other = change(part, new TextDecoder().decode(bytes))
    return other ? [[other[0], utf8(other[1])] as const] : []
  })
  return zipSync(Object.fromEntries(changed))
}

const WORKBOOK = {
  'xl/workbook.xml': '<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': '<r><Relationship Id="r1" Type="x/worksheet" Target="s.xml"/></r>',
  'xl/s.xml':
    '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Words</t></is></c></row></sheetData></worksheet>',
}

describe('a container', () => {
  it('may be in the 64-bit form', async () => {
    expect((await loadBytes('a.xlsx', wideZip(WORKBOOK))).text).toBe('S\n\nWords')
  })

  it('in the 64-bit form that is cut off or lies is refused', async () => {
    const bytes = wideZip(WORKBOOK)
    const lying = bytes.slice()
    lying.fill(255, bytes.length - 22 - 20 - 8, bytes.length - 22 - 20)
    for (const wrong of [bytes.slice(0, -30), lying])
      await expect(loadBytes('a.xlsx', wrong)).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' })
  })

  it('may name its parts as Windows names files', async () => {
    const files = Object.entries(WORKBOOK).map(
      ([name, text]) => [name.replaceAll('/', '\\'), utf8(text)] as const,
    )
    expect((await loadBytes('a.xlsx', zipSync(Object.fromEntries(files)))).text).toBe('S\n\nWords')
  })

  it.each([
    ['orders.xlsx', 'xl/workbook.xml', 'xl/book.xml', 'Region: North'],
    ['talk.pptx', 'ppt/presentation.xml', 'ppt/talk.xml', 'Bees in the city'],
  ])('may begin elsewhere: %s', async (name, usual, other, words) => {
    const relations = (part: string) => part.replace(/([^/]+)$/, '_rels/$1.rels')
    const bytes = await rebuilt(name, (part, text) => [
      part === usual ? other : part === relations(usual) ? relations(other) : part,
      part === '_rels/.rels' ? text.replace(usual, other) : text,
    ])
    expect((await loadBytes(name, bytes)).text).toContain(words)
  })

  it.each([
    ['orders.xlsx', 'xl/worksheets/sheet1.xml', 'Orders of the spring'],
    ['talk.pptx', 'ppt/slides/slide3.xml', 'Bees in the city'],
    ['book.odt', 'content.xml', 'Winter'],
  ])('of which a part is cut off is read as far as it goes, with a warning: %s', async (name, cut, words) => {
    const bytes = await rebuilt(name, (part, text) => [
      part,
      part === cut ? text.slice(0, text.length * 0.8) : text,
    ])
    const { text, warnings } = await loadBytes(name, bytes)
    expect(text).toContain(words)
    expect(warnings).toMatchObject(DAMAGED)
  })

  it('that lacks what its cells refer to says so', async () => {
    const without = (lost: string) =>
      rebuilt('orders.xlsx', (part, text) => (part.startsWith(lost) ? undefined : [part, text]))
    expect((await loadBytes('a.xlsx', await without('xl/sharedStrings'))).warnings).toMatchObject(DAMAGED)
    await expect(loadBytes('a.xlsx', await without('xl/worksheets/'))).rejects.toMatchObject({
      code: 'DOCUMENT_DAMAGED',
    })
  })

  it('years and days name columns below a text', async () => {
    const cells = (row: number, first: string, ...values: readonly number[]) =>
      `<row r="${row}"><c t="inlineStr"><is><t>${first}</t></is></c>${values.map((value) => `<c><v>${value}</v></c>`).join('')}</row>`
    const sheet = `<worksheet><sheetData>${cells(1, 'Region', 2025, 2026)}${cells(2, 'North', 5, 6)}</sheetData></worksheet>`
    const files = Object.entries({ ...WORKBOOK, 'xl/s.xml': sheet }).map(
      ([name, text]) => [name, utf8(text)] as const,
    )
    expect((await loadBytes('a.xlsx', zipSync(Object.fromEntries(files)))).text).toBe(
      'S\n\nRegion: North; 2025: 5; 2026: 6',
    )
  })
})

describe('a Word document', () => {
  it('keeps what formulas say and characters that have readings', async () => {
    const body =
      '<w:p><w:r><w:t xml:space="preserve">Energy is </w:t></w:r><m:oMathPara><m:oMath><m:r><m:t>E=</m:t></m:r><m:sSup><m:e><m:r><m:t xml:space="preserve">mc</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></m:oMathPara></w:p>' +
      '<w:p><w:r><w:ruby><w:rubyPr><w:hps w:val="1"/></w:rubyPr><w:rt><w:r><w:t>とうきょう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>東京</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>です</w:t></w:r></w:p>'
    const xml = wordDocument(body).replace(
      '<w:document ',
      '<w:document xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" ',
    )
    expect((await loadBytes('a.docx', docxBytes(xml))).text).toBe('Energy is E=mc2\n\n東京です')
  })

  it('has its notes without arrows', async () => {
    const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes'
    const bytes = docxBytes(
      wordDocument('<w:p><w:r><w:t>Word</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'),
      `<Relationship Id="r1" Type="${type}" Target="footnotes.xml"/>`,
      {
        'word/footnotes.xml': utf8(
          `<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2">${paragraph('Said below.')}</w:footnote></w:footnotes>`,
        ),
      },
    )
    expect((await loadBytes('a.docx', bytes)).text).toBe('Word[1]\n\n1. Said below.')
  })
})

describe('an e-book', () => {
  const book = (spine: string, more: Readonly<Record<string, Uint8Array>>) =>
    zipSync({
      'META-INF/container.xml': utf8('<c><rootfile full-path="b.opf"/></c>'),
      'b.opf': utf8(
        `<package><manifest><item id="a" href="chapter1" media-type="application/xhtml+xml"/></manifest><spine>${spine}</spine></package>`,
      ),
      ...more,
    })
  const words = { chapter1: utf8('<html><body><p>Words of it</p></body></html>') }
  const noise = { chapter1: Uint8Array.from({ length: 900 }, (_, at) => (at * at * 7 + at * 31) % 256) }

  it('may have chapters of any name, and no order', async () => {
    expect((await loadBytes('a.epub', book('<itemref idref="a"/>', words))).text).toBe('Words of it')
    expect((await loadBytes('a.epub', book('', words))).text).toBe('Words of it')
  })

  it('whose chapters are no text is locked where it has rights, else damaged', async () => {
    const spine = '<itemref idref="a"/>'
    await expect(loadBytes('a.epub', book(spine, noise))).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' })
    await expect(
      loadBytes('a.epub', book(spine, { ...noise, 'META-INF/rights.xml': utf8('<rights/>') })),
    ).rejects.toMatchObject({ code: 'DOCUMENT_ENCRYPTED' })
  })
})
