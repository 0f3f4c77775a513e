import type { Budget, ModelRef, ModelSettings, Money } from '@skep/client'
import { type JsonValue, SkepError } from '@skep/schema'

/** Small values by name, e.g. a namespace's settings. Never secrets. @public */
export interface ModelStateStore {
  get(name: string): Promise<JsonValue | null>
  set(name: string, value: JsonValue): Promise<void>
  remove(name: string): Promise<void>
}

/** Kept in memory. @internal */
export function memoryStateStore(): ModelStateStore {
  const values = new Map<string, JsonValue>()
  return {
    get: async (name) => values.get(name) ?? null,
    set: async (name, value) => void values.set(name, value),
    remove: async (name) => void values.delete(name),
  }
}

/** What holds until somebody changes it. @public */
export const DEFAULT_MODEL_SETTINGS: ModelSettings = {
  defaults: {},
  routes: [],
  fallback: [],
  budget: {},
  prices: [],
  cache: { isOn: false, maxBytes: 20_000_000, maxAgeMs: 7 * 86_400_000 },
}

const NAME = 'model-settings'

/** @internal */
export interface SettingsKeeper {
  read(): Promise<ModelSettings>
  save(changes: Partial<ModelSettings>): Promise<ModelSettings>
}

/** The settings of a namespace over its store; `initial` are the host's own, under those that people saved. @internal */
export function keepSettings(
  store: ModelStateStore,
  initial: Partial<ModelSettings> | undefined,
): SettingsKeeper {
  const base = { ...DEFAULT_MODEL_SETTINGS, ...initial }
  let last: Promise<unknown> = Promise.resolve()
  async function read(): Promise<ModelSettings> {
    const saved = ((await store.get(NAME)) ?? {}) as Partial<ModelSettings> // written below and nowhere else
    return { ...base, ...saved }
  }
  return {
    read,
    save(changes) {
      checkSettings(changes)
      // One after the other: two changes at once must not lose one.
      const saved = last.then(async () => {
        const next = { ...(await read()), ...changes }
        await store.set(NAME, next as unknown as JsonValue) // ModelSettings is plain JSON
        return next
      })
      last = saved.catch(() => undefined) // told to whoever asked for the change
      return saved
    },
  }
}

/** @throws `CALL_INVALID` naming the field that does not fit */
function checkSettings(changes: Partial<ModelSettings>): void {
  for (const field of Object.keys(changes)) {
    if (!Object.hasOwn(DEFAULT_MODEL_SETTINGS, field)) throw invalid(field, 'is no model setting')
  }
  const { defaults, routes, fallback, budget, prices, cache } = changes
  for (const [name, ref] of Object.entries(defaults ?? {})) checkRef(ref, `defaults.${name}`)
  const ids = new Set<string>()
  for (const [index, route] of (routes ?? []).entries()) {
    const field = `routes.${index}`
    if (typeof route.id !== 'string' || route.id.trim() === '') throw invalid(field, 'needs an id')
    if (ids.has(route.id)) throw invalid(field, 'has an id that another route has')
    ids.add(route.id)
    if (!['cheapest', 'largest-context', 'smallest', 'local', 'first'].includes(route.prefer)) {
      throw invalid(`${field}.prefer`, 'is none that exists')
    }
    for (const ref of route.candidates ?? []) checkRef(ref, `${field}.candidates`)
  }
  for (const [index, chain] of (fallback ?? []).entries()) {
    if (chain.for) checkRef(chain.for, `fallback.${index}.for`)
    for (const ref of chain.models) checkRef(ref, `fallback.${index}.models`)
  }
  checkBudget(budget?.perRun, 'budget.perRun')
  checkBudget(budget?.perDay, 'budget.perDay')
  for (const [index, { model, price }] of (prices ?? []).entries()) {
    if (typeof model !== 'string' || model === '') throw invalid(`prices.${index}`, 'needs a model')
    checkAmount(price.inputPerMillion, `prices.${index}.price.inputPerMillion`)
    checkAmount(price.outputPerMillion, `prices.${index}.price.outputPerMillion`)
  }
  if (cache) {
    checkAmount(cache.maxBytes, 'cache.maxBytes')
    checkAmount(cache.maxAgeMs, 'cache.maxAgeMs')
  }
}

function checkRef(ref: ModelRef, field: string): void {
  if (typeof ref?.provider !== 'string' || typeof ref.model !== 'string') {
    throw invalid(field, 'names no model by provider and model')
  }
}

function checkBudget(budget: Budget | undefined, field: string): void {
  if (budget?.tokens !== undefined) checkAmount(budget.tokens, `${field}.tokens`)
  if (budget?.money !== undefined) checkMoney(budget.money, `${field}.money`)
}

function checkMoney({ amount, currency }: Money, field: string): void {
  checkAmount(amount, field)
  if (!/^[A-Z]{3}$/.test(currency)) throw invalid(`${field}.currency`, 'is no currency code such as USD')
}

function checkAmount(amount: number, field: string): void {
  if (typeof amount !== 'number' || !Number.isFinite(amount) || amount < 0) {
    throw invalid(field, 'is no number from 0 up')
  }
}

function invalid(field: string, what: string): SkepError {
  return new SkepError('CALL_INVALID', `The model setting "${field}" ${what}.`, { field })
}
