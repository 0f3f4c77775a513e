import { describe, expect, it } from 'vitest'
import { isJsonValue, isPlainObject } from './json.ts'
import { checkJson } from './json-limits.ts'

const limits = { maxDepth: 5, maxValues: 20, maxChars: 50 }

describe('checkJson', () => {
  it('has nothing to say about small plain JSON', () => {
    expect(checkJson({ a: [1, 'x', null, true, { b: {} }] }, limits)).toBeUndefined()
  })

  it.each([
    ['too deep', [[[[[[]]]]]], 'The app is nested too deeply.'],
    [
      'too many values',
      Array.from({ length: 30 }, () => 0),
      'The app holds too many values. Make it smaller.',
    ],
    ['too long', ['x'.repeat(51)], 'The app is too large. Shorten its texts.'],
    ['not a number', [Number.NaN], 'The app holds a number that is not finite.'],
    ['a date', [new Date(0)], 'The app holds something that is not JSON.'],
    ['a function', { a: () => 1 }, 'The app holds something that is not JSON.'],
    ['undefined', { a: undefined }, 'The app holds something that is not JSON.'],
    ['a prototype key', JSON.parse('{"a":{"__proto__":{}}}'), 'The app uses the forbidden key __proto__.'],
    ['a constructor key', { constructor: 1 }, 'The app uses the forbidden key constructor.'],
  ])('refuses what is %s', (_, value, message) => {
    expect(checkJson(value, limits)).toMatchObject({ code: 'APP_INVALID', message })
  })

  it('says where', () => {
    expect(checkJson({ a: [1, { b: Number.POSITIVE_INFINITY }] }, limits)?.data).toEqual({
      path: ['a', 1, 'b'],
    })
  })
})

describe('JSON guards', () => {
  it('tell plain objects from others', () => {
    class Thing {}
    expect([{}, Object.create(null), [], null, new Thing(), new Map(), 'x'].map(isPlainObject)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })

  it('look all the way down, but not for ever', () => {
    expect(isJsonValue({ a: [1, { b: null }] })).toBe(true)
    expect(isJsonValue({ a: [1, { b: undefined }] })).toBe(false)
    const circle: unknown[] = []
    circle.push(circle)
    expect(isJsonValue(circle)).toBe(false)
  })
})
