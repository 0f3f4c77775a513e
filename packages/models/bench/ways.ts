import { OpenAI } from 'openai'
import { createModelRuntime, openAiProvider } from '../src/index.ts'

/** Of one answer. */
export const TOKENS = 2_000

/** The same answer in four ways; each gives how many tokens it saw. */
export type Ways = Readonly<Record<string, () => Promise<number>>>

export function createWays(baseUrl: string): Ways {
  const messages = [{ role: 'user', content: 'Count.' }] as const
  const client = new OpenAI({
    apiKey: 'none',
    baseURL: baseUrl,
    maxRetries: 0,
    dangerouslyAllowBrowser: true,
  })
  const config = { id: 'ours', type: 'openai', settings: { baseUrl, models: ['m'] } }
  const runtime = createModelRuntime({ providers: [config], factories: [openAiProvider()] })
  const provider = openAiProvider().create(config, {
    key: async () => undefined,
    fetch: (input, init) => globalThis.fetch(input, init),
  })
  const { signal } = new AbortController()
  const request = { provider: 'ours', model: 'm', messages }
  return {
    'raw fetch': async () => {
      const response = await fetch(`${baseUrl}/chat/completions`, { method: 'POST', body: '{}' })
      const reader = response.body?.getReader()
      let bytes = 0
      for (let step = await reader?.read(); step && !step.done; step = await reader?.read())
        bytes += step.value.length
      return bytes > 0 ? TOKENS : 0
    },
    'raw openai': async () => {
      let count = 0
      const stream = await client.chat.completions.create({
        model: 'm',
        messages: [...messages],
        stream: true,
        stream_options: { include_usage: true },
      })
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content) count++
      return count
    },
    'our provider': async () => {
      let count = 0
      for await (const part of provider.chat?.(request, { signal }) ?? []) if (part.type === 'text') count++
      return count
    },
    'our runtime': async () => {
      let count = 0
      for await (const part of runtime.chat(request, { signal })) if (part.type === 'text') count++
      return count
    },
  }
}
