import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { zipSync } from 'fflate'
import { build, type OutputChunk, type Plugin } from 'rolldown'
import { bundledPackages, formatNotices } from './notices.ts'

/** A dynamic import becomes this, so that no bundler of a host looks inside: the address is known at run time only. */
const LAZY = 'skep-asset:'
const FIND_ASSET = `const skepAsset = (name) => globalThis.skepAssets?.[name] ?? new URL('./assets/' + name, globalThis.location.href).href;`

// Bundlers put files below 4 kB into data: URLs, and a strict policy refuses to run those.
const SMALLEST = 5000
const PADDING = '\n//'

/** Shipped as they are. The script by a name that every server sends as JavaScript. */
const PYTHON_FILES: ReadonlyMap<string, string> = new Map([
  ['pyodide.asm.js', 'pyodide.asm.mjs'],
  ['pyodide.asm.wasm', 'pyodide.asm.wasm'],
  ['python_stdlib.zip', 'python_stdlib.zip'],
])

/**
 * Bundles the worker into one file, and everything that it imports lazily into files of their own under
 * `dist/assets`. Each is complete in itself, so a host's bundler may copy and rename them one by one.
 */
export async function buildWorker(root: string): Promise<void> {
  const runtime = join(root, 'packages/runtime')
  const assets = join(runtime, 'dist/assets')
  await mkdir(assets, { recursive: true })
  const waiting = new Map<string, string>([
    ['sandbox.js', join(root, 'packages/sandbox/src/worker.ts')],
    ['python.js', join(root, 'packages/sandbox/src/python-worker.ts')],
  ])
  const done = new Set<string>()
  const modules = new Set<string>()
  await bundle(join(runtime, 'src/worker.ts'), join(runtime, 'dist/worker.js'), waiting, modules)
  for (;;) {
    const next = [...waiting].find(([name]) => !done.has(name))
    if (!next) break
    done.add(next[0])
    await bundle(next[1], join(assets, next[0]), waiting, modules)
  }
  const require = createRequire(join(root, 'packages/sandbox/package.json'))
  await copyFile(join(runtime, 'dist/worker.js'), join(assets, 'worker.js'))
  const quickjs = require.resolve('@jitl/quickjs-wasmfile-release-sync/wasm')
  await copyFile(quickjs, join(assets, 'quickjs.wasm'))
  modules.add(quickjs)
  for (const [name, source] of PYTHON_FILES) {
    const file = require.resolve(`pyodide/${source}`)
    await copyFile(file, join(assets, name))
    modules.add(file)
  }
  await writeFile(join(assets, 'cmaps.zip'), await zipCharacterMaps(root))
  await writeFile(join(runtime, 'dist/THIRD-PARTY-NOTICES.txt'), formatNotices(bundledPackages(modules)))
  await listAssets(
    join(runtime, 'dist/assets.js'),
    [...done, ...PYTHON_FILES.keys(), 'cmaps.zip', 'quickjs.wasm', 'worker.js'].sort(),
  )
  console.log(`built the worker and ${done.size + 1} lazy files: ${[...done].sort().join(', ')}`)
}

/** The predefined character maps of pdf.js, which PDFs in East Asian scripts name instead of carrying. */
async function zipCharacterMaps(root: string): Promise<Uint8Array> {
  const require = createRequire(join(root, 'packages/knowledge/package.json'))
  const folder = join(dirname(require.resolve('pdfjs-dist/package.json')), 'cmaps')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.bcmap')).sort()
  const files = await Promise.all(
    names.map(async (name) => [name, new Uint8Array(await readFile(join(folder, name)))] as const),
  )
  return zipSync(Object.fromEntries(files), { level: 9, mtime: '2026-01-01' })
}

async function bundle(
  input: string,
  file: string,
  waiting: Map<string, string>,
  modules: Set<string>,
): Promise<void> {
  const chunk = await compile(input, waiting)
  for (const id of chunk.moduleIds) modules.add(id)
  const code = chunk.code.replace(
    new RegExp(`import\\(\\s*["'\`]${LAZY}([^"'\`]+)["'\`]\\s*\\)`, 'g'),
    (_, name: string) => `import(/* @vite-ignore */ /* webpackIgnore: true */ skepAsset("${name}"))`,
  )
  if (code.includes(LAZY))
    throw new Error(`${basename(file)} still names a lazy file in a form that the build does not know.`)
  const whole = code.includes('skepAsset(') ? `${FIND_ASSET}\n${code}` : code
  await writeFile(file, whole.padEnd(SMALLEST, PADDING))
}

/** One file of the worker; what it imports lazily is put into `waiting` by name. */
export async function compile(
  input: string,
  waiting: Map<string, string>,
  plugins: readonly Plugin[] = [],
): Promise<OutputChunk> {
  const result = await build({
    input,
    platform: 'browser',
    write: false,
    logLevel: 'warn',
    plugins: [...plugins, lazyFiles(waiting)],
    resolve: { conditionNames: ['worker', 'browser', 'import', 'module', 'default'] },
    transform: { target: 'es2023', define: { 'process.env.NODE_ENV': '"production"' } },
    output: { format: 'esm', minify: { compress: true, mangle: true, codegen: true }, codeSplitting: false },
  })
  const [chunk] = result.output
  return chunk
}

function lazyFiles(waiting: Map<string, string>): Plugin {
  return {
    name: 'skep-lazy-files',
    async resolveId(source, importer, { kind }) {
      const published = source.replace(/\.ts$/, '.published.ts')
      if (importer && source.startsWith('.') && existsSync(join(dirname(importer), published))) {
        return this.resolve(published, importer)
      }
      if (kind !== 'dynamic-import') return null
      const target = await this.resolve(source, importer, { kind: 'import-statement' })
      if (!target || target.external) return { id: source, external: true } // e.g. node: modules behind a check
      const name = `${(basename(target.id).replace(/\.\w+$/, '') || 'lazy').replace(/^index$/, source.replace(/\W+/g, '-'))}.js`
      const known = waiting.get(name)
      if (known && known !== target.id)
        throw new Error(`Two lazy modules are named ${name}: ${known} and ${target.id}.`)
      waiting.set(name, target.id)
      return { id: `${LAZY}${name}`, external: true }
    },
    transform(code, id) {
      // It builds a URL from the parts of its own address while it loads, which throws in a worker made from a blob.
      if (!id.endsWith('@cfworker/json-schema/dist/esm/dereference.js')) return null
      const safe = code.replace("self.location.origin !== 'null'", "self.location.protocol !== 'blob:'")
      if (safe === code) throw new Error('@cfworker/json-schema has changed: look at its base URI again.')
      return safe
    },
  }
}

/** Writes the list that `assets.ts` leaves empty, in the form that bundlers look for. */
async function listAssets(file: string, names: readonly string[]): Promise<void> {
  const code = await readFile(file, 'utf8')
  const list = names
    .map((name) => `  '${name}': () => new URL('./assets/${name}', import.meta.url),`)
    .join('\n')
  const filled = code.replace(/ASSET_FILES = \{\s*\}/, `ASSET_FILES = {\n${list}\n}`)
  if (filled === code) throw new Error('assets.js has no empty list to fill.')
  await writeFile(file, filled)
}
