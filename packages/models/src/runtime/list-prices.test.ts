import type { ModelPart } from '@skep/client'
import { expect, it } from 'vitest'
import { hostProvider } from '../host/host-provider.ts'
import { OPENAI_PRESETS } from '../openai/presets.ts'
import { LIST_PRICES } from './list-prices.ts'
import { createModelRuntime, type ModelRuntime } from './model-runtime.ts'
import { findPrice } from './prices.ts'

const priceOf = (model: string, ...names: readonly string[]): number | undefined =>
  findPrice(LIST_PRICES, model, names)?.inputPerMillion

it('a list price holds for a model and its dated snapshots, and for nothing that only begins like it', () => {
  expect(priceOf('gpt-5-mini')).toBe(0.25)
  expect(priceOf('gpt-5-mini-2025-08-07')).toBe(0.25)
  expect(priceOf('claude-haiku-4-5-20251001')).toBe(1)
  for (const unknown of ['gpt-5-turbo', 'gpt-4o-audio-preview', 'gpt-5.9', 'claude-opus', 'deepseek-chat'])
    expect(priceOf(unknown)).toBe(undefined)
})

it('a model that many servers run has the price of the one that is asked', () => {
  expect(priceOf('openai/gpt-oss-120b', 'ours', 'groq')).toBe(0.15)
  expect(priceOf('openai/gpt-oss-120b', 'ours', 'openrouter')).toBe(undefined)
})

it('each entry says the day on which it was read, in order and above nothing', () => {
  const presets = new Set<string | undefined>(OPENAI_PRESETS.map(({ id }) => id))
  const names = LIST_PRICES.map(({ provider, model }) => JSON.stringify([provider, model]))
  expect(new Set(names).size).toBe(names.length)
  for (const { provider, price } of LIST_PRICES) {
    expect(price.readOn).toMatch(/^20\d\d-\d\d-\d\d$/)
    expect(price.inputPerMillion).toBeGreaterThan(0)
    expect(price.cachedInputPerMillion ?? 0).toBeLessThan(price.inputPerMillion)
    if (provider !== undefined) expect(presets).toContain(provider)
  }
})

async function ask(runtime: ModelRuntime, model: string): Promise<ModelPart | undefined> {
  let last: ModelPart | undefined
  const messages = [{ role: 'user', content: 'x' }] as const
  for await (const part of runtime.chat({ provider: 'ours', model, messages })) last = part
  return last
}

function runtimeWith(options: Parameters<typeof createModelRuntime>[0] = {}): ModelRuntime {
  return createModelRuntime({
    ...options,
    hostModels: [
      hostProvider({
        id: 'ours',
        models: ['gpt-5-mini', 'house'],
        async *chat() {
          yield { type: 'finish', reason: 'stop', usage: { inputTokens: 1_000_000, outputTokens: 500_000 } }
        },
      }),
    ],
  })
}

it('a model without a price has no cost, never one of nothing, and its tokens are told apart', async () => {
  const runtime = runtimeWith()
  expect(await ask(runtime, 'gpt-5-mini')).toMatchObject({
    usage: { cost: { amount: 1.25, currency: 'USD' } },
  })
  const unpriced = await ask(runtime, 'house')
  expect(unpriced?.type === 'finish' && 'cost' in unpriced.usage).toBe(false)
  const { spent } = await runtime.budget()
  expect([spent.costs, spent.unpricedTokens]).toEqual([[{ amount: 1.25, currency: 'USD' }], 1_500_000])
  const listed = await runtime.list()
  expect(listed.find(({ model }) => model === 'gpt-5-mini')?.price).toMatchObject({ readOn: '2026-10-03' })
  expect(listed.find(({ model }) => model === 'house')?.price).toBe(undefined)
})

it('the host replaces the table, and what people set wins over both', async () => {
  const price = { currency: 'EUR', inputPerMillion: 1, outputPerMillion: 1 }
  const runtime = runtimeWith({ prices: [{ model: 'house', price }] })
  expect((await ask(runtime, 'house'))?.type === 'finish' && (await ask(runtime, 'house'))).toMatchObject({
    usage: { cost: { amount: 1.5, currency: 'EUR' } },
  })
  const old = await ask(runtime, 'gpt-5-mini')
  expect(old?.type === 'finish' && 'cost' in old.usage).toBe(false)
  await runtime.saveSettings({ prices: [{ model: 'house', price: { ...price, inputPerMillion: 3 } }] })
  expect(await ask(runtime, 'house')).toMatchObject({ usage: { cost: { amount: 3.5, currency: 'EUR' } } })
})
