import type { Budget, BudgetReport, ModelRef, ModelSettings, ModelSpend, Usage } from '@skep/client'
import type { ClockPort } from '@skep/engine'
import { type JsonValue, SkepError } from '@skep/schema'
import type { ModelStateStore } from './settings.ts'

const NAME = 'model-spend'
/** What a run has spent is kept until it ends: it may go on in another worker, days later. */
const nameOfRun = (runId: string): string => `${NAME}:${runId}`

/** @internal */
export const NOTHING: ModelSpend = {
  requests: 0,
  inputTokens: 0,
  outputTokens: 0,
  costs: [],
  unpricedTokens: 0,
}

type ByModel = readonly (ModelRef & { readonly spent: ModelSpend })[]

interface Day {
  readonly day: string
  readonly byModel: ByModel
}

/** Counts what models cost, by run and by day. @internal */
export interface BudgetKeeper {
  /**
   * How many more tokens the tightest token limit allows; Infinity without one.
   * @throws `MODEL_BUDGET` when a limit is reached.
   */
  check(limits: ModelSettings['budget'], runId: string | undefined): Promise<number>
  record(
    ref: ModelRef,
    usage: Usage,
    how: { readonly runId?: string | undefined; readonly isFree: boolean },
  ): void
  report(limits: ModelSettings['budget']): Promise<BudgetReport>
  /** The run has ended. */
  forget(runId: string): Promise<void>
}

/** @internal */
export function keepBudget(store: ModelStateStore, clock: ClockPort): BudgetKeeper {
  const runs = new Map<string, ModelSpend>()
  let last: Promise<unknown> = Promise.resolve()

  async function spentBy(runId: string): Promise<ModelSpend> {
    const known = runs.get(runId)
    if (known) return known
    const saved = (await store.get(nameOfRun(runId))) as unknown as ModelSpend | null // written below and nowhere else
    return saved ?? NOTHING
  }

  async function keepRun(runId: string, spent: ModelSpend): Promise<void> {
    const after = addSpend(await spentBy(runId), spent)
    runs.set(runId, after)
    await store.set(nameOfRun(runId), after as unknown as JsonValue) // plain JSON
  }

  async function keepDay(ref: ModelRef, spent: ModelSpend): Promise<void> {
    const { day, byModel } = await today()
    await store.set(NAME, { day, byModel: withSpend(byModel, ref, spent) } as unknown as JsonValue) // plain JSON
  }

  async function today(): Promise<Day> {
    const day = localDay(clock.now())
    const saved = (await store.get(NAME)) as unknown as Day | null // written below and nowhere else
    return saved?.day === day ? saved : { day, byModel: [] }
  }

  return {
    async check({ perRun, perDay }, runId) {
      let left = Infinity
      if (perRun || perDay) await last // what was just spent counts
      if (perRun && runId !== undefined) {
        left = Math.min(left, tokensLeft(perRun, await spentBy(runId), 'run'))
      }
      if (perDay) {
        left = Math.min(left, tokensLeft(perDay, sumOf((await today()).byModel), 'day'))
      }
      return left
    },
    record(ref, usage, { runId, isFree }) {
      const spent = spendOf(usage, isFree)
      // A store that is full must not take an answer away.
      if (runId !== undefined) last = last.then(() => keepRun(runId, spent)).catch(() => undefined)
      last = last.then(() => keepDay(ref, spent)).catch(() => undefined)
    },
    async forget(runId) {
      await last
      runs.delete(runId)
      await store.remove(nameOfRun(runId))
    },
    async report({ perDay }) {
      await last
      const { day, byModel } = await today()
      const spent = sumOf(byModel)
      return {
        day,
        spent,
        byModel,
        ...(perDay === undefined ? {} : { limit: perDay }),
        isReached: perDay !== undefined && reachedLimit(perDay, spent) !== undefined,
      }
    },
  }
}

function tokensLeft(limit: Budget, spent: ModelSpend, of: 'run' | 'day'): number {
  const reached = reachedLimit(limit, spent)
  if (reached) {
    const what = of === 'run' ? 'This run' : 'Today'
    throw new SkepError(
      'MODEL_BUDGET',
      `${what} has used up what may be spent on models (${reached}). Raise the limit in the model settings${of === 'day' ? ' or go on tomorrow' : ''}.`,
      {
        of,
        limit: {
          ...(limit.tokens === undefined ? {} : { tokens: limit.tokens }),
          ...(limit.money ? { money: { ...limit.money } } : {}),
        },
      },
    )
  }
  return limit.tokens === undefined ? Infinity : limit.tokens - tokensOf(spent)
}

function reachedLimit({ money, tokens }: Budget, spent: ModelSpend): string | undefined {
  if (tokens !== undefined && tokensOf(spent) >= tokens) return `${tokens} tokens`
  const cost = money && (spent.costs.find(({ currency }) => currency === money.currency)?.amount ?? 0)
  if (money && cost !== undefined && cost >= money.amount) return `${money.amount} ${money.currency}`
  return undefined
}

function tokensOf({ inputTokens, outputTokens }: ModelSpend): number {
  return inputTokens + outputTokens
}

function spendOf(usage: Usage, isFree: boolean): ModelSpend {
  const inputTokens = usage.inputTokens ?? 0
  const outputTokens = usage.outputTokens ?? 0
  return {
    requests: 1,
    inputTokens,
    outputTokens,
    costs: usage.cost ? [usage.cost] : [],
    unpricedTokens: usage.cost || isFree ? 0 : inputTokens + outputTokens,
  }
}

/** @internal */
export function addSpend(left: ModelSpend, right: ModelSpend): ModelSpend {
  const costs = new Map(left.costs.map(({ currency, amount }) => [currency, amount]))
  for (const { currency, amount } of right.costs) costs.set(currency, (costs.get(currency) ?? 0) + amount)
  return {
    requests: left.requests + right.requests,
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    costs: [...costs].map(([currency, amount]) => ({ amount, currency })),
    unpricedTokens: left.unpricedTokens + right.unpricedTokens,
  }
}

function withSpend(byModel: ByModel, { provider, model }: ModelRef, spent: ModelSpend): ByModel {
  const isSame = (one: ModelRef): boolean => one.provider === provider && one.model === model
  const before = byModel.find(isSame)?.spent ?? NOTHING
  return [...byModel.filter((one) => !isSame(one)), { provider, model, spent: addSpend(before, spent) }]
}

function sumOf(byModel: ByModel): ModelSpend {
  return byModel.reduce((sum, { spent }) => addSpend(sum, spent), NOTHING)
}

function localDay(nowMs: number): string {
  const date = new Date(nowMs)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
