import type { ModelPrice, Money } from '@skep/client'

/** A count of tokens, short: 128,000 is `128K`, and so is 131,072, as the makers of models say it. @internal */
export function formatTokens(count: number, locale: string): string {
  const tokens = count % 1000 !== 0 && count % 1024 === 0 ? (count / 1024) * 1000 : count
  return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(tokens)
}

/** An amount of money; small ones keep two digits that say something. @internal */
export function formatMoney({ amount, currency }: Money, locale: string): string {
  const isSmall = amount !== 0 && Math.abs(amount) < 0.01
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    ...(isSmall ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: amount % 1 === 0 ? 0 : 2 }),
    ...(isSmall || amount % 1 === 0 ? {} : { minimumFractionDigits: 2 }),
  }).format(amount)
}

/** What a million tokens cost, for input and output. @internal */
export function formatPrice(
  price: ModelPrice,
  locale: string,
): { readonly input: string; readonly output: string } {
  const { currency } = price
  return {
    input: formatMoney({ amount: price.inputPerMillion, currency }, locale),
    output: formatMoney({ amount: price.outputPerMillion, currency }, locale),
  }
}

/** A length of time: milliseconds below one second, else seconds. @internal */
export function formatDuration(ms: number, locale: string): string {
  const isShort = ms < 1000
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: isShort ? 'millisecond' : 'second',
    unitDisplay: 'narrow',
    maximumFractionDigits: isShort ? 0 : ms < 10_000 ? 2 : 1,
  }).format(isShort ? ms : ms / 1000)
}
