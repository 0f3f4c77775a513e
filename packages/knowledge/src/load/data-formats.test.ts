import { describe, expect, it } from 'vitest'
import { loadBytes, utf8 } from './testing/fixtures.ts'

const load = (name: string, text: string) => loadBytes(name, utf8(text))

describe('JSON', () => {
  it('becomes lines that are understood on their own', async () => {
    const { text } = await load(
      'a.json',
      JSON.stringify({
        name: 'shop',
        open: true,
        none: null,
        address: { city: 'Oslo', geo: { lat: 59.9 } },
        tags: ['a', 'b'],
        items: [
          { sku: 'A1', price: { amount: 4.2 } },
          { sku: 'B2', deep: { list: [{ q: 'x\ny' }] } },
        ],
      }),
    )
    expect(text.split('\n')).toEqual([
      'name: shop',
      'open: true',
      'address.city: Oslo',
      'address.geo.lat: 59.9',
      'tags: a, b',
      'items[1]: sku: A1; price.amount: 4.2',
      'items[2].sku: B2',
      'items[2].deep.list[1]: q: x y',
    ])
  })

  it('keeps numbers as they are written', async () => {
    expect((await load('a.json', '{"id": 12345678901234567890, "price": 4.20}')).text).toBe(
      'id: 12345678901234567890\nprice: 4.20',
    )
  })

  it.each([
    ['a.json', '[{"q":"How?","a":"So."},{"q":"Why?","a":"Because."}]'],
    ['a.jsonl', '{"q":"How?","a":"So."}\n{"q":"Why?","a":"Because."}\n'],
  ])('has a line for each record: %s', async (name, json) => {
    expect((await load(name, json)).text).toBe('q: How?; a: So.\nq: Why?; a: Because.')
  })

  it('that is broken, endless in depth or empty inside is plain text', async () => {
    const broken = await load('a.json', '{"a": [1, 2')
    expect(broken).toMatchObject({ text: '{"a": [1, 2', warnings: [{ code: 'DOCUMENT_DAMAGED' }] })
    const deep = '['.repeat(50_000) + ']'.repeat(50_000)
    expect((await load('a.json', deep)).text).toBe(deep)
    expect((await load('a.json', '{"a": {"b": []}}')).text).toBe('{"a": {"b": []}}')
  })

  it('has no way to the prototype of objects', async () => {
    const { text } = await load(
      'a.json',
      '{"__proto__": {"polluted": "yes"}, "constructor": {"prototype": {"x": 1}}}',
    )
    expect(text).toContain('__proto__.polluted: yes')
    expect('polluted' in {}).toBe(false)
  })

  it('is left as it is for reading', async () => {
    const bytes = utf8('{"b":1}')
    expect((await loadBytes('a.json', bytes, { tables: 'markdown' })).text).toBe('{"b":1}')
  })
})

describe('XML', () => {
  it('becomes records, and running text stays running', async () => {
    const { text } = await load(
      'a.xml',
      `<?xml version="1.0"?><!DOCTYPE catalog SYSTEM "x.dtd"><catalog xmlns:x="u" x:y="1"><title>Books</title>
       <book id="b1"><author>Gamb</author><price currency="EUR">44.95</price></book>
       <book id="b2"><author>Ralls</author><d>Some <b>bold</b> words &amp; more.
         <i>End</i></d></book><empty/><![CDATA[raw <b>]]></catalog>`,
    )
    expect(text.split('\n')).toEqual([
      'title: Books',
      'id: b1; author: Gamb; price: 44.95 (currency: EUR)',
      'book: id: b2',
      'author: Ralls',
      'Some bold words & more. End',
      'raw <b>',
    ])
  })

  it('is read in the encoding that it names', async () => {
    const bytes = Uint8Array.from([
      ...utf8('<?xml version="1.0" encoding="iso-8859-1"?><a>'),
      ...[0xe9, 0x74, 0xe9],
      ...utf8('</a>'),
    ])
    expect((await loadBytes('a.xml', bytes)).text).toBe('a: été')
  })
})

