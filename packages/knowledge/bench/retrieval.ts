// The vector index in a worker of Chromium, over IndexedDB, beside other libraries that run in a page, as JSON lines:
//   pnpm bench retrieval [n ...] [--only=name,name]
// By default 10,000, 50,000 and 100,000 vectors of 384 dimensions around 1,000 centres. A line for each index: name, n,
// buildMs (vectors given), p50Ms and p95Ms of warm questions, recall (at 10, by 50 questions), rssMb (what the pages hold
// after the build more than before it, less the bench's own vectors), coldOpenMs (a new browser over the stored index,
// from nothing to the first answer). `skep` stores codes and floats as an ingestion does and answers from codes alone at
// first (recallOfCodes). A peer that builds for more than a minute prints `skipped`. `memory pass`: one core reads the
// floats once. Lines of `ratio` compare within this run.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import loadWabt from 'wabt'
import { launchProfile } from '../../../playground/e2e/profile.ts'
import { serveWorkerPage } from '../../../playground/e2e/worker-page.ts'
import { readCollection } from './collection.ts'
import type { Wish } from './retrieval-worker.ts'

const NAMES = ['skep', 'skep in plain JavaScript', 'orama', 'voy', 'client-vector-search', 'hnswlib-wasm']
/** Questions to each: the slow ones are asked less often. */
const QUERIES: Readonly<Record<string, number>> = { skep: 400 }
const FEWER_QUERIES = 30
/** Opened again; the others store nothing that a page could open. */
const KEEPING: ReadonlySet<string> = new Set(['skep', 'orama', 'voy', 'client-vector-search'])
const DATA = join(import.meta.dirname, '../../../../shared/data')

const PASS = `(module
  (memory (export "memory") 1)
  (func (export "read") (param $at i32) (param $end i32) (result i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $next
      (local.set $a (v128.xor (local.get $a) (v128.load (local.get $at))))
      (local.set $b (v128.xor (local.get $b) (v128.load offset=16 (local.get $at))))
      (local.set $c (v128.xor (local.get $c) (v128.load offset=32 (local.get $at))))
      (local.set $d (v128.xor (local.get $d) (v128.load offset=48 (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (i32x4.extract_lane 0
      (v128.xor (v128.xor (local.get $a) (local.get $b)) (v128.xor (local.get $c) (local.get $d))))))`

type BrowserContext = Awaited<ReturnType<typeof launchProfile>>
type Figures = Readonly<Record<string, number | string | boolean>>

const words = process.argv.slice(2)
const only = words.find((word) => word.startsWith('--only='))?.slice('--only='.length)
const names = only ? NAMES.filter((name) => only.split(',').includes(name)) : NAMES
const sizes = words.map(Number).filter((size) => size > 0)
const wabt = await loadWabt()
const pass = [...wabt.parseWat('pass.wat', PASS, { simd: true }).toBinary({}).buffer]

const server = await serveWorkerPage(join(import.meta.dirname, 'retrieval-worker.ts'), 'bench-retrieval')
try {
  for (const n of sizes.length > 0 ? sizes : [10_000, 50_000, 100_000]) await measureSize(n)
  await measureTexts()
} finally {
  await server.close()
}

async function measureSize(n: number): Promise<void> {
  const lines = new Map<string, Figures>()
  const passBefore = await withPage((ask) => ask({ do: 'pass', n, module: pass }))
  for (const name of names) {
    const figures = await measure(name, n)
    lines.set(name, figures)
    print({ name, n, ...figures })
  }
  const passAfter = await withPage((ask) => ask({ do: 'pass', n, module: pass }))
  const passMs = Math.min(Number(passBefore.passMs), Number(passAfter.passMs))
  print({ name: 'memory pass', n, p50Ms: passMs })
  const [own, slow] = [lines.get('skep'), lines.get('orama')]
  if (!own) return
  const [p50, p95] = [Number(own.p50Ms), Number(own.p95Ms)]
  print({ name: 'ratio', n, of: 'skep p50 / memory pass', ratio: p50 / passMs })
  print({ name: 'ratio', n, of: 'skep p95 / skep p50', ratio: p95 / p50 })
  if (slow?.p50Ms) print({ name: 'ratio', n, of: 'orama p50 / skep p50', ratio: Number(slow.p50Ms) / p50 })
}

