// pnpm bench embedding [WORKERS...]: how much faster passages are embedded when workers help, in Chromium on WASM, with a
// model of random weights half as large as all-MiniLM-L6, and how long a question takes meanwhile. Without numbers: the
// realm alone, two workers, and one for each core but one. One JSON line for each, `ratio` within the run.
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { CHROMIUM_ARGS, findChromium } from '../../../.ci/chromium.mjs'
import { makeTinyModel } from '../fixtures/make-tiny-model.mjs'
import { ortFolder, serveFolders } from '../src/test-server.fixture.ts'

const MODEL = 'bench/bert'
const SIZE = { hidden: 384, layers: 3 }
const TEXTS = 128
const ROUNDS = 3

const named = process.argv.slice(2).map(Number)
const cores = availableParallelism()
const workers = named.length > 0 ? named : [...new Set([0, 2, Math.min(4, Math.max(2, cores - 1))])]
const folder = mkdtempSync(join(tmpdir(), 'skep-embedding-'))
makeTinyModel(join(folder, 'models'), MODEL, SIZE)
await build({
  root: import.meta.dirname,
  configFile: false,
  logLevel: 'error',
  worker: { format: 'es' },
  build: { outDir: join(folder, 'page'), emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 99_999 },
})
const server = await serveFolders([
  ['/models/', join(folder, 'models')],
  ['/ort/', ortFolder()],
  ['/', join(folder, 'page')],
])
const browser = await chromium.launch({ executablePath: findChromium() ?? '', args: [...CHROMIUM_ARGS] })
try {
  const page = await browser.newPage()
  await page.goto(server.origin)
  await page.waitForFunction('window.measureEmbedding')
  const words = 'customer order refund policy garden train ocean bicycle school doctor music window'.split(
    ' ',
  )
  const texts = Array.from({ length: TEXTS }, (_, at) =>
    Array.from({ length: 24 }, (_, word) => words[(at * 7 + word * word) % words.length]).join(' '),
  )
  const settings = {
    modelsUrl: `${server.origin}/models/`,
    wasmUrl: `${server.origin}/ort/`,
    models: [MODEL],
    dtype: 'fp32',
    device: 'wasm',
  }
  const bench = { settings, model: MODEL, texts, workers, rounds: ROUNDS }
  const figures = (await page.evaluate((given) => window.measureEmbedding?.(given), bench)) ?? []
  const alone = median(figures[0]?.textsPerSecond ?? [])
  for (const each of figures) {
    const textsPerSecond = median(each.textsPerSecond)
    console.log(
      JSON.stringify({
        name: each.workers === 0 ? 'this realm alone' : `${each.workers} workers`,
        cores,
        textsPerSecond: Number(textsPerSecond.toFixed(1)),
        ratio: Number((textsPerSecond / alone).toFixed(2)),
        questionMs: Math.round(median(each.questionMs)),
      }),
    )
  }
} finally {
  await browser.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
