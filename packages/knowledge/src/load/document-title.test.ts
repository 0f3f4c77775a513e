import { describe, expect, it } from 'vitest'
import { titleOf } from './document-title.ts'
import { loadBytes, loadFixture, utf8 } from './testing/fixtures.ts'

const called = (name: string, title?: string, ...headings: readonly (readonly [number, string, number])[]) =>
  titleOf(
    {
      ...(title === undefined ? {} : { title }),
      format: 'pdf',
      headings: headings.map(([level, text, start]) => ({ level, text, start })),
    },
    { name },
  )

describe('what a document is called', () => {
  it.each([
    ['handbook.pdf', 'Marlow Ferries staff handbook'],
    ['minutes-office.pdf', 'Minutes of the garden association'],
    ['cjk.pdf', '茶园手册'],
    ['minutes.docx', 'Minutes of the garden association'],
    ['minutes.odt', 'Minutes of the garden association'],
    ['talk.pptx', 'Bees in the city'],
    ['book.epub', 'The keeper’s year'],
    ['book.odt', 'The keeper’s year'],
  ])('is what %s says of itself', async (name, title) => {
    expect(titleOf(await loadFixture(name), { name })).toBe(title)
  })

  it('is the title of a page, without the name of its site where an article stands out', async () => {
    const page = await loadBytes('a.html', utf8('<title> Opening\n hours </title><h1>We are open</h1>'))
    expect(titleOf(page, { name: 'a.html' })).toBe('Opening hours')
    const drawing = await loadBytes('a.html', utf8('<h1>Map</h1><svg><title>An arrow</title></svg><p>Here.'))
    expect(titleOf(drawing, { name: 'a.html' })).toBe('Map')
  })

  it('is the subject of a message', async () => {
    const mail = await loadBytes('a.eml', utf8('From: a@b.example\r\nSubject: Rent in May\r\n\r\nPaid.'))
    expect(titleOf(mail, { name: 'a.eml' })).toBe('Rent in May')
  })

  it('is else the first heading of Markdown, else the name of the file', async () => {
    const headed = await loadBytes('notes.md', utf8('# Bee keeping\n\nText.\n\n# More\n'))
    expect(titleOf(headed, { name: 'notes.md' })).toBe('Bee keeping')
    const plain = await loadBytes('spring_work.v2.txt', utf8('Text.'))
    expect(titleOf(plain, { name: 'spring_work.v2.txt' })).toBe('spring work.v2')
    const workbook = await loadFixture('orders.xlsx')
    expect(titleOf(workbook, { name: 'orders.xlsx' })).toBe('orders')
  })

  it.each([
    ['what nobody wrote', called('rules.pdf', 'untitled'), 'rules'],
    ['what a program wrote', called('rules.pptx', 'PowerPoint Presentation'), 'rules'],
    ['the trace of a printer', called('x.pdf', 'Microsoft Word - House_rules.docx'), 'House_rules'],
    ['a heading of a part', called('rules.pdf', undefined, [2, 'Noise', 0]), 'rules'],
    ['a heading far down', called('rules.pdf', undefined, [1, 'Noise', 5_000]), 'rules'],
    ['nothing at all', called('.env'), '.env'],
  ])('is not %s', (_what, found, title) => {
    expect(found).toBe(title)
  })
})
