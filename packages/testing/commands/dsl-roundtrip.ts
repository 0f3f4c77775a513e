// pnpm dsl:roundtrip DIR|FILE: imports every Dify file, exports it with its secrets, imports that again. The trees must be
// equal but for the order of keys, and what `index.json` lists (where it lies beside the files) must be what came out.
// Counts one per file; a file that the index names and that is not there has failed.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { JsonObject, JsonValue } from '@skep/schema'
import { listAt, objectAt, textAt } from '../src/dsl/json.ts'
import { checkRoundTrip } from '../src/dsl/round-trip.ts'
import { runCommand, UsageError } from './report.ts'

await runCommand(({ words: [target], path }, report) => {
  if (target === undefined) throw new UsageError('Use: pnpm dsl:roundtrip DIR|FILE')
  const place = path(target)
  if (!existsSync(place)) throw new UsageError(`There is no ${place}.`)
  const isFolder = statSync(place).isDirectory()
  const folder = isFolder ? place : dirname(place)
  const entries = readIndex(folder)
  const names = isFolder ? new Set([...findFiles(folder), ...entries.keys()]) : new Set([basename(place)])
  for (const name of [...names].toSorted()) {
    const file = join(folder, name)
    const problems =
      name === ''
        ? ['the index has an entry without a file']
        : existsSync(file)
          ? checkRoundTrip(readFileSync(file, 'utf8'), entries.get(name))
          : ['the index names it, and it is not there']
    report.add({ name: name || 'index.json', problems })
  }
})

/** Also those in folders: conformance cases keep their file one folder deeper. */
function findFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

function readIndex(folder: string): ReadonlyMap<string, JsonObject> {
  const file = join(folder, 'index.json')
  if (!existsSync(file)) return new Map()
  const index: JsonValue = JSON.parse(readFileSync(file, 'utf8'))
  return new Map(
    listAt(objectAt(index), 'files').map((entry) => [textAt(objectAt(entry), 'file'), objectAt(entry)]),
  )
}
