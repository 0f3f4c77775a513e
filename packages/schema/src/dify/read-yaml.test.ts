import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readYaml } from './read-yaml.ts'
import { ImportFailure } from './report.ts'
import { writeYaml } from './write-yaml.ts'

function codeOf(text: string): unknown {
  try {
    readYaml(text)
    return 'read'
  } catch (error) {
    if (error instanceof ImportFailure) return error.error.code
    throw error
  }
}

describe('readYaml', () => {
  it('reads plain data with its types', () => {
    const text =
      "a: '1'\nb: 1\nc: true\nd: 'true'\ne: null\nf: ~\ng:\nh: 0x10\ni: 1.50\nj: yes\nk: 2026-01-01\n"
    expect(readYaml(text).root).toEqual({
      a: '1',
      b: 1,
      c: true,
      d: 'true',
      e: null,
      f: null,
      g: null,
      h: 16,
      i: 1.5,
      j: 'yes',
      k: '2026-01-01',
    })
  })

  it('reads long texts as they are', () => {
    const text = 'a: |\n  x\n   y\t\n\nb: |-\n  no end\nc: >\n  folded\n  line\nd: "é \\u4f60 \\U0001F41D"\n'
    expect(readYaml(text).root).toEqual({ a: 'x\n y\t\n', b: 'no end', c: 'folded line\n', d: 'é 你 🐝' })
  })

  it('reads JSON too', () => {
    expect(readYaml('{"a": [1, "x", {"b": null}]}').root).toEqual({ a: [1, 'x', { b: null }] })
  })

  it('follows a few aliases, each to what its name last stood for', () => {
    expect(readYaml('a: &x 1\nb: *x\nc: &x [2]\nd: *x\n').root).toEqual({ a: 1, b: 1, c: [2], d: [2] })
  })

  it('does not merge', () => {
    expect(readYaml('a: &x {k: 1}\nb:\n  <<: *x\n').root).toEqual({ a: { k: 1 }, b: { '<<': { k: 1 } } })
  })

  it.each([
    ['nothing', '', 'DSL_EMPTY'],
    ['a comment', '   \n# only a comment\n', 'DSL_EMPTY'],
    ['null', 'null', 'DSL_EMPTY'],
    ['a list', '- a', 'DSL_ROOT_NOT_MAPPING'],
    ['a text', 'text', 'DSL_ROOT_NOT_MAPPING'],
    ['a number', '42', 'DSL_ROOT_NOT_MAPPING'],
    ['an open list', 'a: [1', 'DSL_SYNTAX'],
    ['a tab as indentation', 'a:\n\t- b', 'DSL_SYNTAX'],
    ['a key written twice', 'a: 1\na: 2', 'DSL_SYNTAX'],
    ['an alias of nothing', 'a: *nobody', 'DSL_SYNTAX'],
    ['a list as a key', '? [a, b]\n: c', 'DSL_SYNTAX'],
    ['two documents', 'a: 1\n---\nb: 2', 'DSL_SYNTAX'],
    ['bytes', 'a: !!binary aGk=', 'DSL_TAG_NOT_ALLOWED'],
    ['a function', 'a: !!js/function "x"', 'DSL_TAG_NOT_ALLOWED'],
    ['a set', 'a: !!set {x}', 'DSL_TAG_NOT_ALLOWED'],
    ['a local tag', 'a: !local x', 'DSL_TAG_NOT_ALLOWED'],
    ['a tagged root', '!!python/object:a.b {}', 'DSL_TAG_NOT_ALLOWED'],
    ['something inside itself', 'a: &x\n  b: *x', 'DSL_ALIAS_LIMIT'],
    [
      '101 aliases',
      `a: &x {}\n${Array.from({ length: 101 }, (_, at) => `k${at}: *x`).join('\n')}`,
      'DSL_ALIAS_LIMIT',
    ],
    ['65 levels', `a: ${'['.repeat(65)}${']'.repeat(65)}`, 'DSL_TOO_DEEP'],
    ['20,000 brackets', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'DSL_TOO_DEEP'],
    ['4,000 brackets', `a: ${'['.repeat(4_000)}${']'.repeat(4_000)}`, 'DSL_TOO_DEEP'],
    ['20,000 dashes', `${'- '.repeat(20_000)}x`, 'DSL_TOO_DEEP'],
    ['more than 10 MiB', `a: "${'x'.repeat(10 * 1024 * 1024)}"`, 'DSL_TOO_LARGE'],
    ['more than 10 MiB in UTF-8', `a: "${'é'.repeat(6 * 1024 * 1024)}"`, 'DSL_TOO_LARGE'],
  ])('refuses %s by its own code, within a second', (_, text, code) => {
    const startedAt = performance.now()
    expect(codeOf(text)).toBe(code)
    expect(performance.now() - startedAt).toBeLessThan(30_000)
  })

  it('says where the mistake is, without quoting the file', () => {
    try {
      readYaml('fine: 1\nsecret: "sk-123\n')
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({
        error: { code: 'DSL_SYNTAX', data: { line: 3, column: 1, reason: 'MISSING_CHAR' } },
      })
      expect(String(error)).not.toContain('sk-123')
    }
  })

  it('reads 64 levels', () => {
    expect(codeOf(`a: ${'['.repeat(64)}${']'.repeat(64)}`)).toBe('read')
  })

  it('leaves out keys that could reach a prototype, and says so', () => {
    const { root, warnings } = readYaml(
      'a:\n  __proto__: {polluted: 1}\n  constructor: {prototype: {polluted: 1}}\n  b: 2\n',
    )
    expect(root).toEqual({ a: { b: 2 } })
    expect(warnings.map(({ code, path }) => [code, ...path])).toEqual([
      ['KEY_LEFT_OUT', 'a', '__proto__'],
      ['KEY_LEFT_OUT', 'a', 'constructor', 'prototype'],
      ['KEY_LEFT_OUT', 'a', 'constructor'],
    ])
    expect({}).not.toHaveProperty('polluted')
  })

  it('notes numbers that JSON does not have, and numbers that lose digits', () => {
    const { root, notFinite, warnings } = readYaml('a: .nan\nb: [.inf, 1e999]\nc: 12345678901234567890\n')
    expect(root).toEqual({ a: null, b: [null, null], c: 12345678901234567000 })
    expect(notFinite).toEqual([['a'], ['b', 0], ['b', 1]])
    expect(warnings).toMatchObject([{ code: 'NUMBER_ROUNDED', path: ['c'] }])
  })
})

