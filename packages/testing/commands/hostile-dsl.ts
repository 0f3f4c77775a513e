// pnpm hostile dsl DIR: imports every file that DIR's index.json lists, each in a thread of its own, and checks what the
// list says of it. Counts one per entry of the list; a file of the folder that is not in the list has failed.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { JsonObject, JsonValue } from '@skep/schema'
import { listAt, objectAt, textAt } from '../src/dsl/json.ts'
import { type CommandLine, type Report, UsageError } from './report.ts'

/** A thread that has not answered by then hangs. */
const PATIENCE_MS = 60_000

export async function hostileDsl({ words: [directory], path }: CommandLine, report: Report): Promise<void> {
  if (directory === undefined) throw new UsageError('Use: pnpm hostile dsl DIR')
  const folder = path(directory)
  const list = join(folder, 'index.json')
  if (!existsSync(list)) throw new UsageError(`There is no ${list}.`)
  const index: JsonValue = JSON.parse(readFileSync(list, 'utf8'))
  const entries = listAt(objectAt(index), 'files').map((entry) => objectAt(entry))
  for (const [name, same] of Map.groupBy(entries, (entry) => textAt(entry, 'file'))) {
    const file = join(folder, name)
    const found =
      existsSync(file) && name !== '' ? await checkInThread(file, same) : same.map(() => ['it is not there'])
    for (const problems of found) report.add({ name: name || 'a file without a name', problems })
  }
  const { count } = objectAt(index)
  if (count !== undefined && count !== entries.length) {
    report.add({
      name: 'index.json',
      problems: [`it says ${JSON.stringify(count)} files and lists ${entries.length}`],
    })
  }
  const listed = new Set(entries.map((entry) => textAt(entry, 'file')))
  for (const name of readdirSync(folder).toSorted()) {
    if (name !== 'index.json' && !listed.has(name))
      report.add({ name, problems: ['the list does not name it'] })
  }
}

/** The problems that each of the entries for one file has with it. */
function checkInThread(
  path: string,
  entries: readonly JsonObject[],
): Promise<readonly (readonly string[])[]> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./hostile-dsl-worker.ts', import.meta.url), {
      workerData: { path, entries },
      execArgv: [],
    })
    const timer = setTimeout(() => fail('the thread did not answer'), PATIENCE_MS)
    const end = (problems: readonly (readonly string[])[]): void => {
      clearTimeout(timer)
      resolve(problems)
      void worker.terminate()
    }
    const fail = (problem: string): void => end(entries.map(() => [problem]))
    worker.on('message', end)
    worker.on('error', (error) => fail(`an error got out of the thread: ${String(error)}`))
    worker.on('exit', (status) => fail(`the thread ended by itself (${status})`))
  })
}
