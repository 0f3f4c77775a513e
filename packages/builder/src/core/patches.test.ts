import fc from 'fast-check'
import { expect, it } from 'vitest'
import { applyPatches, type Patch } from './patches.ts'

it('applies patches in order and leaves the input as it is', () => {
  const before = { list: [1, 2, 3], name: 'a', nested: { deep: true } }
  const { next, inverse } = applyPatches(before, [
    { op: 'add', path: ['list', 1], value: 9 },
    { op: 'remove', path: ['list', 0] },
    { op: 'replace', path: ['name'], value: 'b' },
    { op: 'add', path: ['nested', 'more'], value: [1] },
  ])
  expect(next).toEqual({ list: [9, 2, 3], name: 'b', nested: { deep: true, more: [1] } })
  expect(before).toEqual({ list: [1, 2, 3], name: 'a', nested: { deep: true } })
  expect(applyPatches(next, inverse).next).toEqual(before)
})

it('shares what did not change', () => {
  const before = { left: { a: 1 }, right: { b: 2 } }
  expect(applyPatches(before, [{ op: 'replace', path: ['left', 'a'], value: 3 }]).next.right).toBe(
    before.right,
  )
})

it('refuses paths that do not exist', () => {
  expect(() => applyPatches({ a: 1 }, [{ op: 'replace', path: ['b'], value: 2 }])).toThrow(RangeError)
  expect(() => applyPatches({ a: [1] }, [{ op: 'add', path: ['a', 3], value: 2 }])).toThrow(RangeError)
  expect(() => applyPatches({ a: 1 }, [{ op: 'add', path: ['b', 'c'], value: 2 }])).toThrow(RangeError)
  expect(() => applyPatches({ a: 1 }, [{ op: 'remove', path: [] }])).toThrow(RangeError)
})

it('takes `__proto__` for an ordinary key', () => {
  const { next, inverse } = applyPatches({}, [{ op: 'add', path: ['__proto__'], value: { admin: true } }])
  expect(Object.getPrototypeOf(next)).toBe(Object.prototype)
  expect(applyPatches(next, inverse).next).toEqual({})
})

const key = fc.constantFrom('a', 'b', 'c')
const operation = fc.record({
  op: fc.constantFrom('add', 'remove', 'replace'),
  key,
  place: fc.nat(6),
  value: fc.jsonValue(),
})

it('leads back from any random walk by its inverse', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 30 }), (walk) => {
      const start = { list: [1, 2, 3], map: { a: 1 } }
      let document: typeof start = start
      let back: readonly Patch[] = []
      for (const { op, key: name, place, value } of walk) {
        for (const path of [
          ['map', name],
          ['list', place],
        ]) {
          const patch = (op === 'remove' ? { op, path } : { op, path, value }) as Patch // the generator makes JSON
          try {
            const { next, inverse } = applyPatches(document, [patch])
            document = next
            back = [...inverse, ...back]
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError)
          }
        }
      }
      expect(applyPatches(document, back).next).toEqual(start)
    }),
  )
})
