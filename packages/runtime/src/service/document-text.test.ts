import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HttpPort } from '@skep/engine'
import { loadDocument } from '@skep/knowledge'
import type { FileValue } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { createDocumentText } from './document-text.ts'
import { subtitlesToText } from './subtitles.ts'

const signal = new AbortController().signal

function file(name: string, more: Partial<FileValue> = {}): FileValue {
  return {
    kind: 'file',
    id: name,
    name,
    sizeBytes: 1,
    mimeType: '',
    extension: /\.[^.]+$/.exec(name)?.[0] ?? '',
    type: 'document',
    transferMethod: 'local_file',
    ...more,
  }
}

async function read(
  name: string,
  content: string | Uint8Array,
  more: Partial<FileValue> = {},
): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const http: HttpPort = {
    fetch: async ({ url }) => ({ status: url.endsWith('gone') ? 404 : 200, headers: {}, body: bytes }),
  }
  const port = createDocumentText({ files: { read: async () => bytes }, http, load: loadDocument })
  return port.extractText(file(name, more), { signal })
}

describe('the text of a file', () => {
  it.each([
    ['notes.txt', 'Just words.\n', 'Just words.\n'],
    ['notes.md', '# Title\n\n- a', '# Title\n\n- a'],
    ['data.json', '{"b":1,"a":[2]}', '{\n  "b": 1,\n  "a": [\n    2\n  ]\n}'],
    ['half.json', '{"b":1,', '{"b":1,'],
    ['data.yaml', 'a: 1\nb: [2]\n', 'a: 1\nb: [2]\n'],
    ['page.xml', '<a><b>x</b></a>', '<a><b>x</b></a>'],
    ['main.py', 'def main():\n    return 1\n', 'def main():\n    return 1\n'],
    ['app.properties', 'key=value\n', 'key=value\n'],
    ['table.csv', 'name;age\nAnn;30\n"B|b";\n', '| name | age |\n| --- | --- |\n| Ann | 30 |\n| B\\|b |  |'],
    ['talk.vtt', 'WEBVTT\n\n1\n00:00.000 --> 00:02.000\n<v Ann>Hi <b>you</b>\n', 'Ann: Hi you'],
    ['empty.txt', '', ''],
    ['blank.md', ' \n\n', ''],
  ])('%s', async (name, content, text) => {
    expect(await read(name, content)).toBe(text)
  })

  it('of a page has its tables as Markdown', async () => {
    const page = '<h1>T</h1><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>'
    expect(await read('page.html', page)).toMatch(/\| a \| b \|\n\| --- \| --- \|\n\| 1 \| 2 \|/)
  })

  it.each([
    ['talk.pptx', '| 2024 | 31 |'],
    ['orders.xlsx', '| North | Veil | 0.3 | 2026-04-15 09:30 |'],
    ['minutes.odt', '1. The gate is locked at 21:15.'],
    ['book.epub', 'Sugar water in the ratio 3:2.'],
    ['message.eml', '| Frame | 4,20 |'],
  ])('of %s, which another program made, is read', async (name, part) => {
    const bytes = readFileSync(join(import.meta.dirname, '../../../knowledge/fixtures', name))
    expect(await read(name, new Uint8Array(bytes))).toContain(part)
  })

  it('is fetched where the file is somewhere else', async () => {
    const remote = { transferMethod: 'remote_url', url: 'https://x.example/a.txt' } as const
    expect(await read('a.txt', 'far', remote)).toBe('far')
    await expect(read('a.txt', 'far', { ...remote, url: 'https://x.example/gone' })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      data: { status: 404 },
    })
  })

  it('of a file without its extension in the name is read by its extension', async () => {
    expect(await read('table', 'a,b\n1,2', { extension: '.csv' })).toContain('| 1 | 2 |')
  })

  it.each([
    ['book.mobi', 'mobi'],
    ['sheet.xls', 'xls'],
    ['mail.eml2', 'eml2'],
  ])('of %s ends in a code that names the format', async (name, format) => {
    const bytes = name.endsWith('xls')
      ? new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Array(600).fill(0)])
      : new TextEncoder().encode('whatever this is')
    await expect(read(name, bytes)).rejects.toMatchObject({
      code: 'DOCUMENT_TYPE_UNSUPPORTED',
      data: { format, file: name },
    })
  })
})

describe('subtitles', () => {
  it('keep what one speaker says together, and leave out times, notes and marks', () => {
    const source = [
      'WEBVTT - a talk',
      'NOTE nobody says this',
      'intro\n00:00:01.000 --> 00:00:02.000 align:start\n<v Ann>Good\nmorning.',
      '00:02.000 --> 00:03.000\n<v Ann>How are you?',
      '00:03.000 --> 00:04.000\n<v Bob><i>Fine.</i>',
      '00:04.000 --> 00:05.000\nNobody in particular.',
      '00:05.000 --> 00:06.000\n',
    ].join('\n\n')
    expect(subtitlesToText(source)).toBe('Ann: Good morning. How are you?\nBob: Fine.\nNobody in particular.')
  })
})
