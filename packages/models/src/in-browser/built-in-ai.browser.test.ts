import type { ModelPart, ModelRequest } from '@skep/client'
import { describe, expect, it } from 'vitest'
import { hostProvider } from '../host/host-provider.ts'
import { builtInAi, type LanguageModelApi } from './built-in-ai.ts'

/** As browsers do: signals are obeyed, a download is told of, a destroyed session refuses. */
class StandIn implements LanguageModelApi {
  state = 'available'
  words = ['hello ', 'from ', 'the ', 'browser']
  isEndless = false
  readonly log: unknown[] = []

  async availability(): Promise<string> {
    return this.state
  }
  async create(given: {
    readonly initialPrompts?: unknown
    readonly signal?: AbortSignal
    readonly monitor?: (monitor: EventTarget) => void
  }) {
    given.signal?.throwIfAborted()
    const monitor = new EventTarget()
    given.monitor?.(monitor)
    for (const loaded of [0, 0.5, 1])
      monitor.dispatchEvent(new ProgressEvent('downloadprogress', { loaded, total: 1 }))
    this.state = 'available'
    this.log.push({ create: given.initialPrompts })
    return {
      promptStreaming: (
        input: unknown,
        options: { signal?: AbortSignal; responseConstraint?: unknown } = {},
      ) => {
        this.log.push({ prompt: input, constraint: options.responseConstraint })
        let at = 0
        return new ReadableStream<string>({
          start: (controller) =>
            options.signal?.addEventListener('abort', () => controller.error(options.signal?.reason)),
          pull: (controller) => {
            const word = this.isEndless ? 'word ' : this.words[at]
            at += 1
            if (word === undefined) controller.close()
            else controller.enqueue(word)
          },
        })
      },
      destroy: () => this.log.push('destroy'),
    }
  }
}

async function ask(api: StandIn, more: Partial<ModelRequest> = {}, signal = new AbortController().signal) {
  const { provider } = hostProvider(builtInAi({ api: () => api }))
  const messages = [{ role: 'user', content: 'hello' }] as const
  const parts: ModelPart[] = []
  const request = { provider: 'browser', model: 'built-in', messages, ...more }
  for await (const part of provider.chat?.(request, { signal }) ?? []) parts.push(part)
  return parts
}

const FINISH = { type: 'finish', reason: 'stop', usage: {} }

describe("the browser's own model", () => {
  it('is unavailable in this Chromium, which has the API, and says what to do', async () => {
    expect(typeof Reflect.get(globalThis, 'LanguageModel')).toBe('function')
    const model = builtInAi()
    expect(await model.availability()).toBe('unavailable')
    await expect(model.download()).rejects.toMatchObject({ code: 'MODEL_CAPABILITY' })
  })

  it('is unavailable where there is no such API', async () => {
    expect(await builtInAi({ api: () => undefined }).availability()).toBe('unavailable')
  })

  it('answers in a session of its own, with the conversation before it and a schema', async () => {
    const api = new StandIn()
    const schema = { type: 'object' }
    const parts = await ask(api, {
      messages: [
        { role: 'system', content: 'be short' },
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'user', content: 'c' },
      ],
      responseFormat: { type: 'json-schema', name: 'x', schema },
    })
    expect(parts).toEqual([...api.words.map((text) => ({ type: 'text', text })), FINISH])
    expect(api.log).toEqual([
      {
        create: [
          { role: 'system', content: 'be short' },
          { role: 'user', content: 'a' },
          { role: 'assistant', content: 'b' },
        ],
      },
      { prompt: [{ role: 'user', content: 'c' }], constraint: schema },
      'destroy',
    ])
  })

  it('ends at a stop text', async () => {
    const parts = await ask(new StandIn(), { stop: ['the b'] })
    expect(parts).toEqual([{ type: 'text', text: 'hello ' }, { type: 'text', text: 'from ' }, FINISH])
  })

  it('stops on abort and gives its session back', async () => {
    const api = new StandIn()
    api.isEndless = true
    const controller = new AbortController()
    const { provider } = hostProvider(builtInAi({ api: () => api }))
    const request = {
      provider: 'browser',
      model: 'built-in',
      messages: [{ role: 'user', content: 'x' }],
    } as const
    let count = 0
    const reading = (async () => {
      for await (const _ of provider.chat?.(request, controller) ?? []) if (++count === 3) controller.abort()
    })()
    await expect(reading).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    expect(count).toBe(3)
    expect(api.log.at(-1)).toBe('destroy')
  })

  it('tells how far its download is', async () => {
    const api = new StandIn()
    api.state = 'downloadable'
    const model = builtInAi({ api: () => api })
    const shares: number[] = []
    expect(await model.availability()).toBe('downloadable')
    await model.download({ onProgress: (share) => shares.push(share) })
    expect(shares).toEqual([0, 0.5, 1])
    expect(await model.availability()).toBe('available')
    await expect(model.download({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CALL_ABORTED',
    })
  })

  it('tells a conversation that is too long from a failure', async () => {
    const fails = async (error: Error): Promise<ModelPart[]> => {
      const api = new StandIn()
      api.create = () => Promise.reject(error)
      return ask(api)
    }
    await expect(fails(new DOMException('x', 'QuotaExceededError'))).rejects.toMatchObject({
      code: 'MODEL_BAD_REQUEST',
    })
    await expect(fails(new Error('x'))).rejects.toMatchObject({ code: 'MODEL_SERVER' })
  })
})