/** In a browser with a profile of its own, which is closed before it opens again what was kept. */
async function measure(name: string, n: number): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'skep-bench-'))
  try {
    const figures = await withPage((ask, context) => measureWarm(ask, context, name, n), folder)
    if (figures.skipped || !KEEPING.has(name)) return figures
    if (figures.notKept) return figures
    const { coldOpenMs, recall, failed } = await withPage((ask) => ask({ do: 'open', name, n }), folder)
    return {
      ...figures,
      ...(coldOpenMs === undefined ? {} : { coldOpenMs }),
      ...(recall === undefined ? {} : { recallOfCodes: recall }),
      ...(failed === undefined ? {} : { failed }),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureWarm(ask: Ask, context: BrowserContext, name: string, n: number): Promise<Figures> {
  const emptyMb = await renderersMb(context)
  const built = await ask({ do: 'build', name, n })
  if (built.outcome === 'late') return { skipped: 'building took more than 60 s' }
  if (built.failed) return { skipped: built.failed }
  const fullMb = await renderersMb(context)
  const asked = await ask({ do: 'ask', queries: QUERIES[name] ?? FEWER_QUERIES })
  const kept: Figures = KEEPING.has(name) ? await ask({ do: 'keep' }) : {}
  return {
    buildMs: Number(built.buildMs),
    ...asked,
    ...(emptyMb === null || fullMb === null ? {} : { rssMb: fullMb - emptyMb - (n * 384 * 4) / 1024 / 1024 }),
    ...(kept.failed ? { notKept: kept.failed } : {}),
  }
}

/** Vectors of the built-in embedder over the sentences of real collections, where those are at hand. */
async function measureTexts(): Promise<void> {
  if (only || !existsSync(join(DATA, 'cisi'))) return
  const texts = ['cisi', 'med'].flatMap((folder) =>
    readCollection(join(DATA, folder)).documents.flatMap(({ body }) =>
      body.split(/(?<=\.)\s+/).filter((sentence) => sentence.length > 60),
    ),
  )
  print({
    name: 'skep on sentences of CISI and MED',
    ...(await withPage((ask) => ask({ do: 'texts', texts }))),
  })
}

type Ask = (wish: Wish) => Promise<Figures>

async function withPage(
  work: (ask: Ask, context: BrowserContext) => Promise<Figures>,
  profile?: string,
): Promise<Figures> {
  const folder = profile ?? mkdtempSync(join(tmpdir(), 'skep-bench-'))
  const context = await launchProfile(folder)
  try {
    return await work(await openPage(context), context)
  } finally {
    await context.close()
    if (profile === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

async function openPage(context: BrowserContext): Promise<Ask> {
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(String(error)))
  page.on('console', (message) => console.error(message.text()))
  await page.goto(server.url)
  await page.evaluate((path) => {
    const worker = new Worker(path, { type: 'module' })
    worker.onerror = (event) => console.error(`the worker failed: ${event.message}`)
    Object.assign(globalThis, { worker })
  }, './worker.js')
  return (wish) =>
    page.evaluate(async (sent) => {
      const { port1, port2 } = new MessageChannel()
      const answer = new Promise<unknown>((resolve) => {
        port1.onmessage = ({ data }) => resolve(data)
      })
      const { worker } = globalThis as unknown as { readonly worker: Worker }
      worker.postMessage(sent, [port2])
      return (await answer) as Record<string, number | string | boolean>
    }, wish)
}

/** Resident memory of all pages; null where the system does not tell. */
async function renderersMb(context: BrowserContext): Promise<number | null> {
  const session = await context.browser()?.newBrowserCDPSession()
  if (!session) return null
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  let sum = 0
  for (const { type, id } of processInfo) {
    if (type !== 'renderer') continue
    const file = `/proc/${id}/status`
    if (!existsSync(file)) return null
    sum += Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) / 1024
  }
  return sum
}

function print(line: Figures): void {
  const rounded = Object.entries(line).map(([key, value]) => [
    key,
    typeof value === 'number' ? Number(value.toPrecision(4)) : value,
  ])
  console.log(JSON.stringify(Object.fromEntries(rounded)))
}
