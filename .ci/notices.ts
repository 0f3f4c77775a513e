import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface Bundled {
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly text: string
}

/** The packages that a list of bundled modules comes from, ours left out, with their licence texts. */
export function bundledPackages(moduleIds: Iterable<string>): readonly Bundled[] {
  const found = new Map<string, Bundled>()
  for (const id of moduleIds) {
    const folder = /^(?:\0.*?)?(\/.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1]
    if (!folder || !existsSync(join(folder, 'package.json'))) continue
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    if (!found.has(name)) {
      const text = [SHIPPED_WHOLE[name], licenceText(folder)].filter(Boolean).join('\n\n')
      found.set(name, { name, version, licence: String(license), text })
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What lies beside the worker in files of its own, unchanged, and what these contain in turn. */
const SHIPPED_WHOLE: Readonly<Record<string, string>> = {
  pyodide: `The files pyodide.asm.js (in the package: pyodide.asm.mjs), pyodide.asm.wasm and python_stdlib.zip are its unchanged files.
They are subject to the Mozilla Public License 2.0, https://mozilla.org/MPL/2.0/. Source code: https://github.com/pyodide/pyodide
They contain CPython and its standard library (Python Software Foundation License, https://docs.python.org/3/license.html)
and the run-time library of Emscripten (MIT, https://github.com/emscripten-core/emscripten).`,
}

export function formatNotices(packages: readonly Bundled[]): string {
  const intro = 'The worker of @skep/runtime and its lazy files contain code of these packages.\n'
  const parts = packages.map(
    ({ name, version, licence, text }) => `${'='.repeat(80)}\n${name} ${version} (${licence})\n\n${text}\n`,
  )
  return [intro, ...parts].join('\n')
}

function licenceText(folder: string): string {
  const names = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
  if (names.length > 0)
    return names.map((name) => readFileSync(join(folder, name), 'utf8').trim()).join('\n\n')
  // A package of a monorepo may keep its licence one floor up.
  const above = join(dirname(folder), 'LICENSE')
  return existsSync(above)
    ? readFileSync(above, 'utf8').trim()
    : 'The package carries no licence text of its own.'
}