describe('XML that is read with care', () => {
  it.each([
    [
      'in a text',
      '<a><![CDATA[<!DOCTYPE b [<!ENTITY x "y">]> of it]]></a>',
      'a: <!DOCTYPE b [<!ENTITY x "y">]> of it',
    ],
    ['in a comment', '<!-- <!ENTITY x "y"> --><a><!-- <!ENTITY x "y"> -->words</a>', 'a: words'],
  ])('a word of declarations %s declares nothing', async (_, xml, text) => {
    expect(await load('a.xml', xml)).toMatchObject({ text, warnings: [] })
  })

  it('a document type ends where it ends', async () => {
    const xml = '<?xml version="1.0"?><!DOCTYPE a [<!ATTLIST a b CDATA "]>"> <!-- ]> -->] ><a>words</a>'
    expect((await load('a.xml', xml)).text).toBe('a: words')
    const entity = '<!DOCTYPE a [<!-- ]> --> <!ENTITY x "y">]><a>&x;</a>'
    await expect(load('a.xml', entity)).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' })
  })

  it('what is cut off is kept, with a warning', async () => {
    expect(await load('a.xml', '<a><b>words</b><c>cut of')).toMatchObject({
      text: 'b: words; c: cut of',
      warnings: [{ code: 'DOCUMENT_DAMAGED' }],
    })
  })

  it('without text, and without XML, is told apart', async () => {
    await expect(load('a.xml', '<a><b/></a>')).rejects.toMatchObject({ code: 'DOCUMENT_NO_TEXT' })
    await expect(load('a.xml', 'only words')).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' })
  })

  it('records of attributes are lines', async () => {
    const xml = '<list><item name="Lamp" price="12"/><item name="Door" price="7"/></list>'
    expect((await load('a.xml', xml)).text).toBe('item: name: Lamp; price: 12\nitem: name: Door; price: 7')
  })
})

describe('subtitles', () => {
  it('are turns with their time and speaker', async () => {
    const { text } = await load(
      'a.vtt',
      'WEBVTT - x\n\nNOTE nobody\n\n1\n00:01.000 --> 00:02.000 align:start\n<v Ann>Good\nmorning &amp; <i>hi</i>\n\n00:03.000 --> 00:04.000\n<v Ann>again\n\n00:05.000 --> 00:06.000\n<v.loud Bob>Yes\n\n10:00:00.000 --> 10:00:01.000\nEnd',
    )
    expect(text).toBe('[00:00:01] Ann: Good morning & hi again\n[00:00:05] Bob: Yes\n[10:00:00] End')
  })

  it('may come from SubRip, and without times are none', async () => {
    expect((await load('a.srt', '1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n')).text).toBe(
      '[00:00:01] Hello',
    )
    await expect(load('a.vtt', 'WEBVTT\n\nwords')).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' })
    await expect(load('a.vtt', 'WEBVTT\n')).rejects.toMatchObject({ code: 'DOCUMENT_NO_TEXT' })
  })

  it('are told apart where the line between them is not empty, and have no marks', async () => {
    const cue = (at: number, said: string) => `${at}\n00:0${at}:00,000 --> 00:0${at}:01,000\n${said}`
    expect(
      (await load('a.srt', `${cue(1, '{\\an8}&quot;One&quot;')}\n \n${cue(2, 'Two')}\n${cue(3, 'Three')}`))
        .text,
    ).toBe('[00:01:00] "One"\n[00:02:00] Two\n[00:03:00] Three')
  })
})

it('properties are keys and values with their escapes read', async () => {
  const { text } = await load(
    'a.properties',
    '# c\na.b = x\\\n   y\nc\\ d : \\u00e9t\\u00e9\n\nflag\nk\\=1=v=2\n',
  )
  expect(text).toBe('# c\na.b: xy\nc d: été\n\nflag:\nk=1: v=2')
})

it('source code stays as it is', async () => {
  const source = 'export const a = 1 // <b>\n\tif (a) {}\n'
  expect(await load('a.ts', source)).toMatchObject({ text: source, format: 'code' })
})

it('a text is read in the encoding that its server names', async () => {
  const bytes = Uint8Array.from([0xc4, 0xe3, 0xba, 0xc3])
  const file = { name: 'a.txt', mimeType: 'text/plain; charset=GBK', bytes }
  const { loadDocument } = await import('./load-document.ts')
  expect((await loadDocument(file, { signal: new AbortController().signal })).text).toBe('你好')
})

it.each([
  ['a.json', '{"a": "x\\u0000y\\ud800"}', 'a: x\ufffdy\ufffd'],
  ['a.properties', 'a=x\\u0000y', 'a: x\ufffdy'],
])('an escape in %s brings no NUL and no half surrogate', async (name, source, text) => {
  expect((await load(name, source)).text).toBe(text)
})

it('marks without width are no text', async () => {
  await expect(load('a.txt', '\u200b\u00a0\u2060\n')).rejects.toMatchObject({ code: 'DOCUMENT_NO_TEXT' })
})

it.each(['.gitignore', 'Dockerfile', 'a.dockerfile', 'a.f90', 'a.vb', 'a.sol', 'a.zig'])(
  '%s is read as it is',
  async (name) => {
    expect((await load(name, 'words of it\n')).text).toBe('words of it\n')
  },
)
