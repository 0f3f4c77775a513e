import type { CodeOutput, JsonValue } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { checkCodeResult } from './code-result.ts'

const one = (type: CodeOutput['type'], children?: CodeOutput['children']): Record<string, CodeOutput> => ({
  r: { type, ...(children === undefined ? {} : { children }) },
})
// Written so because an object literal takes the type of its own `toString`.
const INHERITED: Record<string, CodeOutput> = Object.fromEntries([['toString', { type: 'string' } as const]])
function nested(depth: number): JsonValue {
  return depth === 0 ? 1 : { a: nested(depth - 1) }
}

describe('what code returns', () => {
  it.each<readonly [type: CodeOutput['type'], value: JsonValue]>([
    ['string', 'x'],
    ['string', null],
    ['string', 'x'.repeat(400_000)],
    ['string', '😀'.repeat(400_000)],
    ['number', 1.5],
    ['boolean', false],
    ['object', { any: ['thing'] }],
    ['object', nested(4)],
    ['array[string]', Array.from({ length: 30 }, () => 'a')],
    ['array[number]', Array.from({ length: 1000 }, () => 1)],
    ['array[boolean]', [true, null]],
    ['array[object]', [{ a: 1 }]],
  ])('may be a %s', (type, value) => {
    expect(checkCodeResult({ r: value }, one(type))).toEqual({ r: value })
  })

  it('may carry the name __proto__, which is dropped', () => {
    const result: JsonValue = JSON.parse('{"__proto__": {"polluted": "yes"}, "r": {"a": 1}}')
    const checked = checkCodeResult(result, one('object'))
    expect(Reflect.ownKeys(checked)).toEqual(['r'])
    expect(checked).toEqual({ r: { a: 1 } })
  })

  it.each<readonly [what: string, result: JsonValue, outputs: Record<string, CodeOutput>, path: string]>([
    ['not an object', 'x', one('string'), ''],
    ['a list', ['x'], one('string'), ''],
    ['a missing name', {}, one('string'), 'r'],
    ['a name too many', { r: 'x', s: 'y' }, one('string'), 's'],
    ['an inherited name', {}, INHERITED, 'toString'],
    ['a wrong type', { r: 1 }, one('string'), 'r'],
    ['a number as text', { r: '1' }, one('number'), 'r'],
    ['a boolean as number', { r: 1 }, one('boolean'), 'r'],
    ['a list as object', { r: [] }, one('object'), 'r'],
    ['no list', { r: {} }, one('array[string]'), 'r'],
    ['a wrong item', { r: ['a', 1] }, one('array[string]'), 'r[1]'],
    ['too many texts', { r: Array.from({ length: 31 }, () => 'a') }, one('array[string]'), 'r'],
    ['too many objects', { r: Array.from({ length: 31 }, () => ({})) }, one('array[object]'), 'r'],
    ['too many numbers', { r: Array.from({ length: 1001 }, () => 1) }, one('array[number]'), 'r'],
    ['a long text', { r: 'x'.repeat(400_001) }, one('string'), 'r'],
    ['a long text of pictures', { r: '😀'.repeat(400_001) }, one('string'), 'r'],
    ['a large number', { r: 1e19 }, one('number'), 'r'],
    ['a fine number', { r: 1e-21 }, one('number'), 'r'],
    ['a wrong child', { r: { a: 'x' } }, one('object', { a: { type: 'number' } }), 'r.a'],
    ['a child too many', { r: { a: 1, b: 1 } }, one('object', { a: { type: 'number' } }), 'r.b'],
    [
      'a wrong child of an item',
      { r: [{ a: 'x' }] },
      one('array[object]', { a: { type: 'number' } }),
      'r[0].a',
    ],
  ])('may not be %s', (_, result, outputs, path) => {
    expect(() => checkCodeResult(result, outputs)).toThrow(
      expect.objectContaining({ code: 'CODE_OUTPUT_INVALID', data: { path } }),
    )
  })

  it('may not be deep, which has a name of its own', () => {
    expect(() => checkCodeResult({ r: nested(6) }, one('object'))).toThrow(
      expect.objectContaining({
        code: 'CODE_OUTPUT_INVALID',
        data: { path: 'r.a.a.a.a.a', errorType: 'DepthLimitError' },
      }),
    )
  })
})
