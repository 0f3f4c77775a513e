import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Document, stringify } from 'yaml'
import type { JsonValue } from '../index.ts'
import { readFastYaml } from './fast-yaml.ts'
import { readWholeYaml } from './read-yaml.ts'
import { writeYaml } from './write-yaml.ts'

const folder = join(import.meta.dirname, '../../../../../shared/conformance/dify-real')
const hasFiles = existsSync(folder)
if (!hasFiles)
  console.warn('Skipped: the app files, ../shared/conformance/dify-real, are not beside the repository.')
const files = hasFiles
  ? readdirSync(folder)
      .filter((name) => name.endsWith('.yml'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
  : []

/** What the whole parser says, or nothing where it refuses or warns. */
function whole(text: string): JsonValue | undefined {
  try {
    const { root, warnings, notFinite } = readWholeYaml(text)
    return warnings.length === 0 && notFinite.length === 0 ? root : undefined
  } catch {
    return undefined
  }
}

/** Where the fast reader reads at all, it reads the same. */
function sameOrNothing(text: string): boolean {
  const fast = readFastYaml(text)
  if (fast === undefined) return false
  expect(fast).toEqual(whole(text))
  return true
}

const TEXTS = [
  '',
  ' ',
  'a',
  ' a',
  'a ',
  'a: b',
  'a #b',
  '#',
  '- a',
  '-1',
  '-',
  '--',
  'a\nb',
  'a\n\nb\n',
  '\na',
  ' a\nb',
  'a\n b\n\n\n',
  'a\n  \nb',
  'null',
  '~',
  'true',
  'False',
  'yes',
  '12',
  '0x1F',
  '0o7',
  '1e3',
  '.5',
  '-0',
  '.inf',
  '1_000',
  "it's",
  '"q"',
  'tab\there',
  '\ttab',
  'a\n\tb',
  'é 你好 🤖',
  'x\u00a0',
  '{{#a.b#}}',
  '[x]',
  '{a: 1}',
  '*a',
  '&a',
  '!t',
  '%',
  '@a',
  '`',
  'long '.repeat(40),
  'a\\nb',
  '\u2028',
  '12:30',
  '2026-01-01',
  '=',
  '<<',
  '? a',
  ': a',
  'a:',
  '|',
  '>',
  "''",
  '\\',
]

const key = fc.oneof(
  fc.constantFrom(
    'a',
    'key',
    'two words',
    'a.b',
    'a/b',
    'null',
    '1',
    'true',
    'Ключ',
    'with: colon',
    "it's",
    '',
  ),
  fc.string({ maxLength: 6 }),
)
const scalar = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.string({ maxLength: 20 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
)
const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
  ),
}))
const root = fc.dictionary(key, tree, { minKeys: 1, maxKeys: 5 })

