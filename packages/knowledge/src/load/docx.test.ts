import { strToU8, zipSync } from 'fflate'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { docxBytes, paragraph, wordDocument } from './testing/docx-bytes.ts'
import { fixture, loadBytes, loadFixture, textsAtHeadings } from './testing/fixtures.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('a document written by LibreOffice', () => {
  it('keeps paragraphs, headings, the table and nested lists', async () => {
    const document = await loadFixture('minutes.docx')
    expect(document.text).toBe(
      [
        'Minutes of the garden association',
        'The meeting took place in the boathouse. Seventeen members were present; Tomasz Wrona took the minutes.',
        'Budget',
        'The treasurer reported a balance of 1,284 euros. The following expenses were approved:',
        '| Item | Amount | Due |\n| --- | --- | --- |\n| Compost | 310 | March |\n| Water pump | 545 | May |',
        'Decisions',
        '1. The gate is locked at 21:15.\n2. Dogs stay on the lead.',
        '- Tools to bring:\n  - a spade\n  - gloves\n- The shed key is with Noor.',
        'Bees',
        'Two hives are placed beside the lime tree in April.',
      ].join('\n\n'),
    )
    expect(document.headings.map(({ level, text }) => [level, text])).toEqual([
      [1, 'Minutes of the garden association'],
      [2, 'Budget'],
      [2, 'Decisions'],
      [3, 'Bees'],
    ])
    expect(textsAtHeadings(document)).toEqual(document.headings.map(({ text }) => text))
    expect({ pages: document.pages, warnings: document.warnings, format: document.format }).toEqual({
      pages: [],
      warnings: [],
      format: 'docx',
    })
  })

  it('is read without touching the bytes', async () => {
    const bytes = fixture('minutes.docx')
    await loadBytes('minutes.docx', bytes)
    expect(bytes).toEqual(fixture('minutes.docx'))
  })

  it('stops when the signal fires', async () => {
    const controller = new AbortController()
    const loading = loadBytes('minutes.docx', fixture('minutes.docx'), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    await expect(loading).rejects.toMatchObject({ code: 'CALL_ABORTED' })
  })
})

describe('hostile documents', () => {
  it('never fetches a linked picture', async () => {
    const fetched = vi.fn()
    vi.stubGlobal('fetch', fetched)
    const picture =
      '<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:link="rId9" r:embed="rId8"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    const bytes = docxBytes(
      wordDocument(paragraph('Before.') + picture + paragraph('After.')),
      '<Relationship Id="rId8" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://attacker.example/b.png" TargetMode="External"/>' +
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="file:///etc/passwd" TargetMode="External"/>',
    )
    const { text } = await loadBytes('a.docx', bytes)
    expect(text).toBe('Before.\n\nAfter.')
    expect(fetched).not.toHaveBeenCalled()
  })

  it.each([
    ['a bomb in the main part', () => docxBytes(`<a>${'x'.repeat(60_000_000)}`), 'DOCUMENT_TOO_LARGE'],
    [
      'a bomb in a picture that nobody reads',
      () => docxBytes(wordDocument(paragraph('x')), '', { 'word/media/a.png': new Uint8Array(60_000_000) }),
      'DOCUMENT_TOO_LARGE',
    ],
    [
      'more entries than any document has',
      () =>
        zipSync(
          Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`word/${i}.xml`, new Uint8Array(0)])),
        ),
      'DOCUMENT_TOO_LARGE',
    ],
    [
      'XML that nests 20,000 deep',
      () => docxBytes(wordDocument('<w:p>'.repeat(20_000) + '</w:p>'.repeat(20_000))),
      'DOCUMENT_DAMAGED',
    ],
    [
      'an entity bomb',
      () =>
        docxBytes(`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${wordDocument(paragraph('&b;'))}`),
      'DOCUMENT_DAMAGED',
    ],
    ['a main part that is no XML', () => docxBytes('not xml at all <<<'), 'DOCUMENT_DAMAGED'],
    ['a missing main part', () => zipSync({ 'word/other.xml': strToU8('<a/>') }), 'DOCUMENT_DAMAGED'],
    ['no text', () => docxBytes(wordDocument('<w:p/>')), 'DOCUMENT_NO_TEXT'],
  ])('%s is refused', async (_, make, code) => {
    await expect(loadBytes('a.docx', make())).rejects.toMatchObject({ code })
  })

  it('are refused one level above the limit for nesting, well-formed as they may be', async () => {
    const deep = (levels: number) => {
      const boxes = `${'<w:smartTag>'.repeat(levels)}<w:r><w:t>inside</w:t></w:r>${'</w:smartTag>'.repeat(levels)}`
      return docxBytes(wordDocument(`<w:p>${boxes}</w:p>`))
    }
    // document, body, p, r and t are five levels of their own.
    expect((await loadBytes('a.docx', deep(251))).text).toBe('inside')
    await expect(loadBytes('a.docx', deep(252))).rejects.toThrow('nested too deeply')
  })

  it('believes the bytes that come out, not the sizes that the zip declares', async () => {
    const bytes = docxBytes(wordDocument(paragraph('x'.repeat(50_000))))
    const view = new DataView(bytes.buffer)
    for (let at = 0; at < bytes.length - 46; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 1, true)
    }
    await expect(loadBytes('a.docx', bytes, { limits: { maxInflatedBytes: 20_000 } })).rejects.toMatchObject({
      code: 'DOCUMENT_TOO_LARGE',
    })
    expect((await loadBytes('a.docx', bytes)).text).toBe('x'.repeat(50_000))
  })

  it('ignores entries whose names climb out of the document', async () => {
    const bytes = docxBytes(wordDocument(paragraph('Here.')), '', { '../../evil.xml': strToU8('<a/>') })
    expect((await loadBytes('a.docx', bytes)).text).toBe('Here.')
  })

  it('gives well-formed text for half a surrogate pair', async () => {
    const { text } = await loadBytes('a.docx', docxBytes(wordDocument(paragraph('a&#xD800;b'))))
    expect(text).toBe('a\ufffdb')
  })

  it('reads text that looks like markup as text', async () => {
    const { text } = await loadBytes(
      'a.docx',
      docxBytes(wordDocument(paragraph('&lt;script&gt;x&lt;/script&gt; 1 &lt; 2'))),
    )
    expect(text).toBe('<script>x</script> 1 < 2')
  })
})
