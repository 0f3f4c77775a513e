import type { ModelPrice, ModelPriceEntry, Usage } from '@skep/client'

const usd = (
  model: string,
  inputPerMillion: number,
  outputPerMillion: number,
  cachedInputPerMillion?: number,
): ModelPriceEntry => ({
  model,
  price: {
    currency: 'USD',
    inputPerMillion,
    outputPerMillion,
    ...(cachedInputPerMillion === undefined ? {} : { cachedInputPerMillion }),
  },
})

/**
 * List prices in US dollars per million tokens, as their makers published them during 2025. They change: a host that
 * bills or limits by money gives its own (`ModelSettings.prices`, or the option `prices`).
 * @public
 */
export const LIST_PRICES: readonly ModelPriceEntry[] = [
  usd('gpt-4o-mini*', 0.15, 0.6, 0.075),
  usd('gpt-4o*', 2.5, 10, 1.25),
  usd('gpt-4.1-nano*', 0.1, 0.4, 0.025),
  usd('gpt-4.1-mini*', 0.4, 1.6, 0.1),
  usd('gpt-4.1*', 2, 8, 0.5),
  usd('text-embedding-3-small', 0.02, 0),
  usd('text-embedding-3-large', 0.13, 0),
]

/**
 * The price of a model: the first entry that names it, exact names before beginnings, longer beginnings before shorter.
 * @internal
 */
export function findPrice(
  entries: readonly ModelPriceEntry[],
  model: string,
  providers: readonly (string | undefined)[],
): ModelPrice | undefined {
  let best: { readonly weight: number; readonly price: ModelPrice } | undefined
  for (const entry of entries) {
    if (entry.provider !== undefined && !providers.includes(entry.provider)) continue
    const weight = matchWeight(entry.model, model)
    if (weight > (best?.weight ?? -1)) best = { weight, price: entry.price }
  }
  return best?.price
}

/** -1: not this model. */
function matchWeight(pattern: string, model: string): number {
  if (pattern === model) return Number.MAX_SAFE_INTEGER
  const start = pattern.slice(0, -1)
  return pattern.endsWith('*') && model.startsWith(start) ? start.length : -1
}

/** @internal */
export function costOf(usage: Usage, price: ModelPrice): NonNullable<Usage['cost']> {
  const input = usage.inputTokens ?? 0
  const cached = Math.min(usage.cachedInputTokens ?? 0, input)
  const amount =
    ((input - cached) * price.inputPerMillion +
      cached * (price.cachedInputPerMillion ?? price.inputPerMillion) +
      (usage.outputTokens ?? 0) * price.outputPerMillion) /
    1_000_000
  return { amount, currency: price.currency }
}
