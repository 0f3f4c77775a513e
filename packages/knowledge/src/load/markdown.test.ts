import { describe, expect, it } from 'vitest'
import { loadBytes, textsAtHeadings, utf8 } from './testing/fixtures.ts'

const load = (text: string) => loadBytes('notes.md', utf8(text))

describe('Markdown', () => {
  it('stays as written, with headings at their places, in order', async () => {
    const source =
      '---\n# not: a heading\ntitle: Boats\n---\n\n# Boats and *piers* #\n\nText\n\n```md\n# in a fence\n```\n\nSecond\n------\n\n> ## Quoted\n\n~~~\n## also fenced\n~~~\n\n    # indented code\n\n### Third\ttab\n'
    const document = await load(source)
    expect(document.text).toBe(source)
    expect(document.headings.map(({ level, text }) => [level, text])).toEqual([
      [1, 'Boats and *piers*'],
      [2, 'Second'],
      [3, 'Third\ttab'],
    ])
    expect(textsAtHeadings(document)).toEqual(document.headings.map(({ text }) => text))
  })

  it('tells two headings of the same text apart', async () => {
    const document = await load('# Same\n\ntext Same\n\n# Same\n')
    expect(document.headings.map(({ start }) => start)).toEqual([2, 21])
  })

  it('finds every heading of a long document across the pieces in which it is read', async () => {
    const section = (i: number) =>
      `## Section ${i}\n\n${'Some words of text. '.repeat(40)}\n\n\`\`\`\n# no ${i}\n\n# no\n\`\`\`\n\n`
    const document = await load(Array.from({ length: 400 }, (_, i) => section(i)).join(''))
    expect(document.headings.map(({ text }) => text)).toEqual(
      Array.from({ length: 400 }, (_, i) => `Section ${i}`),
    )
    expect(textsAtHeadings(document)).toEqual(document.headings.map(({ text }) => text))
  })

  it('keeps its text whatever the lexer makes of it', async () => {
    const source = `${'>'.repeat(50_000)} deep\n`
    expect(await load(source)).toEqual({
      text: source,
      pages: [],
      headings: [],
      warnings: [],
      format: 'markdown',
    })
  })

  it('has Windows line ends turned into plain ones before places are counted', async () => {
    const document = await load('# One\r\n\r\ntext\r\n\r\n# Two\r\n')
    expect(textsAtHeadings(document)).toEqual(['One', 'Two'])
  })
})
