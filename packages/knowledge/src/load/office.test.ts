import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { docxBytes, paragraph, wordDocument } from './testing/docx-bytes.ts'
import { fixture, loadBytes, loadFixture, pageText, textsAtHeadings, utf8 } from './testing/fixtures.ts'
import { formatNumber, numberKind } from './xlsx-format.ts'

/** What officeparser 8.1.1 read in the same file. */
function referenceWords(name: string): string[] {
  const text = new TextDecoder().decode(fixture(`reference/${name}.txt`))
  return wordsOf(text.replace('--- Notes ---', '').replaceAll('<number>', ''))
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}@.,’]+/gu) ?? []
}

describe('what another reader finds is found here too', () => {
  it.each([
    ['book.epub', []],
    ['book.odt', []],
    ['minutes.odt', []],
    ['talk.pptx', []],
    ['talk-office.pptx', []],
    // It shows dates and percentages as the numbers behind them, and numbers every list.
    ['orders.xlsx', ['46082', '0.125', '46127.3958333333', '0.322916666666667', '1']],
  ] as const)('%s', async (name, others) => {
    const { text } = await loadFixture(name)
    const ours = new Set(wordsOf(text))
    const missing = referenceWords(name).filter(
      (word) => !ours.has(word) && !others.some((other) => other === word),
    )
    expect(missing.filter((word) => !/^[12]\.?$/.test(word))).toEqual([])
  })
})

describe.each(['talk.pptx', 'talk-office.pptx'])('slides: %s', (name) => {
  it('are pages with their title as heading, tables as Markdown and notes', async () => {
    const loaded = await loadFixture(name)
    expect(loaded.pages.map(({ number }) => number)).toEqual([1, 2, 3, 4])
    expect(textsAtHeadings(loaded)).toEqual(loaded.headings.map(({ text }) => text))
    expect(loaded.headings.map(({ text, level }) => [level, text])).toEqual([
      [1, 'Bees in the city'],
      [2, 'Why bees'],
      [2, 'Yield'],
      [2, 'Köszönöm · 谢谢'],
    ])
    expect(pageText(loaded, 2)).toContain(
      'One hive has 40,000 bees\nThey fly up to 3 km\n  - further in July\n\nNotes: Mention the lime tree of 1911.',
    )
    expect(pageText(loaded, 3)).toMatch(/\| Year \| Honey \(kg\) \|\n\| --- \| --- \|\n\| 2024 \| 31 \|/)
    expect(loaded.text).not.toContain('<number>')
  })

  it('tell how many of them are read', async () => {
    const steps: string[] = []
    await loadBytes(name, fixture(name), {
      onProgress: ({ unit, done, total }) => steps.push(`${unit} ${done}/${total}`),
    })
    expect(steps).toEqual(['pages 1/4', 'pages 2/4', 'pages 3/4', 'pages 4/4'])
  })
})

describe('a workbook', () => {
  it('has a line for each row, with names of columns, dates, percentages and merged values', async () => {
    const loaded = await loadFixture('orders.xlsx')
    expect(loaded.text).toBe(
      [
        'Orders\n',
        'Orders of the spring',
        'Region: North; Item: Smoker | steel; Price: 49.9; Due: 2026-03-01; Discount: 12.5 %; Paid: 1',
        'Region: North; Item: Veil; Price: 0.3; Due: 2026-04-15 09:30',
        'Region: South; Item: Frame (pack of 10); Price: 12345678\n',
        'Opening hours\n',
        'Day: 星期一; From: 07:45',
      ].join('\n'),
    )
    expect(textsAtHeadings(loaded)).toEqual(['Orders', 'Opening hours'])
  })

  it('is tables of Markdown for reading', async () => {
    const { text } = await loadBytes('orders.xlsx', fixture('orders.xlsx'), { tables: 'markdown' })
    expect(text).toContain('| North | Smoker \\| steel | 49.9 | 2026-03-01 | 12.5 % | 1 |')
    expect(text).toContain('| North | Veil | 0.3 | 2026-04-15 09:30 |  |  |')
  })

  it.each([
    [45, 0, undefined, 'plain', '45'],
    [0.1 + 0.2, 0, undefined, 'plain', '0.3'],
    [46082, 14, undefined, 'date', '2026-03-01'],
    [46082.5, 22, undefined, 'date-time', '2026-03-01 12:00'],
    [59, 14, undefined, 'date', '1900-02-28'],
    [1, 14, undefined, 'date', '1900-01-01'],
    [0.75, 20, undefined, 'time', '18:00'],
    [1.5, 46, undefined, 'duration', '36:00'],
    [0.5, 10, undefined, 'percent', '50 %'],
    [46082, 164, 'dd/mm/yyyy;@', 'date', '2026-03-01'],
    [46082, 164, '[$-407]d. mmmm yyyy', 'date', '2026-03-01'],
    [46082, 164, 'yyyy"年"m"月"d"日"', 'date', '2026-03-01'],
    [12.5, 164, '#,##0.00 "days"', 'plain', '12.5'],
    [12.5, 164, '#,##0.00\\ [$€-407]', 'plain', '12.5'],
    [-3, 14, undefined, 'date', '-3'],
    [1e12, 14, undefined, 'date', '1000000000000'],
    [1, 164, '"TRUE";"TRUE";"FALSE"', 'boolean', 'TRUE'],
    [0.5, 164, 'mm:ss.0', 'time', '12:00'],
  ] as const)('%s in the format %s %s is %s: %s', (value, id, code, kind, text) => {
    expect(numberKind(id, code)).toBe(kind)
    expect(formatNumber(value, numberKind(id, code), false)).toBe(text)
  })
})

