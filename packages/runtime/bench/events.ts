// What a streamed event costs over the wire, in Chromium: 100,000 chunks of text sent by a worker in one go, five times
// each way. Prints JSON lines: name, events, microsecondsPerEvent (median, least, most) from the request to the last
// event, longestStallMs (the longest that the page's main thread did not come to a timer, worst of the five).
//   batched   parcels as Skep sends them, read with `for await` from the client's `runs.events`
//   parcels   the same parcels without the client: what the batches alone cost
//   raw       one postMessage for each event
//   node packages/runtime/bench/events.ts
import { join } from 'node:path'
import { createServer } from 'vite'
import { launchBrowser } from '../../../playground/e2e/browser.ts'
import type { Figures } from './events-page.ts'

const ROUNDS = 5
const EVENTS = 100_000
const WAYS = ['batched', 'parcels', 'raw'] as const

const server = await createServer({
  configFile: false,
  root: join(import.meta.dirname, '../../..'),
  logLevel: 'error',
  appType: 'custom',
  cacheDir: 'node_modules/.vite-bench',
  optimizeDeps: { include: [], noDiscovery: true },
  plugins: [
    {
      name: 'empty-page',
      configureServer: ({ middlewares }) =>
        void middlewares.use('/bench', (_request, response) => {
          response.setHeader('content-type', 'text/html')
          response.end('<!doctype html><title>Events</title>')
        }),
    },
  ],
})
await server.listen()
const browser = await launchBrowser()
try {
  const page = await browser.newPage()
  await page.goto(`${server.resolvedUrls?.local[0]}bench`)
  const figures = new Map<string, Figures[]>()
  for (let round = 0; round <= ROUNDS; round++) {
    for (const way of WAYS) {
      const measured = await page.evaluate(
        async ([path, name, events]) => {
          const module = (await import(path)) as typeof import('./events-page.ts') // served under its own path
          return module.measure(name, events)
        },
        ['/packages/runtime/bench/events-page.ts', way, EVENTS] as const,
      )
      if (round > 0) figures.set(way, [...(figures.get(way) ?? []), measured]) // the first round warms up
    }
  }
  for (const [name, rounds] of figures) {
    const costs = rounds.map(({ milliseconds }) => (milliseconds * 1000) / EVENTS).sort((a, b) => a - b)
    console.log(
      JSON.stringify({
        name,
        events: EVENTS,
        microsecondsPerEvent: rounded(costs[Math.floor(ROUNDS / 2)]),
        least: rounded(costs[0]),
        most: rounded(costs.at(-1)),
        longestStallMs: Math.round(Math.max(...rounds.map(({ longestStallMs }) => longestStallMs))),
      }),
    )
  }
} finally {
  await browser.close()
  await server.close()
}

function rounded(value = 0): number {
  return Math.round(value * 100) / 100
}