describe('readFastYaml', () => {
  it.skipIf(!hasFiles)('reads every real app file, as the whole parser does', () => {
    for (const text of files) expect(sameOrNothing(text)).toBe(true)
  })

  it('reads what our own writer writes, but for what stands in braces and brackets', () => {
    let read = 0
    fc.assert(
      fc.property(root, (value) => {
        read += sameOrNothing(writeYaml(value)) ? 1 : 0
      }),
      { numRuns: 500 },
    )
    expect(read).toBeGreaterThan(50)
  })

  it('reads what other writers write, in any of their styles, or leaves it', () => {
    const options = fc.record({
      indent: fc.constantFrom(1, 2, 4),
      indentSeq: fc.boolean(),
      lineWidth: fc.constantFrom(0, 20, 80),
      defaultStringType: fc.constantFrom(
        'PLAIN',
        'QUOTE_SINGLE',
        'QUOTE_DOUBLE',
        'BLOCK_LITERAL',
        'BLOCK_FOLDED',
      ),
      doubleQuotedMinMultiLineLength: fc.constantFrom(0, 40),
      collectionStyle: fc.constantFrom('any', 'block', 'flow'),
      blockQuote: fc.constantFrom<boolean | 'folded' | 'literal'>(true, false, 'folded', 'literal'),
    } as const)
    let read = 0
    fc.assert(
      fc.property(root, options, (value, style) => {
        read += sameOrNothing(stringify(value, null, { ...style, aliasDuplicateObjects: false })) ? 1 : 0
      }),
      { numRuns: 1_500 },
    )
    expect(read).toBeGreaterThan(100)
  })

  it.skipIf(!hasFiles)('reads damaged files as the whole parser does, or leaves them', () => {
    const lines = files.map((text) => text.split('\n'))
    const damage = fc.record({
      file: fc.nat(files.length - 1),
      from: fc.nat(10_000),
      edits: fc.array(
        fc.record({
          line: fc.nat(40),
          column: fc.nat(60),
          cut: fc.nat(3),
          text: fc.constantFrom(...TEXTS, '\n', '\n  ', ' ', '  '),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    })
    let read = 0
    fc.assert(
      fc.property(damage, ({ file, from, edits }) => {
        const all = lines[file] ?? []
        // A piece of a file that begins with a mapping, so that thousands are quick.
        const start = all.findIndex((line, index) => index >= from % all.length && /^\s*[a-z_]+:/.test(line))
        const rest = all.slice(Math.max(start, 0), Math.max(start, 0) + 40)
        const width = /^ */.exec(rest[0] ?? '')?.[0].length ?? 0
        const next = rest.findIndex((line) => line.trim() !== '' && line.slice(0, width).trim() !== '')
        const part = next === -1 ? rest : rest.slice(0, next)
        const piece = part.map((line) => line.slice(width))
        for (const { line, column, cut, text } of edits) {
          const at = line % piece.length
          const old = piece[at] ?? ''
          piece[at] = old.slice(0, column) + text + old.slice(column + cut)
        }
        read += sameOrNothing(piece.join('\n')) ? 1 : 0
      }),
      { numRuns: 4_000 },
    )
    expect(read).toBeGreaterThan(100)
  })

  it.each([
    ['a comment', 'a: 1 # one'],
    ['a tag', 'a: !!str 1'],
    ['an anchor', 'a: &x 1'],
    ['two documents', 'a: 1\n---\nb: 2'],
    ['a key twice', 'a: 1\na: 2'],
    ['a key that could reach a prototype', '__proto__: 1'],
    ['a number that cannot be kept', 'a: 12345678901234567890'],
    ['a number that is not finite', 'a: .nan'],
    ['a tab before a value', 'a:\t1'],
    ['a carriage return', 'a: 1\r\n'],
    ['a mapping in a line', 'a: b: c'],
    ['too much nesting', Array.from({ length: 70 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')],
    ['a list at its root', '- a'],
    ['nothing', ''],
  ])('leaves %s to the whole parser', (_, text) => {
    expect(readFastYaml(text)).toBeUndefined()
  })

  // Read as one text that grew by its lines, such a text took minutes.
  it.each(['"', "'"])('reads a text of 150,000 lines in %s', (quote) => {
    const words = Array.from({ length: 150_000 }, (_, index) => `word${index}`)
    expect(readFastYaml(`a: ${quote}${words.join('\n  ')}${quote}\nb: 1\n`)).toEqual({
      a: words.join(' '),
      b: 1,
    })
  })

  it.each([`a: "x\\\n  y"`, `a: 'x''\n  ''y'`, `a: "x\\"\n  y"  `, `a: "x\n\n  y\\\\"`, `a: 'x\n  y' z`])(
    'ends %j where the whole parser ends it',
    (text) => {
      sameOrNothing(text)
    },
  )

  it('does not depend on the order of long texts and reads blanks of other alphabets as text', () => {
    const text = new Document({ a: 'x\u3000', b: ['\u00a0y', { c: 'z' }] }).toString()
    expect(readFastYaml(text)).toEqual({ a: 'x\u3000', b: ['\u00a0y', { c: 'z' }] })
  })
})
