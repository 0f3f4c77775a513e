// How long a base of many small documents takes to open, beside one document of as many chunks, as JSON lines:
//   pnpm bench cold-open [n]
// By default 3,000 chunks of 60 words with 512 dimensions, written as ingestions write them, in a worker of Chromium. Each
// line has the best times of some fresh browsers over the stored base: from nothing to the first answer (coldOpenMs) and to
// another one (nextMs). `one document`; `row by row`: n documents of one chunk, each row on its own; `put together`: the same
// after `compact`, which took compactMs. `reads` are the transactions in which all terms are read. Lines of `ratio` compare
// within this run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchProfile } from '../../../playground/e2e/profile.ts'
import { serveWorkerPage } from '../../../playground/e2e/worker-page.ts'
import type { Wish } from './cold-open-worker.ts'

type Figures = Readonly<Record<string, number | string>>

const OPENINGS = 8
const n = Number(process.argv[2] ?? 3_000)
const server = await serveWorkerPage(join(import.meta.dirname, 'cold-open-worker.ts'), 'bench-cold-open')
const folders: string[] = []
try {
  const [one, many, packed] = await measure([
    { name: 'one document', steps: [{ do: 'fill', documents: 1, chunks: n }] },
    { name: 'row by row', steps: [{ do: 'fill', documents: n, chunks: 1 }] },
    { name: 'put together', steps: [{ do: 'fill', documents: n, chunks: 1 }, { do: 'compact' }] },
  ])
  for (const figure of ['coldOpenMs', 'nextMs'] as const) {
    const of = (base: Figures | undefined): number => Number(base?.[figure])
    print({ name: 'ratio', n, of: `${figure}: row by row / one document`, ratio: of(many) / of(one) })
    print({ name: 'ratio', n, of: `${figure}: put together / one document`, ratio: of(packed) / of(one) })
  }
} finally {
  await server.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}

interface Subject {
  readonly name: string
  readonly steps: readonly Wish[]
}

/** Opens the bases in turn, so that whatever else the machine does falls on all of them. */
async function measure(subjects: readonly Subject[]): Promise<readonly Figures[]> {
  const made: { readonly folder: string; line: Figures }[] = []
  for (const { name, steps } of subjects) {
    const folder = mkdtempSync(join(tmpdir(), 'skep-bench-'))
    folders.push(folder)
    let line: Figures = { name, n }
    for (const step of steps) line = { ...line, ...(await inBrowser(folder, step)) }
    made.push({ folder, line })
  }
  for (let at = 0; at < OPENINGS; at++) {
    for (const base of made) base.line = better(base.line, await inBrowser(base.folder, { do: 'answer' }))
  }
  for (const { line } of made) print(line)
  return made.map(({ line }) => line)
}

/** The shorter of the times. */
function better(before: Figures, found: Figures): Figures {
  const least = (name: string): number =>
    Math.min(Number(before[name] ?? Number.POSITIVE_INFINITY), Number(found[name]))
  return { ...before, ...found, coldOpenMs: least('coldOpenMs'), nextMs: least('nextMs') }
}

function print(line: Figures): void {
  const rounded = Object.entries(line).map(([key, value]) => [
    key,
    typeof value === 'number' ? Number(value.toPrecision(3)) : value,
  ])
  console.log(JSON.stringify(Object.fromEntries(rounded)))
}

async function inBrowser(folder: string, wish: Wish): Promise<Figures> {
  const context = await launchProfile(folder)
  try {
    const page = await context.newPage()
    page.on('console', (message) => console.error(message.text()))
    await page.goto(server.url)
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
