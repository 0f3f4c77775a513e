// How long a base of many small documents takes to open, beside one document of as many chunks, as JSON lines:
//   pnpm bench cold-open [n]
// By default 3,000 chunks of 60 words with 512 dimensions, written as ingestions write them, in a worker of Chromium. Each
// line is the best of some fresh browsers over the stored base, from nothing to the first answer: `one document`,
// `row by row` (n documents of one chunk, each row on its own) and `put together` (the same after `compact`, whose whole
// time is `compactMs`). `rows` are those that a search reads at first. Lines of `ratio` compare within this run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, preview } from 'vite'
import { launchProfile } from '../../../playground/e2e/profile.ts'
import type { Wish } from './cold-open-worker.ts'

type Figures = Readonly<Record<string, number | string>>

const OPENINGS = 5
const n = Number(process.argv[2] ?? 3_000)
const out = join(import.meta.dirname, '../../../.tools/bench-cold-open')
await build({
  configFile: false,
  root: import.meta.dirname,
  logLevel: 'error',
  base: './',
  build: {
    outDir: out,
    emptyOutDir: true,
    target: 'esnext',
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: join(import.meta.dirname, 'cold-open-worker.ts'),
      output: { entryFileNames: 'worker.js' },
    },
  },
})
writeFileSync(join(out, 'index.html'), '<!doctype html><title>Open</title><link rel="icon" href="data:,">')
const server = await preview({
  configFile: false,
  root: import.meta.dirname,
  logLevel: 'error',
  build: { outDir: out },
  preview: { port: 0 },
})
try {
  const one = await measure('one document', [{ do: 'fill', documents: 1, chunks: n }])
  const many = await measure('row by row', [{ do: 'fill', documents: n, chunks: 1 }])
  const packed = await measure('put together', [{ do: 'fill', documents: n, chunks: 1 }, { do: 'compact' }])
  console.log(JSON.stringify({ name: 'ratio', n, of: 'row by row / one document', ratio: many / one }))
  console.log(JSON.stringify({ name: 'ratio', n, of: 'put together / one document', ratio: packed / one }))
} finally {
  await server.close()
}

async function measure(name: string, steps: readonly Wish[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'skep-bench-'))
  try {
    const done: Figures[] = []
    for (const step of steps) done.push(await inBrowser(folder, step))
    const openings: Figures[] = []
    for (let at = 0; at < OPENINGS; at++) openings.push(await inBrowser(folder, { do: 'answer' }))
    openings.sort((a, b) => Number(a.coldOpenMs) - Number(b.coldOpenMs))
    const line: Figures = { name, n, ...Object.assign({}, ...done), ...openings[0] }
    console.log(JSON.stringify(line))
    return Number(line.coldOpenMs)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function inBrowser(folder: string, wish: Wish): Promise<Figures> {
  const context = await launchProfile(folder)
  try {
    const page = await context.newPage()
    page.on('console', (message) => console.error(message.text()))
    await page.goto(`${server.resolvedUrls?.local[0]}`)
    return await page.evaluate(
      async ([path, sent]) => {
        const worker = new Worker(path, { type: 'module' })
        return await new Promise<Record<string, number | string>>((resolve, reject) => {
          worker.onmessage = ({ data }) => resolve(data)
          worker.onerror = (event) => reject(new Error(event.message))
          worker.postMessage(sent)
        })
      },
      ['./worker.js', wish] as const,
    )
  } finally {
    await context.close()
  }
}
