import { join } from 'node:path'
import { createServer } from 'vite'
import { launchBrowser } from '../../../playground/e2e/browser.ts'
import type { ConformanceFolder } from '../src/conformance/case-file.ts'
import type { ConformanceFailure } from '../src/conformance/host.ts'

/** Where a case runs: in the client's worker, or on the page's main thread. */
export type Place = 'worker' | 'main thread'

const PLACES: readonly Place[] = ['worker', 'main thread']

/** Runs the cases in Chromium, in both places one after the other. */
export async function runInBrowser(
  folders: readonly (ConformanceFolder & { readonly name: string })[],
  add: (place: Place, name: string, failures: readonly ConformanceFailure[]) => void,
): Promise<void> {
  const server = await createServer({
    configFile: false,
    root: join(import.meta.dirname, '../../..'),
    logLevel: 'error',
    appType: 'custom',
    cacheDir: 'node_modules/.vite-conformance',
    server: { hmr: false, watch: null },
    optimizeDeps: { entries: ['packages/testing/commands/conformance-page.ts'] },
    worker: { format: 'es' },
    plugins: [
      {
        name: 'empty-page',
        configureServer: ({ middlewares }) =>
          void middlewares.use('/conformance', (_request, response) => {
            response.setHeader('content-type', 'text/html')
            response.end('<!doctype html><title>Conformance</title>')
          }),
      },
    ],
  })
  await server.listen()
  const browser = await launchBrowser()
  try {
    for (const place of PLACES) {
      const page = await browser.newPage()
      await page.goto(`${server.resolvedUrls?.local[0]}conformance`)
      for (const { name, ...folder } of folders) {
        const failures = await page.evaluate(
          async ([path, where, files]) => {
            const module = (await import(path)) as typeof import('./conformance-page.ts') // served under its own path
            return module.runFolder(where, files)
          },
          ['/packages/testing/commands/conformance-page.ts', place, folder] as const,
        )
        add(place, name, failures)
      }
      await page.close()
    }
  } finally {
    await browser.close()
    await server.close()
  }
}
