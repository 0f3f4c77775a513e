import type { ModelPart, ProviderConfig } from '@skep/client'
import { SkepError } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import type { ModelProvider } from '../provider.ts'
import { createModelRuntime } from './model-runtime.ts'

function runtimeOf(provider: Partial<ModelProvider>, limits: ProviderConfig['limits'] = {}) {
  return createModelRuntime({
    factories: [{ type: 'test', create: () => ({ list: async () => [], ...provider }) }],
    providers: [{ id: 'ours', type: 'test', settings: {}, limits }],
  })
}

const request = { provider: 'ours', model: 'm', messages: [] }

async function collect(parts: AsyncIterable<ModelPart>): Promise<ModelPart[]> {
  const all: ModelPart[] = []
  for await (const part of parts) all.push(part)
  return all
}

describe('time limits', () => {
  it.each([
    ['total', { totalTimeoutMs: 60, idleTimeoutMs: 1000 }],
    ['first-token', { firstTokenTimeoutMs: 20, totalTimeoutMs: 5000, retries: 0 }],
  ] as const)('tell that it was the %s limit', async (phase, limits) => {
    const runtime = runtimeOf(
      {
        async *chat() {
          if (phase === 'first-token') await new Promise(() => undefined)
          for (;;) {
            yield { type: 'text', text: '.' }
            await new Promise((resolve) => setTimeout(resolve, 5))
          }
        },
      },
      limits,
    )
    await expect(collect(runtime.chat(request))).rejects.toMatchObject({
      code: 'MODEL_TIMEOUT',
      data: { phase },
    })
  })
})

describe('a call with one answer', () => {
  const rank = { provider: 'ours', model: 'm', query: 'q', documents: ['d'] }

  it('is stopped at once by its signal, and the provider hears of it', async () => {
    let heard: AbortSignal | undefined
    const runtime = runtimeOf({
      async rerank(_request, { signal }) {
        heard = signal
        return new Promise(() => undefined)
      },
    })
    const stopping = new AbortController()
    const ranked = runtime.rerank(rank, { signal: stopping.signal })
    await expect.poll(() => heard).toBeDefined()
    stopping.abort()
    await expect(ranked).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    expect(heard?.aborted).toBe(true)
    await expect(runtime.rerank(rank, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CALL_ABORTED',
    })
  })

  it('ends with MODEL_TIMEOUT when it takes longer than the connection allows', async () => {
    const runtime = runtimeOf({ speak: () => new Promise(() => undefined) }, { totalTimeoutMs: 30 })
    await expect(runtime.speak({ provider: 'ours', model: 'm', text: 'x' })).rejects.toMatchObject({
      code: 'MODEL_TIMEOUT',
      data: { phase: 'total', limitMs: 30 },
    })
  })
})

describe('a question that waits for its turn', () => {
  it('leaves the queue when it is stopped, and the next one goes on', async () => {
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const runtime = runtimeOf(
      {
        async *chat() {
          await held
          yield { type: 'text', text: 'ok' }
        },
      },
      { maxConcurrent: 1 },
    )
    const first = collect(runtime.chat(request))
    const controller = new AbortController()
    const second = collect(runtime.chat(request, { signal: controller.signal }))
    const third = collect(runtime.chat(request))
    setTimeout(() => controller.abort(), 10)
    await expect(second).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    release()
    expect((await first)[0]).toEqual({ type: 'text', text: 'ok' })
    expect((await third)[0]).toEqual({ type: 'text', text: 'ok' })
  })
})

describe('trying a connection', () => {
  const config: ProviderConfig = { id: 'new', type: 'test', settings: { models: ['small'] } }
  it.each([
    ['MODEL_AUTH', {}, 'key-missing'],
    ['MODEL_RATE_LIMIT', {}, 'rate-limit'],
    ['MODEL_RATE_LIMIT', { isFinal: true }, 'quota'],
    ['MODEL_NETWORK', { hint: 'cors' }, 'cors'],
    ['MODEL_NETWORK', { hint: 'mixed-content' }, 'mixed-content'],
    ['MODEL_NETWORK', {}, 'address'],
    ['MODEL_SERVER', {}, 'server'],
    ['MODEL_TIMEOUT', {}, 'timeout'],
    ['MODEL_NOT_FOUND', { cause: 'path' }, 'path'],
  ] as const)('tells what %s %j means, with a hint', async (code, data, cause) => {
    const runtime = runtimeOf({ test: async () => Promise.reject(new SkepError(code, 'It failed.', data)) })
    const report = await runtime.testConnection(config)
    expect(report).toMatchObject({ ok: false, cause, error: { code } })
    expect(report.hint).toMatch(/ .*\.$/)
  })

  it('tells a model that the server does not have, whatever folder or tag it writes', async () => {
    const names = async (there: string[]) =>
      (await runtimeOf({ test: async () => there }).testConnection(config)).cause
    expect(await names(['other'])).toBe('model-unknown')
    expect(await names(['models/small'])).toBeUndefined()
    expect(await names(['small:latest'])).toBeUndefined()
  })
})

describe('counting tokens', () => {
  it('is exact for models whose table is known, and marked as an estimate for others', async () => {
    const runtime = createModelRuntime()
    expect(await runtime.countTokens('hello world', 'gpt-4o-mini')).toEqual({ tokens: 2, isEstimate: false })
    expect(await runtime.countTokens('hello world', 'llama3.2')).toEqual({ tokens: 3, isEstimate: true })
  })
})
