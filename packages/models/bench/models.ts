// pnpm bench models: what our runtime costs for each streamed token, beside the raw `openai` package on the same stream
// of a local server, in Node and in a worker of Chromium. Processor time counts (of this process; of the worker's
// thread), so that other load on the machine does not; the server runs in a process of its own. One JSON line for each
// way, then the ratios and the goals. The wall time of the worker is beside it: it waits for the network too.
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { launchBrowser } from '../../../playground/e2e/browser.ts'
import { findWorkerThread, threadMicroseconds } from './thread-time.ts'
import { createWays, TOKENS } from './ways.ts'

const ROUNDS = 25
const WARM_UP = 3

interface Round {
  readonly count: number
  readonly microseconds: number
}

const folder = mkdtempSync(join(tmpdir(), 'skep-bench-'))
const child = fork(join(import.meta.dirname, 'server.ts'), [folder])
const origin = await new Promise<string>((resolve) =>
  child.once('message', (port) => resolve(`http://127.0.0.1:${Number(port)}`)),
)
try {
  const ways = createWays(`${origin}/v1`)
  const names = Object.keys(ways)
  await measure('node', names, async (name) => {
    const before = process.cpuUsage()
    const count = (await ways[name]?.()) ?? 0
    const { user, system } = process.cpuUsage(before)
    return { count, microseconds: user + system }
  })
  await measureWorker(names)
} finally {
  child.kill()
  rmSync(folder, { recursive: true })
}

async function measureWorker(names: readonly string[]): Promise<void> {
  const bundle = await rolldown({
    input: { worker: join(import.meta.dirname, 'worker.ts') },
    platform: 'browser',
    logLevel: 'silent', // `openai` stands beside our own lazy import of it
  })
  await bundle.write({ dir: folder, minify: true, chunkFileNames: '[name].js' })
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    await page.goto(origin)
    const worker = await page.evaluateHandle(() => new Worker('/worker.js', { type: 'module' }))
    const run = (name: string) =>
      worker.evaluate(
        (started, way) =>
          new Promise<{ readonly count: number; readonly milliseconds: number }>((resolve) => {
            started.onmessage = ({ data }) => resolve(data)
            started.postMessage(way)
          }),
        name,
      )
    await run('raw fetch')
    const thread = findWorkerThread()
    const walls = new Map<string, number[]>()
    await measure(thread ? 'worker' : 'worker (wall time)', names, async (name) => {
      const before = thread ? threadMicroseconds(thread) : 0
      const { count, milliseconds } = await run(name)
      walls.set(name, [...(walls.get(name) ?? []), (milliseconds * 1000) / TOKENS])
      const spent = thread ? threadMicroseconds(thread) - before : milliseconds * 1000
      return { count, microseconds: spent }
    })
    const wall = Object.fromEntries(names.map((name) => [name, rounded(median(walls.get(name) ?? []))]))
    console.log(JSON.stringify({ place: 'worker', wallUsPerToken: wall }))
  } finally {
    await browser.close()
  }
}

/** In turns, so that what changes on the machine changes for all. */
async function measure(
  place: string,
  names: readonly string[],
  run: (name: string) => Promise<Round>,
): Promise<void> {
  const times = new Map<string, number[]>(names.map((name) => [name, []]))
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const name of names) {
      const { count, microseconds } = await run(name)
      if (count !== TOKENS) throw new Error(`${name} gave ${count} of ${TOKENS} tokens.`)
      if (round >= 0) times.get(name)?.push(microseconds / TOKENS)
    }
  }
  for (const [way, all] of times) {
    console.log(
      JSON.stringify({
        place,
        way,
        tokens: TOKENS,
        rounds: ROUNDS,
        usPerToken: rounded(median(all)),
        lowest: rounded(Math.min(...all)),
        highest: rounded(Math.max(...all)),
      }),
    )
  }
  const of = (way: string): number => median(times.get(way) ?? [])
  const ratio = of('our runtime') / of('raw openai')
  const above = of('our runtime') - of('raw fetch')
  console.log(
    JSON.stringify({
      place,
      ratioToRawOpenai: rounded(ratio),
      providerToRawOpenai: rounded(of('our provider') / of('raw openai')),
      usPerTokenAboveFetch: rounded(above),
      goals: { 'at most 1.05 of raw openai': ratio <= 1.05, 'at most 10 µs per token': above <= 10 },
    }),
  )
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
