// Builds every package for publishing: one module and one declaration file per source file, a stylesheet where there
// is one, and for the runtime the worker with its lazy files.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import tailwind from '@tailwindcss/postcss'
import postcss from 'postcss'
import { isolatedDeclarationSync, transformSync } from 'rolldown/experimental'
import { buildWorker } from './build-worker.ts'
import { scopeStyles } from './scope-styles.ts'

const root: string = join(import.meta.dirname, '..')

const only: readonly string[] = process.argv.slice(2)
for (const name of await readdir(join(root, 'packages')))
  if (only.length === 0 || only.includes(name)) await buildPackage(name)
await buildWorker(root)

async function buildPackage(name: string): Promise<void> {
  const source = join(root, 'packages', name, 'src')
  const target = join(root, 'packages', name, 'dist')
  await rm(target, { recursive: true, force: true })
  const files = await readdir(source, { recursive: true })
  for (const file of files) {
    if (
      !/\.tsx?$/.test(file) ||
      /(^|\/)test-support/.test(file) ||
      /\.(test|test-d|stories|fixture|published)\.tsx?$/.test(file)
    )
      continue
    // A published package may need another way, e.g. to a lazy file: `x.published.ts` takes the place of `x.ts`.
    const published = file.replace(/(\.tsx?)$/, '.published$1')
    const code = await readFile(join(source, files.includes(published) ? published : file), 'utf8')
    const output = join(target, file.replace(/\.tsx?$/, ''))
    await mkdir(dirname(output), { recursive: true })
    const script = transformSync(join(source, file), code, {
      target: 'es2023',
      jsx: { runtime: 'automatic' },
      typescript: { rewriteImportExtensions: 'rewrite', onlyRemoveTypeImports: true },
    })
    const types = isolatedDeclarationSync(join(source, file), code, {})
    const errors = [...script.errors, ...types.errors]
    if (errors.length > 0)
      throw new Error(
        `${name}/src/${file}\n${errors.map((error) => error.codeframe ?? error.message).join('\n')}`,
      )
    await writeFile(
      `${output}.js`,
      script.code
        .replace("new URL('./worker.ts'", "new URL('./worker.js'")
        .replace('new URL("./worker.ts"', 'new URL("./worker.js"'),
    )
    await writeFile(`${output}.d.ts`, withScriptExtensions(types.code))
  }
  if (files.includes('styles.css')) await buildStyles(join(source, 'styles.css'), join(target, 'styles.css'))
  console.log(`built @skep/${name} (${files.length} files) into ${relative(root, target)}`)
}

/** `./x.ts` in a declaration becomes `./x.js`: what the published folder holds. */
function withScriptExtensions(code: string): string {
  return code.replace(/(from\s+|import\s*\(\s*)(['"])(\.[^'"]*)\.tsx?\2/g, '$1$2$3.js$2')
}

async function buildStyles(from: string, to: string): Promise<void> {
  const result = await postcss([tailwind({ base: root, optimize: { minify: true } }), scopeStyles()]).process(
    await readFile(from, 'utf8'),
    { from, to },
  )
  await writeFile(to, result.css)
}