describe('an OpenDocument text', () => {
  it('has headings, numbered and nested lists, and tables', async () => {
    const loaded = await loadFixture('minutes.odt')
    expect(loaded.headings.map(({ level, text }) => [level, text])).toEqual([
      [1, 'Minutes of the garden association'],
      [2, 'Budget'],
      [2, 'Decisions'],
      [3, 'Bees'],
    ])
    expect(textsAtHeadings(loaded)).toEqual(loaded.headings.map(({ text }) => text))
    expect(loaded.text).toContain('1. The gate is locked at 21:15.\n2. Dogs stay on the lead.')
    expect(loaded.text).toContain('- Tools to bring:\n  - a spade\n  - gloves\n- The shed key')
    expect(loaded.text).toContain('| Compost | 310 | March |')
    expect(loaded.text).toContain('beside the lime tree in April.')
  })

  it('has its notes after the paragraph that they belong to', async () => {
    const { text } = await loadFixture('book.odt')
    expect(text).toContain('at least 18 kg in December.\n\nWeigh it with the lid on.')
  })

  it('that is locked says so', async () => {
    const bytes = zipSync({
      mimetype: [utf8('application/vnd.oasis.opendocument.text'), { level: 0 }],
      'META-INF/manifest.xml': utf8('<m:manifest xmlns:m="m"><m:encryption-data/></m:manifest>'),
      'content.xml': utf8('no XML'),
    })
    await expect(loadBytes('a.odt', bytes)).rejects.toMatchObject({ code: 'DOCUMENT_ENCRYPTED' })
  })
})

const CONTAINER =
  '<container><rootfiles><rootfile full-path="a/b.opf" media-type="x"/></rootfiles></container>'

function bookBytes(opf: string, more: Readonly<Record<string, string>>): Uint8Array {
  const files = { 'META-INF/container.xml': CONTAINER, 'a/b.opf': opf, ...more }
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, utf8(text)])))
}

function opf(...chapters: readonly string[]): string {
  const items = chapters.map(
    (href, at) => `<item id="c${at}" href="${href}" media-type="application/xhtml+xml"/>`,
  )
  const refs = chapters.map((_, at) => `<itemref idref="c${at}"/>`)
  return `<package xmlns:dc="dc"><metadata><dc:title>Bees</dc:title><dc:creator>Ann</dc:creator></metadata><manifest>${items.join('')}</manifest><spine>${refs.join('')}</spine></package>`
}

describe('an e-book', () => {
  it('is its chapters in reading order, with headings and notes', async () => {
    const loaded = await loadFixture('book.epub')
    expect(loaded.headings.map(({ level, text }) => [level, text])).toEqual([
      [1, 'The keeper’s year'],
      [1, 'Winter'],
      [2, 'Food'],
      [1, 'Spring'],
    ])
    expect(textsAtHeadings(loaded)).toEqual(loaded.headings.map(({ text }) => text))
    expect(loaded.text).toContain('at least 18 kg in December.\n')
    expect(loaded.text).not.toContain('↩')
    expect(loaded.text).toContain('| April | Add supers |')
  })

  it('may close any element by itself and name its chapters in any way', async () => {
    const bytes = bookBytes(opf('../one%20two.xhtml', './three.xhtml', 'gone.xhtml'), {
      'one two.xhtml':
        '<?xml version="1.0"?><!DOCTYPE html><html xmlns="x"><head><title/></head><body><p><a id="x"/>First<br/>line.</p></body></html>',
      'a/three.xhtml': '<html><body><h2>Third</h2><script>x</script></body></html>',
    })
    const loaded = await loadBytes('a.epub', bytes)
    expect(loaded.text).toBe('Bees\n\nBy Ann\n\nFirst\nline.\n\nThird')
    expect(loaded.warnings).toMatchObject([{ code: 'DOCUMENT_DAMAGED', data: { chapters: 1 } }])
  })

  it('that is locked by its seller says so; disguised fonts lock nothing', async () => {
    const chapters = { 'a/one.xhtml': '<p>One two three</p>' }
    const lock = (uri: string) => ({
      'META-INF/encryption.xml': `<e><EncryptedData><CipherData><CipherReference URI="${uri}"/></CipherData></EncryptedData></e>`,
    })
    await expect(
      loadBytes('a.epub', bookBytes(opf('one.xhtml'), { ...chapters, ...lock('a/one.xhtml') })),
    ).rejects.toMatchObject({ code: 'DOCUMENT_ENCRYPTED' })
    const { text } = await loadBytes(
      'a.epub',
      bookBytes(opf('one.xhtml'), { ...chapters, ...lock('a/font.otf') }),
    )
    expect(text).toContain('One two three')
  })
})

