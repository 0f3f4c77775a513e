import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pathPattern } from './path-pattern.ts'

const at = (path: string): URL => new URL(path, 'https://docs.example')

describe('a pattern of addresses', () => {
  it.each([
    ['/docs/**', '/docs/a/b', true],
    ['/docs/**', '/docs/', true],
    ['/docs/**', '/docsy', false],
    ['/docs/*', '/docs/a', true],
    ['/docs/*', '/docs/a/b', false],
    ['docs/*', '/docs/a', true],
    ['**/print', '/a/b/print', true],
    ['/v?/x', '/v1/x', true],
    ['/v?/x', '/v/x', false],
    ['/list?page=*', '/list?page=2', true],
    ['https://docs.example/a*', '/abc', true],
    ['https://other.example/**', '/abc', false],
    ['/a.b', '/axb', false],
    ['/**/index.html', '/a/index.html', true],
    ['***', '/anything/at?all', true],
  ])('%s and %s: %s', (pattern, path, fits) => {
    expect(pathPattern(pattern)(at(path))).toBe(fits)
  })

  it('takes time in proportion to its own length and the address’s', () => {
    const test = pathPattern(`${'**a'.repeat(60)}b`)
    expect(test(at(`/${'a'.repeat(1_900)}`))).toBe(false)
  })

  it('fits whatever it is written out for', () => {
    const part = fc.stringMatching(/^[a-z]{1,4}$/)
    fc.assert(
      fc.property(fc.array(fc.tuple(part, fc.constantFrom('*', '**', 'x')), { maxLength: 5 }), (parts) => {
        const pattern = `/${parts.map(([word, star]) => word + star).join('/')}`
        const path = `/${parts.map(([word, star]) => word + (star === '**' ? 'q/q' : star === '*' ? 'q' : star)).join('/')}`
        expect(pathPattern(pattern)(at(path))).toBe(true)
      }),
    )
  })

  it('that is empty or endless is refused', () => {
    expect(() => pathPattern(' ')).toThrowError(/1 to 200 characters/)
    expect(() => pathPattern('a'.repeat(201))).toThrowError(/1 to 200 characters/)
  })
})
