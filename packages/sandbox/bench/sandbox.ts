// What a code node costs, in Node and in Chromium: pnpm bench sandbox. Prints JSON lines:
//   load   `firstMs`: the first run, from nothing; `againMs`: the run after a worker was ended at its deadline
//   run    `medianMs`, `p90Ms` of 200 runs of a small node in a warm worker
//   size   bytes that travel before the first run, packed with gzip
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createServer } from 'vite'
import { launchBrowser } from '../../../playground/e2e/browser.ts'
import { createJavaScriptSandbox } from '../src/javascript-sandbox.ts'
import { spawnNodePythonWorker, spawnNodeSandboxWorker } from '../src/node.ts'
import { createPythonSandbox } from '../src/python-sandbox.ts'
import { measure } from './measure.ts'

const { resolve } = createRequire(import.meta.url)

for (const sandbox of [
  createJavaScriptSandbox({ spawn: spawnNodeSandboxWorker }),
  createPythonSandbox({ spawn: spawnNodePythonWorker }),
]) {
  print('Node', await measure(sandbox))
}

const server = await createServer({
  configFile: false,
  root: join(import.meta.dirname, '../../..'),
  logLevel: 'error',
  appType: 'custom',
  cacheDir: 'node_modules/.vite-bench-sandbox',
  server: { hmr: false, watch: null },
  optimizeDeps: { entries: ['packages/sandbox/bench/page.ts'] },
  worker: { format: 'es' },
  plugins: [
    {
      name: 'empty-page',
      configureServer: ({ middlewares }) =>
        void middlewares.use('/bench', (_request, response) => {
          response.setHeader('content-type', 'text/html')
          response.end('<!doctype html><title>Sandbox</title>')
        }),
    },
  ],
})
await server.listen()
const browser = await launchBrowser()
try {
  const page = await browser.newPage()
  await page.goto(`${server.resolvedUrls?.local[0]}bench`)
  for (const language of ['javascript', 'python3'] as const) {
    const figures = await page.evaluate(
      async ([path, name]) => {
        const module = (await import(path)) as typeof import('./page.ts') // served under its own path
        return module.measureIn(name)
      },
      ['/packages/sandbox/bench/page.ts', language] as const,
    )
    print('Chromium', figures)
  }
} finally {
  await browser.close()
  await server.close()
}

size('javascript', ['@jitl/quickjs-wasmfile-release-sync/wasm'])
size('python3', ['pyodide/pyodide.asm.mjs', 'pyodide/pyodide.asm.wasm', 'pyodide/python_stdlib.zip'])

function print(host: string, { language, load, run }: Awaited<ReturnType<typeof measure>>): void {
  console.log(JSON.stringify({ name: 'load', host, language, ...load }))
  console.log(JSON.stringify({ name: 'run', host, language, ...run }))
}

function size(language: string, files: readonly string[]): void {
  const bytes = files.map((file) => gzipSync(readFileSync(resolve(file)), { level: 9 }).length)
  console.log(
    JSON.stringify({ name: 'size', language, gzipBytes: bytes.reduce((sum, each) => sum + each, 0) }),
  )
}
