import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build, preview } from 'vite'

export interface WorkerPage {
  /** An empty page; beside it lies the worker, `./worker.js`. */
  readonly url: string
  close(): Promise<void>
}

/** Builds a worker, into a folder of this name under `.tools`, and serves it beside an empty page. */
export async function serveWorkerPage(script: string, name: string): Promise<WorkerPage> {
  const root = dirname(script)
  const outDir = join(import.meta.dirname, '../../.tools', name)
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    base: './',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'esnext',
      assetsInlineLimit: 0,
      rolldownOptions: { input: script, output: { entryFileNames: 'worker.js' } },
    },
  })
  writeFileSync(
    join(outDir, 'index.html'),
    `<!doctype html><title>${name}</title><link rel="icon" href="data:,">`,
  )
  const server = await preview({
    configFile: false,
    root,
    logLevel: 'error',
    build: { outDir },
    preview: { port: 0 },
  })
  return { url: server.resolvedUrls?.local[0] ?? '', close: () => server.close() }
}
