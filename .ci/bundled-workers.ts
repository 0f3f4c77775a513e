import { extname, join } from 'node:path'
import { build, type Plugin, type Rolldown } from 'vite'

const PREFIX = '/@bundled-workers/'
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm' }

/** By address, what is served. */
type Files = Map<string, string | Uint8Array>

/**
 * Serves workers of tests as one file each, as a build makes them, with their lazy files beside them. From sources every
 * start of a worker asks the server for some hundred modules, which takes seconds where a bundle takes a tenth.
 */
export function bundledWorkers(root: string, entries: readonly string[]): Plugin {
  const files: Files = new Map()
  const addresses = new Map<string, Promise<string>>()
  return {
    name: 'skep-bundled-workers',
    apply: 'serve',
    configureServer({ middlewares, watcher }) {
      watcher.on('change', () => addresses.clear())
      middlewares.use(async (request, response, next) => {
        const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
        const entry = entries.find((each) => pathname === `/${each}`)
        if (entry !== undefined && searchParams.has('worker_file')) {
          const known = addresses.get(entry) ?? bundle(root, entry, files)
          addresses.set(entry, known)
          try {
            response.setHeader('content-type', 'text/javascript')
            response.end(`import ${JSON.stringify(await known)}`)
          } catch (error) {
            next(error)
          }
          return
        }
        const content = files.get(pathname)
        if (content === undefined) return next()
        response.setHeader('content-type', TYPES[extname(pathname)] ?? 'application/octet-stream')
        response.setHeader('cache-control', 'max-age=31536000, immutable')
        response.end(content)
      })
    },
  }
}

/** Adds the files of a worker and gives the address of its script. */
async function bundle(root: string, entry: string, files: Files): Promise<string> {
  const built = await build({
    configFile: false,
    root,
    base: PREFIX,
    logLevel: 'error',
    publicDir: false,
    worker: { format: 'es' },
    build: {
      write: false,
      minify: false,
      modulePreload: false,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 10_000,
      rollupOptions: { input: join(root, entry), treeshake: { moduleSideEffects: true } },
    },
  })
  const { output } = built as Rolldown.RolldownOutput // of one input that is not watched
  for (const file of output)
    files.set(PREFIX + file.fileName, file.type === 'chunk' ? file.code : file.source)
  const script = output.find((file) => file.type === 'chunk' && file.isEntry)
  if (!script) throw new Error(`The build of ${entry} gave no script.`)
  return PREFIX + script.fileName
}
