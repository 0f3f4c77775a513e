import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { composeLines } from './pdf-lines.ts'
import { fixture, loadBytes, loadFixture, pageText, textsAtHeadings, utf8 } from './testing/fixtures.ts'
import { onePagePdf, pdfBytes, pdfStream } from './testing/pdf-bytes.ts'
import type { LoadStep } from './types.ts'

/** Text drawn line by line from the top; each entry is [x, y, text]. */
function drawn(lines: readonly (readonly [number, number, string])[], size = 12): string {
  return lines.map(([x, y, text]) => `BT /A ${size} Tf 1 0 0 1 ${x} ${y} Tm (${text}) Tj ET`).join('\n')
}

describe('a handbook printed by Chromium', () => {
  it.each([
    [1, 'Early shifts begin at 05:20'],
    [1, 'standby allowance of 41 euros, which is paid with the salary of the following month.'],
    [2, 'Full-time staff have 29 days of holiday in a calendar year.'],
    [3, 'Each boat carries 148 jackets for adults and 32 for children.'],
    [4, 'Day pass\t9.80\t4.90'],
    [5, 'kept in the cabinet at Quay Street for sixty-three days'],
    [6, 'the copper-free coating Aquashield 7, and both diesel engines'],
    [7, 'The duty officer answers at extension 7719 around the clock.'],
  ])('has on page %i: %s', async (page, fact) => {
    const document = await loadFixture('handbook.pdf')
    const pagesWithFact = document.pages
      .map(({ number }) => number)
      .filter((n) => pageText(document, n).includes(fact))
    expect(pagesWithFact).toEqual([page])
  })

  it('covers the text with page ranges and finds the headings by their size', async () => {
    const document = await loadFixture('handbook.pdf')
    expect(document.pages.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(document.pages.map(({ start }) => start)).toEqual([
      0,
      ...document.pages.slice(0, -1).map(({ end }) => end),
    ])
    expect(document.pages.at(-1)?.end).toBe(document.text.length)
    expect(document.headings.map(({ level, text }) => [level, text])).toEqual([
      [1, 'Marlow Ferries staff handbook'],
      [2, 'Working hours'],
      [2, 'Holidays and leave'],
      [2, 'Safety on board'],
      [2, 'Tickets and refunds'],
      [2, 'Lost property'],
      [2, 'Maintenance calendar'],
      [2, 'Whom to call'],
    ])
    expect(textsAtHeadings(document)).toEqual(document.headings.map(({ text }) => text))
    expect(document.warnings).toEqual([])
  })

  it('joins the lines of a paragraph and keeps paragraphs and list items apart', async () => {
    const document = await loadFixture('handbook.pdf')
    const safety = pageText(document, 3)
    expect(safety.trimEnd()).toBe(
      'Safety on board\n\n' +
        'The skipper counts the life jackets before the first crossing of the day and writes the number into the blue logbook. Each boat carries 148 jackets for adults and 32 for children. A crossing is cancelled when the wind is stronger than 17 metres per second or when visibility falls below 300 metres.\n\n' +
        'Fire extinguishers are inspected every February.\nThe muster station is the aft deck.\nThe radio channel for emergencies is channel 16.',
    )
  })

  it('tells the progress page by page', async () => {
    const steps: LoadStep[] = []
    await loadBytes('handbook.pdf', fixture('handbook.pdf'), { onProgress: (step) => steps.push(step) })
    expect(steps).toEqual(Array.from({ length: 8 }, (_, done) => ({ unit: 'pages', done, total: 7 })))
  })

  it('stops between pages when the signal fires', async () => {
    const controller = new AbortController()
    const steps: number[] = []
    const loading = loadBytes('handbook.pdf', fixture('handbook.pdf'), {
      signal: controller.signal,
      onProgress: ({ done }) => {
        steps.push(done)
        if (done === 2) controller.abort()
      },
    })
    await expect(loading).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    expect(steps).toEqual([0, 1, 2])
  })

  it.each(['handbook.pdf', 'minutes.docx'])(
    'reads %s from a Buffer of Node as from plain bytes',
    async (name) => {
      const fromBuffer = await loadBytes(name, Buffer.from(fixture(name)))
      expect(fromBuffer).toEqual(await loadBytes(name, fixture(name)))
    },
  )

  it('lets timers run between pages and leaves the bytes usable', async () => {
    const bytes = fixture('handbook.pdf')
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    await loadBytes('handbook.pdf', bytes)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
    expect(bytes).toEqual(fixture('handbook.pdf'))
  })
})

describe('what stands on a page', () => {
  const at = (x: number, y: number, text: string, size = 11) =>
    `BT /A ${size} Tf 1 0 0 1 ${x} ${y} Tm (${text}) Tj ET\n`

  it('keeps the rows of a table apart, wide as they are', async () => {
    const rows = [
      ['Item', 'Price', 'Stock of the shop'],
      ['Lamp', '12', '3 in the window and 4 below'],
      ['Door', '7', '40 behind the house and more'],
    ]
    const content = rows.flatMap((row, r) => row.map((cell, c) => at(72 + c * 150, 700 - r * 14, cell)))
    expect((await loadBytes('a.pdf', onePagePdf(content.join('')))).text).toBe(
      rows.map((row) => row.join('\t')).join('\n'),
    )
  })

  it('goes on in a line behind the raised mark of a note', async () => {
    const content =
      at(72, 700, 'It leaves at noon.') + at(156, 704, '1', 6.4) + at(164, 700, 'Not on Sundays.')
    expect((await loadBytes('a.pdf', onePagePdf(content))).text).toBe('It leaves at noon.1 Not on Sundays.')
  })

  it('includes what was written into fields and boxes, and no remarks', async () => {
    const bytes = pdfBytes([
      '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R 7 0 R]>>>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[6 0 R 7 0 R 8 0 R 9 0 R]/Resources<</Font<</A 5 0 R>>>>>>',
      pdfStream(at(72, 700, 'Name:')),
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
      '<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Ann Keeper\nof the harbour)/Rect[120 690 300 710]>>',
      '<</Type/Annot/Subtype/Widget/FT/Btn/T(box)/V/Off/Rect[120 650 130 660]>>',
      '<</Type/Annot/Subtype/FreeText/Contents(Paid in May)/DA(/A 10 Tf)/Rect[72 600 300 620]>>',
      '<</Type/Annot/Subtype/Text/Contents(Check this)/Rect[10 10 30 30]>>',
    ])
    const { text } = await loadBytes('a.pdf', bytes)
    for (const words of ['Ann Keeper', 'of the harbour', 'Paid in May']) expect(text).toContain(words)
    expect(text).not.toMatch(/Check|Off/)
  })

  it('is found behind what a server put in front of it, though not in a text about PDF', async () => {
    const front = utf8('HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n')
    const bytes = Uint8Array.from([...front, ...onePagePdf(at(72, 700, 'Words'))])
    expect((await loadBytes('a.pdf', bytes)).text).toBe('Words')
    const notes = utf8('Every such file begins with\n%PDF-1.7\nand ends with a mark.')
    expect((await loadBytes('a.txt', notes)).format).toBe('text')
  })
})

describe('other layouts and scripts', () => {
  it('reads two columns one after the other', async () => {
    const { text, headings } = await loadFixture('two-columns.pdf')
    const marks = [
      'LEFT-START',
      'frequency of each species',
      'LEFT-END',
      'RIGHT-START',
      'minus 0.81',
      'RIGHT-END',
    ]
    expect(marks.map((mark) => text.indexOf(mark))).toEqual(
      marks.map((mark) => text.indexOf(mark)).sort((a, b) => a - b),
    )
    expect(text).toContain('lost their grey and yellow covering from decade to decade.')
    expect(headings).toEqual([{ level: 1, text: 'Lichens as witnesses of clean air', start: 0 }])
  })

  it('reads columns of characters from right to left, with the signs of lines', () => {
    const column = (x: number, str: string) => ({
      str,
      dir: 'ttb',
      width: 14,
      height: 14 * str.length,
      transform: [14, 0, 0, 14, x, 740],
    })
    const lines = composeLines([
      column(500, '港の灯台は毎朝六時に消えます︒'),
      column(470, '見学は︑一日三回です︒'),
    ])
    expect(lines.map(({ text }) => text)).toEqual([
      '港の灯台は毎朝六時に消えます。',
      '見学は、一日三回です。',
    ])
    expect((lines[0]?.y ?? 0) > (lines[1]?.y ?? 0)).toBe(true)
  })

  it('gives Hebrew in reading order, with numbers and an address inside', async () => {
    const { text } = await loadFixture('hebrew.pdf')
    expect(text).toBe(
      'מדריך הספרייה העירונית\n\n' +
        'הספרייה העירונית פתוחה בכל יום מלבד שבת. אפשר לשאול עד שמונה ספרים בבת אחת, ותקופת ההשאלה היא עשרים ואחד ימים. ספר שלא הוחזר בזמן עולה 2 שקלים ליום.\n\n' +
        'חדר הקריאה נמצא בקומה השלישית, ובו 64 מקומות ישיבה. לשאלות פונים אל library@example.org או אל הדלפק הראשי.',
    )
  })

  it('gives Arabic in letters rather than shapes, ligatures included', async () => {
    const { text } = await loadFixture('arabic.pdf')
    expect(text).toBe(
      'دليل المتحف البحري\n\n' +
        'يفتح المتحف أبوابه كل يوم من الساعة التاسعة صباحا حتى السادسة مساء. ثمن التذكرة خمسة دنانير، والدخول مجاني للأطفال دون سن العاشرة.\n\n' +
        'تقع قاعة السفن القديمة في الطابق الثاني، وفيها 37 نموذجا من القرن السابع عشر.',
    )
  })

  it('gives Chinese and Japanese without spaces at line ends, and characters for radicals', async () => {
    const { text } = await loadFixture('cjk.pdf')
    expect(text).toBe(
      '云雾茶园手册\n\n' +
        '本茶园位于海拔八百二十米的山坡上，每年四月初开始采摘春茶。采摘时只取一芽两叶，鲜叶必须在三小时之内送到工坊。晒青的时间取决于湿度，通常为四十分钟，雨天则改用室内的热风设备。工人每天早上五点半在北门集合。\n\n' +
        '来園者は予約が必要です。見学は一日三回、定員は十二名までとします。\n\n' +
        '방문객은 남쪽 주차장을 이용하고 오전 아홉 시까지 도착해야 합니다.',
    )
  })

  it('reads what LibreOffice exports: headings of three levels, a table, lists', async () => {
    const document = await loadFixture('minutes-office.pdf')
    expect(document.headings.map(({ level, text }) => [level, text])).toEqual([
      [1, 'Minutes of the garden association'],
      [2, 'Budget'],
      [2, 'Decisions'],
      [3, 'Bees'],
    ])
    expect(document.text).toContain('1. The gate is locked at 21:15.\n2. Dogs stay on the lead.')
    expect(document.text).toContain('• a spade\n• gloves\n')
    expect(document.text).toContain('Compost\t310\tMarch')
  })
})

describe('East Asian PDFs that name a predefined character map', () => {
  const named = (latin: string) =>
    pdfBytes([
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</A 5 0 R/B 8 0 R>>>>>>',
      pdfStream(
        `BT /A 12 Tf 1 0 0 1 50 700 Tm <4e2d56fd> Tj ET BT /B 12 Tf 1 0 0 1 50 600 Tm (${latin}) Tj ET`,
      ),
      '<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>',
      '<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor 7 0 R>>',
      '<</Type/FontDescriptor/FontName/STSong/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/StemV 80>>',
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    ])

  it('are read with the maps of pdfjs-dist', async () => {
    const folder = join(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), 'cmaps')
    const asked: string[] = []
    const { text, warnings } = await loadBytes('a.pdf', named('Latin words'), {
      readCharacterMap: async (name) => {
        asked.push(name)
        return new Uint8Array(await readFile(join(folder, `${name}.bcmap`)))
      },
    })
    expect(text).toBe('中国\n\nLatin words')
    expect(warnings).toEqual([])
    expect(asked).toContain('UniGB-UCS2-H')
  })

  it('warn of what is missing without them', async () => {
    const { text, warnings } = await loadBytes('a.pdf', named('Latin words'))
    expect(text).toBe('Latin words')
    expect(warnings).toMatchObject([
      { code: 'DOCUMENT_NO_TEXT', data: { maps: expect.arrayContaining(['UniGB-UCS2-H']) } },
    ])
  })

  it('are refused with the reason where nothing is left', async () => {
    await expect(loadBytes('a.pdf', named(''))).rejects.toMatchObject({
      code: 'DOCUMENT_NO_TEXT',
      message: expect.stringContaining('UniGB-UCS2-H'),
    })
  })
})

