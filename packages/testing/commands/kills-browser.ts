import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, preview } from 'vite'
import { launchBrowser } from '../../../playground/e2e/browser.ts'
import { startCountingServer } from '../src/fuzz-kills/counting-server.ts'
import type { KillsPage } from './kills-page.ts'

/** Pages beside one another: most of a kill is waiting. */
const PAGES = 4

/** Kills a worker for each seed, in Chromium with real IndexedDB, over built code as hosts have it. */
export async function killInBrowser(
  seeds: readonly number[],
  add: (seed: number, problems: readonly string[]) => void,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'skep-kills-'))
  await build({
    configFile: false,
    root: join(import.meta.dirname, '../../..'),
    logLevel: 'error',
    publicDir: false,
    worker: { format: 'es' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      chunkSizeWarningLimit: 10_000,
      rollupOptions: {
        input: join(import.meta.dirname, 'kills-page.ts'),
        output: { entryFileNames: 'page.js' },
      },
    },
  })
  const server = await preview({
    configFile: false,
    root: folder,
    logLevel: 'error',
    build: { outDir: '.' },
    preview: { port: 0 },
    appType: 'custom',
    plugins: [
      {
        name: 'empty-page',
        configurePreviewServer: ({ middlewares }) =>
          void middlewares.use('/kills', (_request, response) => {
            response.setHeader('content-type', 'text/html')
            response.end('<!doctype html><title>Kills</title><script type="module" src="/page.js"></script>')
          }),
      },
    ],
  })
  const counting = await startCountingServer()
  const browser = await launchBrowser()
  const left = [...seeds]
  try {
    await Promise.all(
      Array.from({ length: PAGES }, async () => {
        const page = await browser.newPage()
        await page.goto(`${server.resolvedUrls?.local[0]}kills`)
        for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
          const problems = await page
            .evaluate(
              async ([number, url]) => {
                const { runKill } = globalThis as KillsPage // set by the script of the page
                return (await runKill?.(number, url)) ?? ['The page has no runKill.']
              },
              [seed, counting.url] as const,
            )
            .catch((error: unknown) => [String(error)])
          add(seed, problems)
        }
      }),
    )
  } finally {
    await browser.close()
    await counting.close()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  }
}
