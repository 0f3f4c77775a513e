// Long tasks of the page's main thread while a PDF of 1,000 pages (of any number) is ingested, beside those of the same
// page at rest, and by how much the memory of page and worker together grows above rest. Needs the built playground and,
// for memory, Linux. Prints JSON lines: name, seconds, count, longestMs, totalMs (tasks of 50 ms and more, as the Long
// Tasks API counts them), restMb, peakAboveRestMb, and the pages that were ingested meanwhile.
//   node packages/runtime/bench/long-tasks.ts [pages]
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { launchBrowser, openFenced } from '../../../playground/e2e/browser.ts'
import { rendererMemory } from '../../../playground/e2e/renderer-memory.ts'
import { serveFolders, strictPolicy } from '../../../playground/e2e/static-server.ts'
import type { LocalSkepClient } from '../src/create-skep.ts'

declare global {
  var skep: LocalSkepClient
  var longTasks: number[]
}

const root: string = join(import.meta.dirname, '../../..')
const pageCount = Number(process.argv[2] ?? 1000)
const pdfName = `long-${pageCount}.pdf`
const pdf = join(root, '.tools', pdfName)
if (!existsSync(pdf))
  execFileSync('node', [join(root, 'packages/knowledge/fixtures/long-pdf.mjs'), String(pageCount)], {
    stdio: 'inherit',
  })

const server = await serveFolders([['/', join(root, 'playground/dist')]], { policy: strictPolicy() })
const browser = await launchBrowser()
try {
  const { page } = await openFenced(browser, [server.url])
  await page.goto(`${server.url}/?namespace=bench-${Date.now()}#/knowledge`)
  // Asked in a loop: a predicate that returns a promise counts as true.
  const isReady = () =>
    page.evaluate(async () => {
      const documents = await globalThis.skep?.knowledge.documents('handbook').catch(() => undefined)
      return documents?.length === 2 && documents.every(({ state }) => state === 'ready')
    })
  while (!(await isReady())) await page.waitForTimeout(100)
  await page.waitForTimeout(2000)
  await page.evaluate(() => {
    globalThis.longTasks = []
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration)
    }).observe({ type: 'longtask' })
  })
  const memory = await rendererMemory(browser)
  const restMb = await memory.now()
  await memory.reset()
  const ingested = await measure(page, 'ingesting', () => ingest(page))
  const peakMb = await memory.peak()
  if (restMb !== undefined && peakMb !== undefined) {
    const figures = { restMb: Math.round(restMb), peakAboveRestMb: Math.round(peakMb - restMb) }
    console.log(JSON.stringify({ name: 'memory of the renderer', ...figures }))
  }
  const rest = await measure(page, 'at rest', () => page.waitForTimeout(ingested.seconds * 1000))
  console.log(
    JSON.stringify({
      name: 'ratio',
      count: `${ingested.count}:${rest.count}`,
      longestMs: `${ingested.longestMs}:${rest.longestMs}`,
    }),
  )
} finally {
  await browser.close()
  await server.close()
}

interface Figures {
  readonly seconds: number
  readonly count: number
  readonly longestMs: number
}

async function measure(page: Page, name: string, work: () => Promise<unknown>): Promise<Figures> {
  await page.evaluate(() => globalThis.longTasks.splice(0))
  const start = performance.now()
  const extra = await work()
  const seconds = Math.round((performance.now() - start) / 100) / 10
  const tasks = await page.evaluate(() => globalThis.longTasks.slice())
  const figures = {
    seconds,
    count: tasks.length,
    longestMs: Math.round(Math.max(0, ...tasks)),
    totalMs: Math.round(tasks.reduce((sum, task) => sum + task, 0)),
  }
  console.log(JSON.stringify({ name, ...figures, ...(typeof extra === 'object' ? extra : {}) }))
  return figures
}

/** Takes the way of a person: the file goes through the page's own file input. */
async function ingest(
  page: Page,
): Promise<{ readonly pages: number | undefined; readonly chunks: number | undefined }> {
  await page.locator('input[type=file]').first().setInputFiles(pdf)
  const find = () =>
    page.evaluate(
      async (wanted) =>
        (await globalThis.skep.knowledge.documents('handbook')).find(({ name }) => name === wanted),
      pdfName,
    )
  for (;;) {
    const document = await find()
    if (document?.state === 'failed') throw new Error(`The PDF was not ingested: ${document.error?.code}`)
    if (document?.state === 'ready') return { pages: document.pageCount, chunks: document.chunkCount }
    await page.waitForTimeout(250)
  }
}
