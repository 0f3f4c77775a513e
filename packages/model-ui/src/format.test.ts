import { describe, expect, it } from 'vitest'
import { formatDuration, formatMoney, formatPrice, formatTokens } from './format.ts'

describe('figures', () => {
  it('keep two digits of what costs less than a cent', () => {
    const say = (amount: number): string => formatMoney({ amount, currency: 'USD' }, 'en')
    expect([0, 5, 0.5, 1.25, 0.000123, 0.0086].map(say)).toEqual([
      '$0',
      '$5',
      '$0.50',
      '$1.25',
      '$0.00012',
      '$0.0086',
    ])
  })

  it('are written as the locale writes them', () => {
    expect(formatMoney({ amount: 1.5, currency: 'EUR' }, 'de')).toBe('1,50\u00a0€')
    expect(formatPrice({ currency: 'USD', inputPerMillion: 0.15, outputPerMillion: 0.6 }, 'en')).toEqual({
      input: '$0.15',
      output: '$0.60',
    })
    expect([900, 128_000, 131_072, 1_048_576].map((tokens) => formatTokens(tokens, 'en'))).toEqual([
      '900',
      '128K',
      '128K',
      '1M',
    ])
    expect([84, 1234, 12_340].map((ms) => formatDuration(ms, 'en'))).toEqual(['84ms', '1.23s', '12.3s'])
  })
})
