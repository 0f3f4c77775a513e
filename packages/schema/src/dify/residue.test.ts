import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../json.ts'
import { applyResidue, isSameJson, residueOf } from './residue.ts'

const key = fc.oneof(
  fc.constantFrom('id', 'name', 'key', 'a', 'b', 'toString', 'valueOf', 'inside', 'add', 'was'),
  fc.string().filter((text) => !['__proto__', 'constructor', 'prototype'].includes(text)),
)

const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value

const object = fc.dictionary(key, json, { maxKeys: 5, noNullPrototype: true }) as fc.Arbitrary<JsonObject> // of JSON

describe('a residue', () => {
  it('put back gives the original, whatever the two trees', () => {
    fc.assert(
      fc.property(object, object, (ours, theirs) => {
        expect(applyResidue(ours, residueOf(ours, theirs))).toEqual(theirs)
      }),
      { numRuns: 2_000 },
    )
  })

  it('is nothing for equal trees, and survives JSON', () => {
    fc.assert(
      fc.property(object, object, (ours, theirs) => {
        expect(residueOf(ours, structuredClone(ours))).toBeUndefined()
        const stored = JSON.parse(JSON.stringify(residueOf(ours, theirs) ?? null)) ?? undefined
        expect(applyResidue(ours, stored)).toEqual(theirs)
      }),
    )
  })

  it('gives way to an edit, and keeps what is beside it', () => {
    const ours = { title: 'A', model: { provider: 'openai' }, desc: '' }
    const theirs = { title: 'A', model: { provider: 'langgenius/openai/openai', extra: 1 }, unknown: true }
    const foreign = residueOf(ours, theirs)
    const edited = { ...ours, model: { provider: 'mistral' }, desc: 'new' }
    expect(applyResidue(edited, foreign)).toEqual({
      title: 'A',
      model: { provider: 'mistral', extra: 1 },
      desc: 'new',
      unknown: true,
    })
  })

  it('follows the items of a list when others come and go', () => {
    const item = (id: string): JsonObject => ({ id, value: 1 })
    const foreign = residueOf(
      { list: [item('a'), item('b')] },
      {
        list: [
          { ...item('a'), x: 'of a' },
          { ...item('b'), x: 'of b' },
        ],
      },
    )
    expect(applyResidue({ list: [item('new'), item('b')] }, foreign)).toEqual({
      list: [item('new'), { ...item('b'), x: 'of b' }],
    })
  })

  it('does nothing when it is not one', () => {
    expect(applyResidue({ a: 1 }, { anything: 2, inside: {} })).toEqual({ a: 1 })
  })
})

describe('isSameJson', () => {
  it('agrees with deep equality', () => {
    fc.assert(
      fc.property(json, json, (left, right) => {
        expect(isSameJson(left, structuredClone(left))).toBe(true)
        expect(isSameJson(left, right)).toBe(
          fc.stringify(left) === fc.stringify(right) || isSameJson(right, left),
        )
      }),
    )
    expect(isSameJson({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true)
    expect(isSameJson({ a: 1 }, { b: 1 })).toBe(false)
    expect(isSameJson([1, 2], [2, 1])).toBe(false)
    expect(isSameJson(null, {})).toBe(false)
    expect(isSameJson([], {})).toBe(false)
  })
})