describe('line ends', () => {
  const long = 'A line that reaches the right end of the column and is broken at a '
  it('joins a hyphenated word, and keeps the hyphen of a word that has one elsewhere', async () => {
    const { text } = await loadBytes(
      'a.pdf',
      onePagePdf(
        drawn([
          [50, 700, `${long}syl-`],
          [50, 686, 'lable of the text, which is then well-known, and at a place that is well-'],
          [50, 672, 'known, and before a name like the one of the very long train Berlin-'],
          [50, 658, 'Moscow.'],
        ]),
      ),
    )
    expect(text).toBe(
      `${long}syllable of the text, which is then well-known, and at a place that is well-known, and before a name like the one of the very long train Berlin-Moscow.`,
    )
  })

  it('keeps short lines apart', async () => {
    const { text } = await loadBytes(
      'a.pdf',
      onePagePdf(
        drawn([
          [50, 700, 'Anna Berg'],
          [50, 686, 'Harbour Street 3'],
          [50, 672, 'Marlow'],
        ]),
      ),
    )
    expect(text).toBe('Anna Berg\nHarbour Street 3\nMarlow')
  })

  it('stays quick where 50,000 letters are painted over one another', async () => {
    const letters = Array.from(
      { length: 50_000 },
      (_, i) => [50 + (i % 400), 700, 'abcdefg'.charAt(i % 7)] as const,
    )
    const startedAt = performance.now()
    await loadBytes('a.pdf', onePagePdf(drawn(letters)))
    expect(performance.now() - startedAt).toBeLessThan(30_000)
  })

  it('takes a text painted twice for bold once, and reads a turned line', async () => {
    const { text } = await loadBytes(
      'a.pdf',
      onePagePdf(
        `${drawn([
          [50, 700, 'Bold words'],
          [50.3, 700, 'Bold words'],
        ])}\nBT /A 12 Tf 0 1 -1 0 300 200 Tm (Turned words) Tj ET`,
      ),
    )
    expect(text).toBe('Bold words\n\nTurned words')
  })
})