describe('what means harm', () => {
  const deep = `${'<a>'.repeat(5_000)}x`
  const entities = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>'
  const outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'

  it.each([
    ['entities', entities],
    ['entities of other files', outside],
    ['deep nesting', deep],
  ])('%s: every XML format refuses it', async (_, xml) => {
    const files = [
      ['a.xml', utf8(xml)],
      ['a.odt', zipSync({ 'content.xml': utf8(xml) })],
      ['a.xlsx', zipSync({ 'xl/workbook.xml': utf8(xml) })],
      ['a.pptx', zipSync({ 'ppt/presentation.xml': utf8(xml) })],
      ['a.epub', bookBytes(xml, {})],
      ['b.epub', bookBytes(opf('one.xhtml'), { 'a/one.xhtml': xml })],
      ['a.docx', docxBytes(xml)],
    ] as const
    for (const [name, bytes] of files)
      await expect(loadBytes(name, bytes), name).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' })
  })

  it.each(['word/document.xml', 'xl/workbook.xml', 'ppt/presentation.xml', 'content.xml'])(
    'a bomb beside %s is refused before it is unpacked',
    async (main) => {
      const extension = { word: 'docx', xl: 'xlsx', ppt: 'pptx' }[main.split('/')[0] ?? ''] ?? 'odt'
      const bytes = zipSync(
        { [main]: utf8('<a/>'), 'media/bomb.bin': new Uint8Array(30 * 1024 * 1024) },
        { level: 9 },
      )
      await expect(loadBytes(`a.${extension}`, bytes)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
    },
  )

  it('a hundred million repeated cells and far columns stay small', async () => {
    const odt = zipSync({
      'content.xml': utf8(
        '<d><table><table-row><table-cell number-columns-repeated="100000000"><p>x</p></table-cell></table-row><table-row><table-cell><p>y<s c="900000000"/></p></table-cell></table-row></table></d>',
      ),
    })
    expect((await loadBytes('a.odt', odt)).text.length).toBeLessThan(20_000)
    const cells = Array.from(
      { length: 50 },
      (_, at) => `<row r="${at + 1}"><c r="XFD${at + 1}"><v>1</v></c><c r="A${at + 1}"><v>2</v></c></row>`,
    )
    const xlsx = zipSync({
      'xl/workbook.xml': utf8('<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>'),
      'xl/_rels/workbook.xml.rels': utf8('<r><Relationship Id="r1" Type="x/worksheet" Target="s.xml"/></r>'),
      'xl/s.xml': utf8(
        `<worksheet><sheetData>${cells.join('')}</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>`,
      ),
    })
    expect((await loadBytes('a.xlsx', xlsx)).text).toContain('Column 1: 2; Column 16384: 1')
  })

  it('a slide outside of the file is not looked for', async () => {
    const bytes = zipSync({
      'ppt/presentation.xml': utf8('<p><sldIdLst><sldId r:id="r1"/><sldId r:id="r2"/></sldIdLst></p>'),
      'ppt/_rels/presentation.xml.rels': utf8(
        '<r><Relationship Id="r1" Type="x/slide" TargetMode="External" Target="http://attacker.example/s.xml"/><Relationship Id="r2" Type="x/slide" Target="../../../etc/passwd"/></r>',
      ),
    })
    await expect(loadBytes('a.pptx', bytes)).rejects.toMatchObject({ code: 'DOCUMENT_NO_TEXT' })
  })
})

it('macros and templates of Office are read as what they are', async () => {
  for (const name of ['a.docm', 'a.dotx'])
    expect((await loadBytes(name, docxBytes(wordDocument(paragraph('Words'))))).text).toBe('Words')
  expect((await loadBytes('a.xlsm', fixture('orders.xlsx'))).format).toBe('xlsx')
  expect((await loadBytes('a.ppsx', fixture('talk.pptx'))).format).toBe('pptx')
})
