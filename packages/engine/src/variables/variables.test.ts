import type { Value } from '@skep/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toDecimal, toJsonText } from './json-text.ts'
import { readVariable, setVariable, setVariables, type VariablePool } from './pool.ts'
import { renderTemplate, renderValue } from './render.ts'

const picture = {
  kind: 'file',
  id: 'f1',
  name: 'a [1].png',
  sizeBytes: 5,
  mimeType: 'image/png',
  extension: '.png',
  type: 'image',
  transferMethod: 'remote_url',
  url: 'https://example.org/a b.png',
} satisfies Value
const paper = { ...picture, id: 'f2', name: 'p.pdf', type: 'document', url: 'https://example.org/p.pdf' }

describe('the variable pool', () => {
  it('steps into objects and attributes of files', () => {
    const pool: VariablePool = new Map()
    setVariables(pool, 'n', { data: { list: [{ a: 1 }], deep: { er: 'x' } }, file: picture })
    expect(
      [
        ['n', 'data', 'deep', 'er'],
        ['n', 'file', 'name'],
        ['n', 'file', 'size'],
        ['n', 'file', 'mime_type'],
        ['n', 'file', 'extension'],
        ['n', 'file', 'transfer_method'],
        ['n', 'file', 'related_id'],
        ['n', 'file', 'url'],
        ['n', 'file', 'kind'],
        ['n', 'data', 'list', 'length'],
        ['n', 'data', 'deep', 'er', 'length'],
        ['n'],
        [],
        ['x', 'y'],
      ].map((selector) => readVariable({ pool, isIsolated: false }, selector)),
    ).toEqual([
      'x',
      'a [1].png',
      5,
      'image/png',
      '.png',
      'remote_url',
      'f1',
      'https://example.org/a b.png',
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('never touches a prototype, whatever the names', () => {
    const evil = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty')
    fc.assert(
      fc.property(evil, evil, evil, (scope, name, key) => {
        const pool: VariablePool = new Map()
        setVariable(pool, 'n', 'object', {})
        expect(readVariable({ pool, isIsolated: false }, [scope, name, key])).toBeUndefined()
        expect(readVariable({ pool, isIsolated: false }, ['n', 'object', key])).toBeUndefined()
        setVariable(pool, scope, name, JSON.parse(`{"${key}": "own"}`))
        expect(readVariable({ pool, isIsolated: false }, [scope, name, key])).toBe('own')
        expect(Object.keys(Object.prototype)).toEqual([])
        expect(({} as Record<string, unknown>).own).toBeUndefined() // a plain object, asked for what nobody gave it
      }),
    )
  })
})

describe('a value inside text', () => {
  it.each<readonly [Value | undefined, string, string]>([
    ['text', 'text', 'text'],
    [12.5, '12.5', '12.5'],
    [1e21, '1000000000000000000000', '1000000000000000000000'],
    [1.5e-7, '0.00000015', '0.00000015'],
    [true, 'true', 'true'],
    [null, '', ''],
    [undefined, '', ''],
    [{ a: 1, b: 'é' }, '{"a": 1, "b": "é"}', '{\n  "a": 1,\n  "b": "é"\n}'],
    [[], '', ''],
    ['', '', ''],
    ['Größe 中文', 'Größe 中文', 'Größe 中文'],
    [false, 'false', 'false'],
    [0, '0', '0'],
    [-3.25, '-3.25', '-3.25'],
    [{}, '{}', '{}'],
    [{ a: [], b: null }, '{"a": [], "b": null}', '{\n  "a": [],\n  "b": null\n}'],
    [[true, false], '[true, false]', '- true\n- false'],
    [[1, 2.5], '[1, 2.5]', '- 1\n- 2.5'],
    [[{ a: 1 }], '[{"a": 1}]', '- {"a": 1}'],
    [[[], ['x']], '[[], ["x"]]', '- []\n- ["x"]'],
    [[null], '[null]', '- null'],
    [[''], '[""]', '- '],
    [{ ...paper, url: '' }, '[p.pdf]()', '[p.pdf]()'],
    [
      {
        kind: 'file',
        id: 'f3',
        name: 'x.pdf',
        sizeBytes: 1,
        mimeType: '',
        extension: '.pdf',
        type: 'document',
        transferMethod: 'local_file',
      },
      '[x.pdf](skep-file:f3)',
      '[x.pdf](skep-file:f3)',
    ],
    [['a', 'b'], '["a", "b"]', '- a\n- b'],
    [[1, { x: [true, null] }], '[1, {"x": [true, null]}]', '- 1\n- {"x": [true, null]}'],
    [
      picture,
      '![a \\[1\\].png](https://example.org/a%20b.png)',
      '![a \\[1\\].png](https://example.org/a%20b.png)',
    ],
    [
      [picture, paper],
      '![a \\[1\\].png](https://example.org/a%20b.png)\n[p.pdf](https://example.org/p.pdf)',
      '![a \\[1\\].png](https://example.org/a%20b.png)\n[p.pdf](https://example.org/p.pdf)',
    ],
  ])('%j', (value, prompt, answer) => {
    expect({ prompt: renderValue(value, 'prompt'), answer: renderValue(value, 'answer') }).toEqual({
      prompt,
      answer,
    })
  })

  it('fills references, leaves what is none, and never fills twice', () => {
    const values: Readonly<Record<string, Value>> = { 'a.x': '{{#a.y#}}', 'a.y': 'secret' }
    expect(
      renderTemplate('{{#a.x#}} {{a.y}} {{#context#}} {{#b.z#}}|', (s) => values[s.join('.')], 'prompt'),
    ).toBe('{{#a.y#}} {{a.y}} {{#context#}} |')
  })

  it('numbers have no exponent and read back the same', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = toDecimal(value)
        expect(text).toMatch(/^-?\d+(\.\d+)?$/)
        expect(Number(text)).toBe(value === 0 ? 0 : value)
      }),
    )
  })

  it('JSON text reads back the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // What JSON can say is what the generator makes.
        expect(JSON.parse(toJsonText(value as Value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
