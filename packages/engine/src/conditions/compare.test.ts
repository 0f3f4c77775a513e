import type { ComparisonOperator, Value } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { compare } from './compare.ts'

type Row = readonly [actual: Value, operator: ComparisonOperator, expected: Value, holds: boolean]

const ROWS: readonly Row[] = [
  // string
  ['hello world', 'contains', 'hello', true],
  ['Hello world', 'contains', 'hello', false],
  ['hello', 'not contains', 'bye', true],
  ['', 'contains', 'a', false],
  ['', 'not contains', 'a', true],
  ['', 'contains', '', false],
  ['hello', 'start with', 'he', true],
  ['hello', 'start with', 'lo', false],
  ['', 'start with', '', false],
  ['hello', 'end with', 'lo', true],
  ['', 'end with', '', false],
  ['a', 'is', 'a', true],
  ['a', 'is', 'A', false],
  ['', 'is', '', true],
  ['a', 'is not', 'b', true],
  ['', 'empty', '', true],
  [' ', 'empty', '', false],
  ['a', 'not empty', '', true],
  ['b', 'in', ['a', 'b'], true],
  ['b', 'in', '["a", "b"]', true],
  ['c', 'in', ['a', 'b'], false],
  ['', 'in', ['', 'b'], false],
  ['c', 'not in', ['a', 'b'], true],
  ['', 'not in', [''], true],
  // number
  [5, '=', '5', true],
  [5, '=', '5.0', true],
  [5, '≠', '6', true],
  [5.5, '=', '5.5', true],
  [5, '>', '4.5', true],
  [5, '>', '5', false],
  [5, '<', '6', true],
  [5, '≥', '5', true],
  [5, '≤', 4, false],
  [-1, '<', '0', true],
  [0, 'empty', '', true],
  [1, 'not empty', '', true],
  [0, 'not null', '', true],
  // boolean
  [true, 'is', 'true', true],
  [true, 'is', true, true],
  [true, 'is', '1', true],
  [false, 'is', 'False', true],
  [false, 'is', 1, false],
  [true, 'is not', 'false', true],
  [false, 'empty', '', true],
  // object
  [{}, 'empty', '', true],
  [{ a: 1 }, 'not empty', '', true],
  // lists
  [['a', 'b'], 'contains', 'a', true],
  [['ab'], 'contains', 'a', false],
  [['a'], 'not contains', 'b', true],
  [[], 'contains', 'a', false],
  [[], 'not contains', 'a', true],
  [[], 'empty', '', true],
  [[0], 'not empty', '', true],
  [[1, 2], 'contains', '2', true],
  [[true, false], 'contains', 'true', true],
  [[true], 'all of', ['true', 'false'], false],
  [['a', 'b', 'c'], 'all of', ['a', 'c'], true],
  [['a', 'b', 'c'], 'all of', '["a", "d"]', false],
  [[], 'all of', ['a'], false],
  [[{ a: 1 }], 'contains', { a: 1 }, true],
  // null
  [null, 'is', '', false],
  [null, 'is not', 'a', false],
  [null, '=', '0', false],
  [null, '≠', '0', false],
  [null, '>', '0', false],
  [null, 'empty', '', true],
  [null, 'null', '', true],
  [null, 'not null', '', false],
  [null, 'exists', '', false],
  [null, 'not exists', '', true],
  [null, 'contains', 'a', false],
  [null, 'not in', ['a'], true],
]

describe('a comparison', () => {
  it.each(ROWS)('of %j %s %j is %s', (actual, operator, expected, holds) => {
    expect(compare(actual, operator, expected)).toBe(holds)
  })

  it.each<readonly [Value, ComparisonOperator, Value]>([
    ['5', '>', '4'],
    [5, 'contains', '5'],
    [5, '=', 'five'],
    [5, '=', ''],
    [5, 'start with', '5'],
    [true, 'is', 'maybe'],
    [{ a: 1 }, 'contains', 'a'],
    [['a'], 'is', 'a'],
    [['a'], 'start with', 'a'],
  ])('of %j %s %j cannot be made', (actual, operator, expected) => {
    expect(() => compare(actual, operator, expected)).toThrow(
      expect.objectContaining({ code: 'VARIABLE_TYPE' }),
    )
  })
})
