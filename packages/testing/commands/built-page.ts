import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

/** A page of a command in a folder of its own, built as a host builds. */
export interface BuiltPage {
  /** With the page's script as `page.js`. */
  readonly folder: string
  remove(): Promise<void>
}

/** Builds the script of a page that lies in this folder, with its workers and their lazy files. */
export async function buildPage(script: string): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), 'skep-page-'))
  await build({
    configFile: false,
    root: join(import.meta.dirname, '../../..'),
    logLevel: 'error',
    publicDir: false,
    worker: { format: 'es' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 10_000,
      rollupOptions: {
        input: join(import.meta.dirname, script),
        output: { entryFileNames: 'page.js' },
      },
    },
  })
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
