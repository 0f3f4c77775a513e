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
    if (!found.has(name))
      found.set(name, { name, version, licence: String(license), text: licenceText(folder) })
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
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
