import type { MetadataFilter } from '@skep/client'
import type { JsonObject, Value } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { compileFilter } from './match-metadata.ts'

const YEAR_2001 = Date.UTC(2001, 0, 1)

const DOCUMENTS: Readonly<Record<string, JsonObject>> = {
  a: { name: 'a.pdf', year: 1990, at: YEAR_2001 / 1000, tags: ['red', 'blue'] },
  b: { name: 'b.pdf', year: 2001, at: YEAR_2001 + 86_400_000, owner: '' },
  c: { name: 'C.docx' },
}

function fitting(...conditions: readonly (readonly [string, string, (Value | undefined)?])[]): string {
  const filter = {
    logicalOperator: 'and',
    conditions: conditions.map(([name, operator, value]) => ({
      name,
      operator,
      ...(value === undefined ? {} : { value }),
    })),
  } as MetadataFilter // values of any kind may come from outside
  const fits = compileFilter(filter)
  return Object.keys(DOCUMENTS)
    .filter((id) => fits === null || fits(DOCUMENTS[id] ?? {}))
    .join('')
}

describe('a metadata filter', () => {
  it.each([
    ['name', 'is', 'a.pdf', 'a'],
    ['name', 'is', 'A.PDF', ''],
    ['name', 'is not', 'a.pdf', 'bc'],
    ['name', 'contains', '.pdf', 'ab'],
    ['name', 'not contains', '.pdf', 'c'],
    ['name', 'start with', 'C', 'c'],
    ['name', 'end with', 'pdf', 'ab'],
    ['name', 'in', ['a.pdf', 'C.docx'], 'ac'],
    ['name', 'in', 'a.pdf, b.pdf', 'ab'],
    ['name', 'not in', ['a.pdf'], 'bc'],
    ['tags', 'contains', 'red', 'a'],
    ['year', '=', 2001, 'b'],
    ['year', '=', '2001', 'b'],
    ['year', 'is', '2001', 'b'],
    ['year', '≠', 2001, 'a'],
    ['year', '>', 1990, 'b'],
    ['year', '<', '2001', 'a'],
    ['year', '≥', 1990, 'ab'],
    ['year', '≤', 1990, 'a'],
    ['name', '>', 1, ''],
    ['at', 'is', '2001-01-01', 'a'],
    ['at', 'after', '2001-01-01', 'b'],
    ['at', 'before', '2001-01-01T12:00:00Z', 'a'],
    ['at', 'before', 'some day', ''],
    ['year', 'empty', undefined, 'c'],
    ['owner', 'empty', undefined, 'abc'],
    ['year', 'not empty', undefined, 'ab'],
  ])('%s %s %j lets through %s', (name, operator, value, expected) => {
    expect(fitting([name, operator, value])).toBe(expected)
  })

  it('is not met by a document without the field, whatever is asked of it, save emptiness', () => {
    expect(fitting(['gone', 'is not', 'x'])).toBe('')
    expect(fitting(['gone', 'not contains', 'x'])).toBe('')
    expect(fitting(['gone', 'not in', ['x']])).toBe('')
  })

  it('skips conditions without a value, and lets everything through when no other is left', () => {
    expect(fitting(['year', '=', ''])).toBe('abc')
    expect(fitting(['year', 'in', []], ['name', 'is', null])).toBe('abc')
    expect(fitting(['year', '=', ''], ['name', 'is', 'a.pdf'])).toBe('a')
  })

  it('joins conditions by and, or by or', () => {
    expect(fitting(['year', '>', 1980], ['name', 'is', 'b.pdf'])).toBe('b')
    const either = compileFilter({
      logicalOperator: 'or',
      conditions: [
        { name: 'year', operator: '=', value: 1990 },
        { name: 'name', operator: 'is', value: 'C.docx' },
      ],
    })
    expect(Object.values(DOCUMENTS).map((metadata) => either?.(metadata))).toEqual([true, false, true])
  })

  it('with an unknown comparison is refused, also under the name of something inherited', () => {
    for (const operator of ['like', 'toString']) {
      expect(() => fitting(['name', operator, 'x'])).toThrow(
        expect.objectContaining({ code: 'CALL_INVALID' }),
      )
    }
    expect(fitting(['toString', 'not empty'])).toBe('')
  })
})
