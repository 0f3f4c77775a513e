// pnpm bench models: what our runtime costs for each streamed token, beside the raw `openai` package on the same stream
// of a local server. Processor time of this process counts, so that other load on the machine does not; the server runs
// in a process of its own. One JSON line for each way, then the ratios and the goals.
import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OpenAI } from 'openai'
import { createModelRuntime, openAiProvider } from '../src/index.ts'

const TOKENS = 2_000
const ROUNDS = 25

if (process.argv[2] === 'serve') serve()
else await measure()

function serve(): void {
  const chunk = (choice: object): string =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, ...choice }] })}\n\n`
  const tokens = Array.from({ length: TOKENS }, (_, at) =>
    chunk({ delta: { content: ` word${at % 97}` }, finish_reason: null }),
  )
  const usage = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 3, completion_tokens: TOKENS, total_tokens: TOKENS + 3 } })}\n\n`
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    let at = 0
    // Eight tokens in a piece, as a quick server's packets bring them.
    const send = (): void => {
      if (at >= TOKENS) {
        response.end(`${chunk({ delta: {}, finish_reason: 'stop' })}${usage}data: [DONE]\n\n`)
        return
      }
      response.write(tokens.slice(at, at + 8).join(''))
      at += 8
      setImmediate(send)
    }
    send()
  })
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port)) // a TCP server's address
}

async function measure(): Promise<void> {
  const child = fork(import.meta.filename, ['serve'])
  const port = await new Promise<number>((resolve) =>
    child.once('message', (message) => resolve(Number(message))),
  )
  const baseUrl = `http://127.0.0.1:${port}/v1`
  const messages = [{ role: 'user', content: 'Count.' }] as const
  const client = new OpenAI({ apiKey: 'none', baseURL: baseUrl, maxRetries: 0 })
  const runtime = createModelRuntime({
    providers: [{ id: 'ours', type: 'openai', settings: { baseUrl, models: ['m'] } }],
    factories: [openAiProvider()],
  })
  const provider = openAiProvider().create(
    { id: 'ours', type: 'openai', settings: { baseUrl, models: ['m'] } },
    { key: async () => undefined, fetch: globalThis.fetch },
  )
  const { signal } = new AbortController()
  const request = { provider: 'ours', model: 'm', messages }

  const ways: Readonly<Record<string, () => Promise<number>>> = {
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
  const times = new Map<string, number[]>()
  for (let round = -3; round < ROUNDS; round++) {
    // In turns, so that what changes on the machine changes for all.
    for (const [name, run] of Object.entries(ways)) {
      const before = process.cpuUsage()
      const count = await run()
      const { user, system } = process.cpuUsage(before)
      if (count !== TOKENS) throw new Error(`${name} gave ${count} of ${TOKENS} tokens.`)
      if (round >= 0) times.set(name, [...(times.get(name) ?? []), (user + system) / TOKENS])
    }
  }
  const medians = Object.fromEntries(
    [...times].map(([name, all]) => [
      name,
      all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN,
    ]),
  )
  const rounded = (value: number): number => Math.round(value * 100) / 100
  for (const [name, all] of times) {
    console.log(
      JSON.stringify({
        way: name,
        tokens: TOKENS,
        rounds: ROUNDS,
        usPerToken: rounded(medians[name] ?? 0),
        lowest: rounded(all[0] ?? 0),
        highest: rounded(all.at(-1) ?? 0),
      }),
    )
  }
  const floor = medians['raw fetch'] ?? 0
  const ours = medians['our runtime'] ?? 0
  const raw = medians['raw openai'] ?? 0
  const ratio = ours / raw
  const above = ours - floor
  console.log(
    JSON.stringify({
      ratioToRawOpenai: rounded(ratio),
      providerToRawOpenai: rounded((medians['our provider'] ?? 0) / raw),
      usPerTokenAboveFetch: rounded(above),
      goals: { 'at most 1.05 of raw openai': ratio <= 1.05, 'at most 10 µs per token': above <= 10 },
    }),
  )
  child.kill()
  await runtime.dispose()
}
