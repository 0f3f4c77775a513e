// pnpm hostile sandbox FILE: runs every snippet of FILE in a code node of an app, in the real worker in Chromium; after
// each, a healthy node must run, nothing of the host may have changed and no request may have left. Counts one per
// snippet.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer, type ViteDevServer } from 'vite'
import { launchBrowser } from '../../../playground/e2e/browser.ts'
import { startAttacker } from './attacker.ts'
import { judge, type Observed, readSnippets, type Snippet } from './hostile-snippets.ts'
import { type CommandLine, type Report, UsageError } from './report.ts'

type Browser = Awaited<ReturnType<typeof launchBrowser>>
type Page = Awaited<ReturnType<Browser['newPage']>>

const PAGE = '/packages/testing/commands/hostile-sandbox-page.ts'
/** A page that has not answered by then hangs: a snippet is run until its outputs fit, each time for seconds at most. */
const PATIENCE_MS = 120_000

export async function hostileSandbox({ words: [name], path }: CommandLine, report: Report): Promise<void> {
  if (name === undefined) throw new UsageError('Use: pnpm hostile sandbox FILE')
  const file = path(name)
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  const snippets = readSnippets(readFileSync(file, 'utf8'))
  const attacker = await startAttacker()
  const odd: string[] = []
  const server = await serveSources((url) => odd.push(url))
  const browser = await launchBrowser([attacker.browserArgument])
  let longestBlockMs = 0
  try {
    let page: Page | null = null
    for (const snippet of snippets) {
      if (snippet.unknown.length > 0) {
        report.add({ name: snippet.id, problems: snippet.unknown })
        continue
      }
      if (!page) {
        page = await openPage(browser, server, snippets)
        await meetAttacker(page, attacker.reached)
      }
      const before = { reached: attacker.reached.length, odd: odd.length }
      const ran = await runIn(page, snippet, (ms) => {
        longestBlockMs = Math.max(longestBlockMs, ms)
      })
      const escapes = [
        ...attacker.reached.slice(before.reached).map((host) => `a request left for ${host}`),
        ...odd.slice(before.odd).map((url) => `asked its own server for ${url}`),
      ]
      report.add({ name: snippet.id, problems: [...ran.problems, ...escapes] })
      // Where a snippet has left something behind, the next one gets a clean page.
      if (ran.isDamaged || escapes.length > 0) {
        await page.close().catch(() => undefined)
        page = null
      }
    }
  } finally {
    await browser.close()
    await server.close()
    attacker.close()
  }
  console.log(`The page's main thread was blocked for ${longestBlockMs.toFixed(0)} ms at most.`)
}

async function runIn(
  page: Page,
  snippet: Snippet,
  onBlock: (ms: number) => void,
): Promise<{ readonly problems: readonly string[]; readonly isDamaged: boolean }> {
  const { code, language, value } = snippet
  const work = page
    .evaluate(
      async ([path, asked]) => {
        const module = (await import(path)) as typeof import('./hostile-sandbox-page.ts') // served under its own path
        return module.runSnippetText(asked)
      },
      [PAGE, JSON.stringify({ code, language, value })] as const,
    )
    .then(
      (text) => ({ observed: JSON.parse(text) as Observed }), // written by our page
      (error: unknown) => ({ problem: `the page failed: ${String(error)}` }),
    )
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<{ readonly problem: string }>((resolve) => {
    timer = setTimeout(() => resolve({ problem: 'the page did not answer' }), PATIENCE_MS)
  })
  const seen = await Promise.race([work, late])
  clearTimeout(timer)
  if ('problem' in seen) return { problems: [seen.problem], isDamaged: true }
  onBlock(seen.observed.longestBlockMs)
  const { healthy, changes } = seen.observed
  return {
    problems: judge(snippet, seen.observed),
    isDamaged: healthy.type === 'error' || changes.length > 0,
  }
}

async function openPage(
  browser: Browser,
  server: ViteDevServer,
  snippets: readonly Snippet[],
): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(`${server.resolvedUrls?.local[0]}hostile`)
  await page.evaluate(
    async ([path, languages]) => {
      const module = (await import(path)) as typeof import('./hostile-sandbox-page.ts') // served under its own path
      await module.prepare(languages)
    },
    [PAGE, [...new Set(snippets.map(({ language }) => language))]] as const,
  )
  return page
}

/** The watch over requests must see one of ours, from a page as from a worker. */
async function meetAttacker(page: Page, reached: readonly string[]): Promise<void> {
  await page.evaluate(() => fetch('http://canary.example/').catch(() => undefined))
  if (!reached.includes('canary.example')) throw new Error('The watch over requests does not see them.')
}

/** The sources of this repository, and word of every request for anything else. */
async function serveSources(onOdd: (url: string) => void): Promise<ViteDevServer> {
  const server = await createServer({
    configFile: false,
    root: join(import.meta.dirname, '../../..'),
    logLevel: 'error',
    appType: 'custom',
    cacheDir: 'node_modules/.vite-hostile',
    server: { hmr: false, watch: null },
    optimizeDeps: { entries: ['packages/testing/commands/hostile-sandbox-page.ts'] },
    worker: { format: 'es' },
    plugins: [
      {
        name: 'empty-page',
        configureServer({ middlewares }) {
          middlewares.use((request, response, next) => {
            const url = request.url ?? ''
            if (url === '/hostile') {
              response.setHeader('content-type', 'text/html')
              response.end('<!doctype html><title>Hostile</title><link rel="icon" href="data:,">')
              return
            }
            if (request.method !== 'GET' || !/^\/(packages|node_modules|@[\w-]+)\//.test(url)) onOdd(url)
            next()
          })
        },
      },
    ],
  })
  await server.listen()
  return server
}
