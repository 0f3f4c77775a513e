import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareBytes, TermDictionary, writeDictionary } from './term-dictionary.ts'

// Few letters, so that terms share beginnings, and bytes on both sides of 128.
const term = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '語'), minLength: 1, maxLength: 6 })

it('finds the terms that it holds, each with its own postings, and no others', () => {
  const encoder = new TextEncoder()
  fc.assert(
    fc.property(
      fc.uniqueArray(term, { maxLength: 80 }),
      fc.array(term, { maxLength: 40 }),
      (held, others) => {
        const names = held.map((each) => encoder.encode(each)).sort(compareBytes)
        const written = writeDictionary(names.map((name, at) => ({ name, count: at + 1, size: at * 3 })))
        const dictionary = new TermDictionary(written.bytes, Uint32Array.from(written.heads), names.length)
        let start = 0
        for (const [at, name] of names.entries()) {
          expect(dictionary.find(name)).toEqual({ count: at + 1, start })
          start += at * 3
        }
        for (const other of ['', ...others]) {
          if (!held.includes(other)) expect(dictionary.find(encoder.encode(other))).toBeNull()
        }
      },
    ),
  )
})
