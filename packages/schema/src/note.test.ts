import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOTE_THEMES, readNote, writeNote } from './index.ts'

const state = (...children: readonly unknown[]): string =>
  JSON.stringify({ root: { children, type: 'root', version: 1 } })
const text = (words: string, format = 0) => ({ type: 'text', text: words, format })
const paragraph = (...children: readonly unknown[]) => ({ type: 'paragraph', children })
const item = (...children: readonly unknown[]) => ({ type: 'listitem', children })

describe('a note', () => {
  it.each([
    ['two paragraphs', state(paragraph(text('One')), paragraph(text('Two'))), 'One\n\nTwo'],
    ['empty paragraphs', state(paragraph(), paragraph(text('x')), paragraph()), 'x'],
    [
      'marks, with spaces outside',
      state(paragraph(text('a'), text(' bold ', 1), text('it', 2), text('s', 4))),
      'a **bold** *it*~~s~~',
    ],
    ['bold and italic', state(paragraph(text('x', 3))), '***x***'],
    ['code', state(paragraph(text('a*b', 16))), '`a*b`'],
    ['a line break', state(paragraph(text('a'), { type: 'linebreak' }, text('b'))), 'a\nb'],
    [
      'a link',
      state(paragraph({ type: 'link', url: 'https://a.example', children: [text('here')] })),
      '[here](https://a.example)',
    ],
    [
      'lists, one inside the other',
      state({
        type: 'list',
        listType: 'bullet',
        children: [
          item(text('a')),
          item({ type: 'list', listType: 'number', children: [item(text('b')), item(text('c'))] }),
          item(text('d')),
        ],
      }),
      '- a\n  1. b\n  2. c\n- d',
    ],
    ['a heading', state({ type: 'heading', tag: 'h2', children: [text('T')] }), '## T'],
    ['signs that are none', state(paragraph(text('2 * 3 [x] - y'))), '2 \\* 3 \\[x\\] - y'],
    ['a line like a list', state(paragraph(text('- x'))), '\\- x'],
    ['no editor state at all', 'just words', 'just words'],
    ['another JSON', '{"a":1}', '{"a":1}'],
  ])('reads %s', (_, stored, markdown) => {
    expect(readNote({ text: stored }).text).toBe(markdown)
  })

  it('has looks for whatever a file said', () => {
    expect(readNote({ text: 5, theme: 'mauve', author: null, showAuthor: 'yes' })).toEqual({
      text: '',
      theme: 'blue',
      author: '',
      isAuthorShown: false,
    })
    expect(readNote({ text: '', theme: 'pink', author: 'Ann', showAuthor: true })).toEqual({
      text: '',
      theme: 'pink',
      author: 'Ann',
      isAuthorShown: true,
    })
  })

  it('keeps the state of a text that says the same, and every key it does not know', () => {
    const config = { text: state(paragraph(text('Hi', 8))), width: 240, theme: 'blue', odd: [1] }
    expect(writeNote(config, { text: 'Hi', theme: 'cyan' })).toEqual({ ...config, theme: 'cyan' })
    expect(writeNote(config, { isAuthorShown: true, author: 'A' })).toEqual({
      ...config,
      showAuthor: true,
      author: 'A',
    })
  })

  it('is read as it was written, for any text of its Markdown', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9 #.*~[\]`\\-]{1,12}$/).map((each) => each.trim() || 'x')
    const plain = word.map((each) => each.replaceAll(/[\\*~`[\]]/g, '\\$&').replace(/^([#-]|\d+\.)/, '\\$1'))
    const marked = fc.oneof(
      plain,
      word.map((each) => `**${each.replaceAll(/[\\*~`[\]]/g, '')}b**`),
      word.map((each) => `~~${each.replaceAll(/[\\*~`[\]]/g, '')}s~~`),
      fc.constant('[here](https://a.example/x)'),
      fc.constant('`code *x*`'),
    )
    const line = fc.array(marked, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '))
    const block = fc.oneof(
      line,
      line.map((each) => `# ${each}`),
      fc
        .array(line, { minLength: 1, maxLength: 4 })
        .map((lines) => lines.map((each) => `- ${each}`).join('\n')),
      fc
        .array(line, { minLength: 1, maxLength: 4 })
        .map((lines) => lines.map((each, index) => `${index + 1}. ${each}`).join('\n')),
    )
    fc.assert(
      fc.property(fc.array(block, { maxLength: 5 }), fc.constantFrom(...NOTE_THEMES), (blocks, theme) => {
        const first = readNote(writeNote({}, { text: blocks.join('\n\n'), theme }))
        // What is read says the same when it is written and read again.
        expect(readNote(writeNote({}, first))).toEqual(first)
        expect(first.theme).toBe(theme)
        const bare = (markdown: string): string => markdown.replaceAll(/[\s\\*~`#-]|\d+\./g, '')
        expect(bare(first.text)).toBe(bare(blocks.join('\n\n')))
      }),
    )
  })

  it('ends in time, and without overflow, on whatever a text holds', () => {
    const long = `${'*'.repeat(20_000)}${'['.repeat(20_000)}${'`'.repeat(20_000)}${' '.repeat(20_000)}- `
    expect(readNote(writeNote({}, { text: long })).text.length).toBeGreaterThan(1000)
    const deep = Array.from({ length: 3_000 }, (_, index) => `${' '.repeat(index * 2)}- x`).join('\n')
    expect(readNote(writeNote({}, { text: deep })).text).toContain('- x')
    let nested: unknown = text('x')
    for (let level = 0; level < 500; level += 1) nested = { type: 'link', url: 'u', children: [nested] }
    expect(readNote({ text: state(paragraph(nested)) }).text).toContain('[')
  })
})
