import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { loadDocument } from './load-document.ts'
import { fixture, loadBytes, utf8 } from './testing/fixtures.ts'

const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13])
const zipOf = (name: string) => zipSync({ [name]: strToU8('<a/>') })
const OLE = Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])

describe('the type of a file', () => {
  it.each([
    ['handbook.PDF', fixture('mixed.pdf'), 'pdf'],
    ['no extension', fixture('mixed.pdf'), 'pdf'],
    ['strange.bin', fixture('mixed.pdf'), 'pdf'],
    ['minutes.docx', fixture('minutes.docx'), 'docx'],
    ['minutes', fixture('minutes.docx'), 'docx'],
    ['../../etc/passwd.txt', utf8('root'), 'text'],
    ['README', utf8('plain words'), 'text'],
    ['page', utf8('<!DOCTYPE html><p>x</p>'), 'html'],
    ['a.markdown', utf8('# x'), 'markdown'],
    ['about-html.md', utf8('<html> is the root element'), 'markdown'],
    ['a.tsv', utf8('a\tb\n1\t2'), 'csv'],
    ['id3.txt', utf8('ID3 is a tag format; MZ is not.'), 'text'],
  ])('%s is found by its bytes, then its name', async (name, bytes, format) => {
    expect((await loadBytes(name, bytes)).format).toBe(format)
  })

  it('comes from the MIME type where the name tells nothing', async () => {
    const document = await loadDocument(
      { name: 'download', mimeType: 'text/markdown; charset=utf-8', bytes: utf8('# x') },
      { signal: new AbortController().signal },
    )
    expect(document.format).toBe('markdown')
  })

  it.each([
    ['photo.pdf', PNG, /named \.pdf, but its content is a PNG picture/],
    ['report.docx', fixture('mixed.pdf'), /named \.docx, but its content is a PDF/],
    ['report.pdf', fixture('minutes.docx'), /named \.pdf, but its content is a Word document/],
    ['notes.pdf', utf8('only words'), /named \.pdf, but its content is plain text/],
    ['error.pdf', utf8('<html><body>404</body></html>'), /named \.pdf, but its content is a web page/],
    [
      'table.csv',
      zipOf('xl/workbook.xml'),
      /named \.csv, but its content is an Excel workbook \(\.xlsx\)\. Rename it to \.xlsx/,
    ],
    ['old.docx', OLE, /named \.docx, but its content is an old Office file\. Open it/],
    ['notes.txt', fixture('mixed.pdf'), /named \.txt, but its content is a PDF/],
  ])('%s contradicts its bytes and both are named', async (name, bytes, message) => {
    await expect(loadBytes(name, bytes)).rejects.toMatchObject({
      code: 'DOCUMENT_TYPE_MISMATCH',
      message: expect.stringMatching(message),
    })
  })

  it.each([
    ['photo.png', PNG, /PNG picture/],
    ['all.zip', zipOf('a.txt'), /ZIP archive/],
    ['icon.svg', utf8('<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>'), /SVG picture/],
    ['notes.xyz', utf8('words'), /type \.xyz/],
    ['letter.rtf', utf8('{\\rtf1 words}'), /Rich Text file.*Save it as DOCX/],
    ['sheet.ods', fixture('orders.ods'), /OpenDocument spreadsheet.*Save it as XLSX/],
    ['random.xyz', Uint8Array.from({ length: 4_096 }, (_, i) => (i * 7919 + (i >> 3)) % 256), /unknown kind/],
    ['letter.doc', fixture('legacy.doc'), /old Word document \(\.doc\).*Save it as DOCX/],
    ['table.xls', fixture('legacy.xls'), /old Excel workbook \(\.xls\).*Save it as XLSX/],
    ['unnamed', fixture('legacy.xls'), /old Excel workbook \(\.xls\).*Save it as XLSX/],
    ['slides.ppt', OLE, /old PowerPoint presentation \(\.ppt\).*Save it as PPTX/],
    ['mail.msg', OLE, /Outlook message \(\.msg\).*Save it as EML/],
  ])('%s is refused with what is supported', async (name, bytes, message) => {
    await expect(loadBytes(name, bytes)).rejects.toMatchObject({
      code: 'DOCUMENT_TYPE_UNSUPPORTED',
      message: expect.stringMatching(message),
    })
    await expect(loadBytes(name, bytes)).rejects.toThrow(
      'PDF, Word, PowerPoint, Excel, OpenDocument Text, EPUB, Markdown, HTML, CSV, JSON, XML, ',
    )
  })

  it('is encrypted where Word has wrapped the document', async () => {
    const wrapped = Uint8Array.from([
      ...OLE,
      ...new Uint8Array(600),
      ...[...'EncryptedPackage'].flatMap((c) => [c.charCodeAt(0), 0]),
    ])
    await expect(loadBytes('secret.docx', wrapped)).rejects.toMatchObject({ code: 'DOCUMENT_ENCRYPTED' })
  })
})

describe('limits', () => {
  it.each([
    ['nothing', new Uint8Array(0)],
    ['white space', utf8(' \n\t\r\n')],
    ['a byte order mark', Uint8Array.from([0xef, 0xbb, 0xbf])],
    ['NULs', new Uint8Array(500)],
  ])('a file with %s is empty', async (_, bytes) => {
    await expect(loadBytes('a.txt', bytes)).rejects.toMatchObject({ code: 'DOCUMENT_EMPTY' })
  })

  it('200 MB are refused at once, whatever the type', async () => {
    const bytes = new Uint8Array(200 * 1024 * 1024)
    const startedAt = performance.now()
    await expect(loadBytes('big.pdf', bytes)).rejects.toMatchObject({
      code: 'DOCUMENT_TOO_LARGE',
      message: 'The file has 200 MB. The limit is 100 MB; divide it into smaller files.',
    })
    expect(performance.now() - startedAt).toBeLessThan(30_000)
  })

  it('a limit of the caller wins', async () => {
    await expect(loadBytes('a.txt', utf8('four'), { limits: { maxBytes: 3 } })).rejects.toMatchObject({
      code: 'DOCUMENT_TOO_LARGE',
    })
  })

  it('a signal that has fired before stops the load before it begins', async () => {
    await expect(loadBytes('a.txt', utf8('x'), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CALL_ABORTED',
    })
  })
})
