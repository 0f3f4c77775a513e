import { describe, expect, it } from 'vitest'
import { loadBytes, textsAtHeadings, utf8 } from './testing/fixtures.ts'

const load = (html: string, name = 'page.html') => loadBytes(name, utf8(html))
const filler =
  'The town council has published the plans for the new bridge, and they are open to comments until the end of the month. '

describe('what a reader sees of a page', () => {
  it('is kept as paragraphs, lists, tables and preformatted text; scripts, styles and hidden parts are not', async () => {
    const document =
      await load(`<!doctype html><html><head><title>Vanes</title><style>p{color:red}</style></head><body>
      <script>steal()</script><template><p>template</p></template><noscript>noscript</noscript><p hidden>hidden</p>
      <p style="display:none">gone</p><p aria-hidden="true">icon</p>
      <h1>Weather   <em>vanes</em></h1><p>Hello <b>bold</b>world<br>next
      line</p><ul><li>one<ol start="3"><li>x</li><li>y</li></ol></li><li>two</li></ul>
      <table><caption>Prices</caption><tr><th>A|B</th><th>C</th></tr><tr><td>1</td><td>2<br>3</td></tr></table>
      <pre>\n  code\n    here\n</pre><blockquote>quoted</blockquote>
      <p>a <a href="javascript:alert(1)">link</a> and <img src="http://attacker.example/p.png" alt="a picture"></p></body></html>`)
    expect(document).toEqual({
      text:
        'Weather vanes\n\nHello boldworld\nnext line\n\n- one\n  3. x\n  4. y\n- two\n\nPrices\n\n' +
        '| A\\|B | C |\n| --- | --- |\n| 1 | 2 3 |\n\n  code\n    here\n\nquoted\n\na link and a picture',
      title: 'Vanes',
      pages: [],
      headings: [{ level: 1, text: 'Weather vanes', start: 0 }],
      warnings: [],
      format: 'html',
    })
  })

  it('has every cell of a table under its column, and no readings of characters', async () => {
    const { text } = await load(
      '<table><tr><th>Item<th colspan=2>Price<th>Left</tr><tr><td rowspan=2>Door<td>7<td>8<td rowspan="900">1<tr><td>9<td>10</table><p><ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>です',
    )
    expect(text).toBe(
      '| Item | Price |  | Left |\n| --- | --- | --- | --- |\n| Door | 7 | 8 | 1 |\n| Door | 9 | 10 | 1 |\n\n東京です',
    )
  })

  it('is read in the encoding that its XML names', async () => {
    const head = utf8('<?xml version="1.0" encoding="iso-8859-15"?><html><body><p>')
    const { text, warnings } = await loadBytes('a.xhtml', Uint8Array.from([...head, 0x35, 0xa4]))
    expect({ text, warnings }).toEqual({ text: '5€', warnings: [] })
  })

  it('is the article where one stands out, under its title', async () => {
    const document = await load(`<html><head><title>The new bridge</title></head><body>
      <div class="menu"><a href="/1">Home</a> <a href="/2">Contact</a></div>
      <article><h1>The new bridge</h1>${`<p>${filler.repeat(4)}</p>`.repeat(4)}<h2>The costs</h2>${`<p>${filler.repeat(4)}</p>`.repeat(3)}</article>
      <div class="sidebar"><a href="/ad">Buy a boat</a></div></body></html>`)
    expect(document.text.startsWith(`The new bridge\n\n${filler.trim()}`)).toBe(true)
    expect(document.text).not.toMatch(/Contact|Buy a boat/)
    expect(document.headings.map(({ text }) => text)).toEqual(['The new bridge', 'The costs'])
    expect(textsAtHeadings(document)).toEqual(['The new bridge', 'The costs'])
  })

  it('is the whole page where the article would lose most of it', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `<tr><td>Part ${i}</td><td>${i * 3} pieces</td></tr>`,
    ).join('')
    const document = await load(
      `<html><head><title>Parts</title></head><body><article><h1>Parts</h1><p>${filler.repeat(3)}</p></article><table><tr><th>Part</th><th>Stock</th></tr>${rows}</table></body></html>`,
    )
    expect(document.text).toContain('| Part 59 | 177 pieces |')
    expect(document.text).toContain(filler.trim())
  })

  it('comes from fragments without html or body, too', async () => {
    expect((await load('<p>First</p><p>Second &amp; last &lt;3</p>')).text).toBe('First\n\nSecond & last <3')
  })
})

describe('encodings of pages', () => {
  it('are taken from the meta element', async () => {
    const bytes = Uint8Array.from([
      ...utf8('<html><head><meta charset="windows-1251"></head><body><p>'),
      0xcf,
      0xf0,
      0xe8,
      0xe2,
      0xe5,
      0xf2,
      ...utf8('</p></body></html>'),
    ])
    expect((await loadBytes('a.html', bytes)).text).toBe('Привет')
  })

  it('that no browser knows fall back to the guess', async () => {
    expect((await load('<meta charset="klingon-8"><p>Grüße</p>')).text).toBe('Grüße')
  })
})

describe('hostile pages', () => {
  it('nested 3,000 deep are read without overflowing the stack', async () => {
    const { text } = await load(`<body>${'<div>'.repeat(3_000)}deep${'</div>'.repeat(3_000)}</body>`)
    expect(text).toBe('deep')
  })

  it('nested 200,000 deep are refused at once', async () => {
    await expect(load(`<body>${'<div>'.repeat(200_000)}deep</body>`)).rejects.toMatchObject({
      code: 'DOCUMENT_DAMAGED',
    })
  })

  it('with one very wide row do not make every row as wide', async () => {
    const wide = `<tr>${'<td>a</td>'.repeat(2_000)}</tr>`
    const { text } = await load(
      `<table><tr><td>b</td><td>c</td></tr>${wide}${'<tr><td>d</td></tr>'.repeat(2_000)}</table>`,
    )
    expect(text.startsWith('| b | c |\n| --- | --- |\n| a | a |')).toBe(true)
    expect(text.length).toBeLessThan(50_000)
  })

  it('of more than a million tags are refused before they are parsed', async () => {
    await expect(load('<'.repeat(1_000_001))).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
  })

  it('whose cells all span a hundred rows and columns stay small', async () => {
    const cell = '<td rowspan=100 colspan=100>x'
    const { text } = await load(`<table>${`<tr>${cell.repeat(100)}`.repeat(300)}</table>`)
    expect(text.length).toBeLessThan(10_000_000)
    const long = await load(
      `<table><tr><td rowspan=100>${'long '.repeat(100_000)}<td>1${'<tr><td>2'.repeat(99)}</table>`,
    )
    expect(long.text.match(/long/g)).toHaveLength(100_000)
  })

  it('with 20,000 open list items are read in seconds', async () => {
    expect((await load(`<ul>${'<li>item'.repeat(20_000)}</ul>`)).text.length).toBe(20_000 * 7 - 1)
  })

  it('above the size for markup are refused before they are parsed', async () => {
    await expect(
      loadBytes('a.html', utf8(`<p>${'x'.repeat(2_000)}</p>`), { limits: { maxMarkupBytes: 1_000 } }),
    ).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
  })
})
