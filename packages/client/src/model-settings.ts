import type { ModelCapability, ModelKind } from './models.ts'

/** @public */
export interface ModelRef {
  readonly provider: string
  readonly model: string
}

/** An amount of money; `currency` is an ISO 4217 code. @public */
export interface Money {
  readonly amount: number
  readonly currency: string
}

/** Per million tokens. @public */
export interface ModelPrice {
  readonly currency: string
  readonly inputPerMillion: number
  readonly outputPerMillion: number
  /** Input that the provider had in its own cache; `inputPerMillion` when absent. */
  readonly cachedInputPerMillion?: number
  /** For list prices: the day on which the maker's page was read, `2026-10-24`. */
  readonly readOn?: string
}

/** A price of one model, or of all models of a connection whose names begin like this (`gpt-4o*`). @public */
export interface ModelPriceEntry {
  /** A connection's id, or the `preset` that it was made from. Absent: any. */
  readonly provider?: string
  readonly model: string
  readonly price: ModelPrice
}

/** What a route or a choice asks of a model. Everything absent is not asked. @public */
export interface ModelNeeds {
  /** Default `chat`. */
  readonly kind?: ModelKind
  readonly capabilities?: readonly ModelCapability[]
  readonly minContextTokens?: number
  readonly minOutputTokens?: number
  /** `local`: no text leaves this browser. */
  readonly location?: 'local' | 'remote'
  /** Input and output together, for a million tokens each. */
  readonly maxPrice?: Money
  readonly maxDownloadBytes?: number
  /** True: `extractive` will not do. Default true. */
  readonly isLanguageModel?: boolean
}

/** A routing rule, as data. Apps use it as the model `id` of the provider `auto`. @public */
export interface ModelRoute {
  readonly id: string
  readonly label?: string
  readonly needs: ModelNeeds
  /**
   * Which of those that fit. `cheapest`: least money for a million tokens in and out, unknown prices last.
   * `largest-context`; `smallest`: fewest bytes or tokens of context; `local`: in this browser before elsewhere;
   * `first`: the order of `candidates`, or of the list.
   */
  readonly prefer: 'cheapest' | 'largest-context' | 'smallest' | 'local' | 'first'
  /** Only these. */
  readonly candidates?: readonly ModelRef[]
}

/** Models that take over when one fails before its first token. @public */
export interface ModelFallback {
  /** Absent: for every model without a chain of its own. */
  readonly for?: ModelRef
  readonly models: readonly ModelRef[]
}

/** Absent: no limit. @public */
export interface Budget {
  readonly money?: Money
  readonly tokens?: number
}

/** What is fixed for all apps of this namespace. @public */
export interface ModelSettings {
  /** The model of a kind (`chat`, `embedding` ...) or a task (`classification`, `title`, `summary` ...). */
  readonly defaults: Readonly<Record<string, ModelRef>>
  readonly routes: readonly ModelRoute[]
  readonly fallback: readonly ModelFallback[]
  /** Runs and days that reach it get `MODEL_BUDGET`. A day begins at midnight, local time. */
  readonly budget: { readonly perRun?: Budget; readonly perDay?: Budget }
  /** These win over the table that comes with Skep. */
  readonly prices: readonly ModelPriceEntry[]
  /** Answers to equal requests, kept. Off by default. */
  readonly cache: { readonly isOn: boolean; readonly maxBytes: number; readonly maxAgeMs: number }
}

/** @public */
export interface ModelSpend {
  readonly requests: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** One for each currency. */
  readonly costs: readonly Money[]
  /** Tokens whose price is unknown, which no money limit counts. */
  readonly unpricedTokens: number
}

/** @public */
export interface BudgetReport {
  /** The local day, `2026-11-21`. */
  readonly day: string
  readonly spent: ModelSpend
  readonly byModel: readonly (ModelRef & { readonly spent: ModelSpend })[]
  readonly limit?: Budget
  /** The limit of the day is reached. */
  readonly isReached: boolean
}

/** A choice with its reason. @public */
export interface ModelChoice extends ModelRef {
  /** One sentence, e.g. "The cheapest of 3 models that have tools and 32k context." */
  readonly message: string
  /** Models that did not fit, each with what it lacks. */
  readonly rejected: readonly (ModelRef & { readonly message: string })[]
}