describe('PDFs that cannot be read whole', () => {
  it.each([
    ['encrypted.pdf', 'DOCUMENT_ENCRYPTED'],
    ['truncated.pdf', 'DOCUMENT_DAMAGED'],
    ['scanned.pdf', 'DOCUMENT_NO_TEXT'],
  ])('%s is refused with %s', async (name, code) => {
    await expect(loadFixture(name)).rejects.toMatchObject({ name: 'SkepError', code })
  })

  it('one with an owner password only is read', async () => {
    expect((await loadFixture('owner-only.pdf')).text).toContain('basalt columns')
  })

  it('names the pages without text and gives them an empty range', async () => {
    const document = await loadFixture('mixed.pdf')
    expect(document.warnings).toEqual([
      { code: 'DOCUMENT_NO_TEXT', message: 'Page 2 has no text.', data: { pages: [2] } },
    ])
    expect(document.pages).toEqual([
      { number: 1, start: 0, end: 48 },
      { number: 2, start: 48, end: 48 },
      { number: 3, start: 48, end: 94 },
    ])
  })

  it('keeps what stands before damage and says which page is incomplete', async () => {
    const selfPainting = pdfBytes([
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>/Font<</A 6 0 R>>>>>>',
      pdfStream('/F Do'),
      pdfStream(
        'BT /A 9 Tf (echo) Tj ET /F Do',
        '/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>/Font<</A 6 0 R>>>>',
      ),
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    ])
    const document = await loadBytes('a.pdf', selfPainting)
    expect(document.text).toContain('echo')
    expect(document.warnings).toMatchObject([{ code: 'DOCUMENT_DAMAGED', data: { pages: [1] } }])
  })

  it('warns when the end of the file is missing but its pages are there', async () => {
    const whole = onePagePdf(drawn([[50, 700, 'Still here']]))
    const text = new TextDecoder().decode(whole)
    const cut = new TextEncoder().encode(text.slice(0, text.indexOf('startxref')))
    const document = await loadBytes('a.pdf', cut)
    expect(document.text).toBe('Still here')
    expect(document.warnings).toMatchObject([{ code: 'DOCUMENT_DAMAGED' }])
  })

  it.each([
    [
      'a page tree that contains itself',
      ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[2 0 R]/Count 3>>'],
    ],
    [
      'a page count that lies',
      [
        '<</Type/Catalog/Pages 2 0 R>>',
        '<</Type/Pages/Kids[3 0 R]/Count 5000000>>',
        '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>',
      ],
    ],
    ['no pages at all', ['<</Type/Catalog>>']],
  ])('%s ends in a document error', async (_, objects) => {
    await expect(loadBytes('a.pdf', pdfBytes(objects))).rejects.toMatchObject({
      code: expect.stringMatching(/^DOCUMENT_/),
    })
  })

  it('refuses more pages than the limit before reading them', async () => {
    await expect(
      loadBytes('handbook.pdf', fixture('handbook.pdf'), { limits: { maxPages: 6 } }),
    ).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE', data: { pages: 7, limit: 6 } })
  })
})
