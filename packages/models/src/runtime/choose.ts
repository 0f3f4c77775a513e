import type { ModelChoice, ModelInfo, ModelNeeds, ModelRef, ModelRoute } from '@skep/client'
import { SkepError } from '@skep/schema'

/** A choice, with the others that would do, the best first. @internal */
export interface RankedChoice extends ModelChoice {
  readonly others: readonly ModelRef[]
}

/**
 * The model that a rule chooses among those there are, and why.
 * @throws `MODEL_NO_CHOICE` saying what each lacks.
 * @internal
 */
export function chooseModel(
  route: Omit<ModelRoute, 'id'>,
  models: readonly ModelInfo[],
  lacksKey: ReadonlySet<string> = new Set(),
): RankedChoice {
  const { needs, prefer, candidates } = route
  const listed = candidates
    ? candidates.flatMap((ref) => models.filter((model) => isSame(model, ref)))
    : models
  const rejected: (ModelRef & { readonly message: string })[] = []
  const fits: ModelInfo[] = []
  for (const model of listed) {
    const lack = lacksKey.has(model.provider) ? 'Its key is missing.' : whatItLacks(model, needs)
    if (lack === undefined) fits.push(model)
    else if (model.kind === (needs.kind ?? 'chat')) {
      rejected.push({ provider: model.provider, model: model.model, message: lack })
    }
  }
  const ranked = fits
    .map((model, place) => ({ model, place, rank: rankOf(model, prefer) }))
    .sort((left, right) => left.rank - right.rank || left.place - right.place)
    .map(({ model }) => model)
  const [best, ...others] = ranked
  if (!best) {
    throw new SkepError(
      'MODEL_NO_CHOICE',
      `There is no model with ${describe(needs)}. Connect one in the model settings, or ask for less.`,
      { rejected: rejected.map((one) => ({ ...one })) },
    )
  }
  const count = ranked.length === 1 ? 'the only model' : `${SUPERLATIVES[prefer]} of ${ranked.length} models`
  return {
    provider: best.provider,
    model: best.model,
    message: `It is ${count} with ${describe(needs)}.`,
    rejected,
    others: others.map(({ provider, model }) => ({ provider, model })),
  }
}

const SUPERLATIVES: Readonly<Record<ModelRoute['prefer'], string>> = {
  cheapest: 'the cheapest',
  'largest-context': 'the one with the largest context',
  smallest: 'the smallest',
  local: 'the nearest',
  first: 'the first',
}

function isSame(model: ModelInfo, ref: ModelRef): boolean {
  return model.provider === ref.provider && model.model === ref.model
}

/** @internal */
export function whatItLacks(model: ModelInfo, needs: ModelNeeds): string | undefined {
  const kind = needs.kind ?? 'chat'
  if (model.kind !== kind) return `It is no model of the kind ${kind}.`
  if (kind === 'chat' && needs.isLanguageModel !== false && !model.isLanguageModel) {
    return 'It is no language model.'
  }
  const lacking = (needs.capabilities ?? []).filter((one) => !model.capabilities.includes(one))
  if (lacking.length > 0) return `It lacks ${lacking.join(', ')}.`
  const { minContextTokens, minOutputTokens, location, maxPrice, maxDownloadBytes } = needs
  if (minContextTokens !== undefined && (model.contextTokens ?? 0) < minContextTokens) {
    return model.contextTokens === undefined
      ? 'Its context is unknown.'
      : `Its context is ${model.contextTokens} tokens.`
  }
  if (minOutputTokens !== undefined && (model.maxOutputTokens ?? 0) < minOutputTokens) {
    return model.maxOutputTokens === undefined
      ? 'Its longest answer is unknown.'
      : `Its longest answer is ${model.maxOutputTokens} tokens.`
  }
  if (location !== undefined && model.location !== location) {
    return location === 'local' ? 'Text would leave this browser.' : 'It runs in this browser.'
  }
  if (maxPrice !== undefined && model.location !== 'local') {
    if (model.price?.currency !== maxPrice.currency) return 'Its price is unknown.'
    if (priceOf(model) > maxPrice.amount) return `It costs ${priceOf(model)} ${maxPrice.currency}.`
  }
  if (
    maxDownloadBytes !== undefined &&
    !model.isDownloaded &&
    (model.downloadBytes ?? 0) > maxDownloadBytes
  ) {
    return `Its download has ${model.downloadBytes} bytes.`
  }
  return undefined
}

/** For a million tokens in and out; unknown prices last. */
function priceOf({ price, location }: ModelInfo): number {
  if (price) return price.inputPerMillion + price.outputPerMillion
  return location === 'local' ? 0 : Infinity
}

function rankOf(model: ModelInfo, prefer: ModelRoute['prefer']): number {
  switch (prefer) {
    case 'cheapest':
      return Math.min(priceOf(model), Number.MAX_VALUE)
    case 'largest-context':
      return -(model.contextTokens ?? 0)
    case 'smallest':
      return model.downloadBytes ?? (model.contextTokens ?? 1e9) * 1e6
    case 'local':
      return model.location === 'local' ? 0 : 1
    case 'first':
      return 0
    default:
      return prefer satisfies never
  }
}

function describe(needs: ModelNeeds): string {
  const parts = [
    ...(needs.capabilities ?? []),
    ...(needs.minContextTokens === undefined ? [] : [`${needs.minContextTokens} tokens of context`]),
    ...(needs.minOutputTokens === undefined ? [] : [`answers of ${needs.minOutputTokens} tokens`]),
    ...(needs.location === undefined
      ? []
      : [needs.location === 'local' ? 'no text leaving this browser' : 'a server']),
    ...(needs.maxPrice === undefined
      ? []
      : [`a price up to ${needs.maxPrice.amount} ${needs.maxPrice.currency}`]),
    ...(needs.maxDownloadBytes === undefined ? [] : [`a download up to ${needs.maxDownloadBytes} bytes`]),
  ]
  return parts.length > 0 ? parts.join(', ') : `the kind ${needs.kind ?? 'chat'}`
}
