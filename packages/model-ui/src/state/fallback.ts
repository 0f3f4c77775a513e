import type { ModelFallback, ModelRef, ModelSettings } from '@skep/client'

/** The chain for every model without one of its own. @internal */
export function fallbackOf({ fallback }: Pick<ModelSettings, 'fallback'>): readonly ModelRef[] {
  return fallback.find((chain) => chain.for === undefined)?.models ?? []
}

/** Replaces that chain; chains of single models stay as they are. @internal */
export function withFallback(
  { fallback }: Pick<ModelSettings, 'fallback'>,
  models: readonly ModelRef[],
): readonly ModelFallback[] {
  const own = fallback.filter((chain) => chain.for !== undefined)
  return models.length > 0 ? [...own, { models }] : own
}

/** The list with one entry a place further up (-1) or down (1). @internal */
export function moved<T>(list: readonly T[], index: number, by: -1 | 1): readonly T[] {
  const next = [...list]
  const [entry] = next.splice(index, 1)
  if (entry !== undefined) next.splice(index + by, 0, entry)
  return next
}
