import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StopText } from './stop-text.ts'

function run(pieces: readonly string[], stops: readonly string[]): string {
  const filter = new StopText(stops)
  return pieces.map((piece) => filter.push(piece)).join('') + filter.end()
}

describe('text up to a stop text', () => {
  it('ends before the stop text that comes first, even cut into pieces', () => {
    expect(run(['one EN', 'D two'], ['END'])).toBe('one ')
    expect(run(['a b c'], ['c', 'b'])).toBe('a ')
    expect(run(['abcd'], ['abcd', 'bc'])).toBe('a')
    expect(run(['EN', 'E is no end'], ['END'])).toBe('ENE is no end')
  })

  it('gives the same for every way to cut it', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 24 })
    const stop = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 8 }), fc.array(stop, { maxLength: 3 }), (pieces, stops) => {
        const cut = run(pieces, stops)
        expect(cut).toBe(run([...pieces.join('')], stops))
        expect(stops.some((one) => cut.includes(one))).toBe(false)
        if (stops.every((one) => !pieces.join('').includes(one))) expect(cut).toBe(pieces.join(''))
      }),
    )
  })
})
