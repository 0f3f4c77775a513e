import { preview } from 'vite'
import { launchBrowser } from '../../../playground/e2e/browser.ts'
import { startCountingServer } from '../src/fuzz-kills/counting-server.ts'
import { KILL_WORKFLOWS } from '../src/fuzz-kills/workflows.ts'
import { buildPage } from './built-page.ts'
import type { KillsPage } from './kills-page.ts'

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof launchBrowser>>['newPage']>>

/** What a worker is killed in the middle of, at moments by seed. */
export interface Kill {
  readonly of: 'run' | 'ingestion'
  readonly seed: number
}

/** Pages beside one another: most of a kill is waiting. */
const PAGES = 4

/** Kills workers in Chromium with real IndexedDB, over built code as hosts have it. */
export async function killInBrowser(
  kills: readonly Kill[],
  add: (kill: Kill, problems: readonly string[]) => void,
): Promise<void> {
  const built = await buildPage('kills-page.ts')
  const server = await preview({
    configFile: false,
    root: built.folder,
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
  // What is compared with the same unbroken run stays on one page, which makes that run once.
  const groups = Map.groupBy(kills, ({ of, seed }) => `${of} ${of === 'run' && seed % KILL_WORKFLOWS.length}`)
  const left = [...groups.values()]
  try {
    await Promise.all(
      Array.from({ length: PAGES }, async () => {
        const page = await browser.newPage()
        await page.goto(`${server.resolvedUrls?.local[0]}kills`)
        for (let group = left.shift(); group; group = left.shift())
          for (const kill of group) add(kill, await killOn(page, kill, counting.url))
      }),
    )
  } finally {
    await browser.close()
    await counting.close()
    await server.close()
    await built.remove()
  }
}

function killOn(page: Page, kill: Kill, serverUrl: string): Promise<readonly string[]> {
  return page
    .evaluate(
      async ([{ of, seed }, url]) => {
        const { kills } = globalThis as KillsPage // set by the script of the page
        return (await kills?.[of](seed, url)) ?? ['The page has no kills.']
      },
      [kill, serverUrl] as const,
    )
    .catch((error: unknown) => [String(error)])
}
