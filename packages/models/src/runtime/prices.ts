import type { ModelPrice, ModelPriceEntry, Usage } from '@skep/client'

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