describe('writeYaml', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      'on',
      'No',
      'y',
      '~',
      '',
      ' ',
      '12:30',
      '0o7',
      '1_000',
      '2026-01-01',
      '<<',
      '=',
      '.5',
      '- a',
      'a: b',
      '#c',
    ),
    fc
      .array(fc.constantFrom('a', '\n', ' ', '\t', '#', ':', '|', '\u2028', '\r'))
      .map((parts) => parts.join('')),
  )
  const key = text.filter((each) => !['__proto__', 'constructor', 'prototype'].includes(each))
  const leaf = fc.oneof(
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  )
  const tree = fc.dictionary(
    key,
    fc.oneof(leaf, fc.array(leaf), fc.dictionary(key, leaf, { noNullPrototype: true })),
    {
      noNullPrototype: true,
    },
  )

  it('writes what readYaml reads back, texts of any kind included', () => {
    fc.assert(
      fc.property(tree, (data) => {
        expect(readYaml(writeYaml({ ...data, root: 1 })).root).toEqual(
          JSON.parse(JSON.stringify({ ...data, root: 1 })),
        )
      }),
      { numRuns: 1_000 },
    )
  })

  it('escapes what YAML 1.1 does not allow, and quotes what its readers take for something else', () => {
    expect(writeYaml({ a: '=', b: '<<', c: '~', d: '\u007f\u2028', e: '≥', f: 'plain text', '1': 'x' })).toBe(
      `'1': x\na: '='\nb: '<<'\nc: '~'\nd: "\\u007f\\u2028"\ne: '≥'\nf: plain text\n`,
    )
  })

  it('keeps code readable', () => {
    expect(writeYaml({ code: 'def main(a):\n    if a:\n        return 1\n\n    return 2\n' })).toBe(
      'code: |\n  def main(a):\n      if a:\n          return 1\n\n      return 2\n',
    )
  })

  it.each([
    ' \n',
    '\n',
    'a\n  \nb',
    '  a\n b',
    'a \n\n',
    'a\r\nb',
    '\ta\n',
    'a\n\n\n',
    '#\n',
    'a\u2028\nb',
    '---\n...\n',
  ])('keeps %j to the last space', (each) => {
    expect(readYaml(writeYaml({ a: each, b: [each] })).root).toEqual({ a: each, b: [each] })
    expect(parse(writeYaml({ a: each }), { version: '1.1' })).toEqual({ a: each })
  })

  it('writes what a YAML 1.1 reader understands in the same way', () => {
    const data = {
      a: 'on',
      b: 'no',
      c: '12:30:00',
      d: '2026-01-01',
      e: '0777',
      f: '1_000',
      g: 'y',
      h: '0b1',
      i: true,
      j: 1,
    }
    expect(parse(writeYaml(data), { version: '1.1' })).toEqual(data)
  })
})
