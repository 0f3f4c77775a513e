// pnpm conformance DIR [--browser]: runs every case folder of DIR (or DIR itself, when it is one) through the public
// import and run API: in Node on the engine; with --browser through a client in Chromium, in a worker and on the main
// thread. Counts one per case folder and place.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { builtinExecutors } from '@skep/engine'
import { createJavaScriptSandbox, createPythonSandbox, createSandbox } from '@skep/sandbox'
import { spawnNodePythonWorker, spawnNodeSandboxWorker } from '@skep/sandbox/node'
import { builtinNodes } from '@skep/schema'
import { createMemoryStores } from '@skep/storage'
import type { ConformanceFolder } from '../src/conformance/case-file.ts'
import { engineTarget } from '../src/conformance/engine-target.ts'
import type { ConformanceFailure } from '../src/conformance/host.ts'
import { runConformanceCase } from '../src/conformance/run-case.ts'
import { type Report, runCommand, UsageError } from './report.ts'

interface NamedFolder extends ConformanceFolder {
  readonly name: string
}

await runCommand(
  async ({ words: [directory], options, path }, report) => {
    if (directory === undefined) throw new UsageError('Use: pnpm conformance DIR [--browser]')
    const folders = findFolders(path(directory))
    if (options.browser) {
      const { runInBrowser } = await import('./conformance-browser.ts')
      await runInBrowser(folders, (place, name, failures) => add(report, `${name} (${place})`, failures))
    } else {
      await runInNode(folders, (name, failures) => add(report, name, failures))
    }
  },
  { browser: 'boolean' },
)
// A sandbox that hangs must not keep the command from ending.
process.exit()

function findFolders(directory: string): readonly NamedFolder[] {
  if (!existsSync(directory)) throw new UsageError(`There is no folder ${directory}.`)
  const isCase = existsSync(join(directory, 'case.json'))
  const paths = isCase
    ? [directory]
    : readdirSync(directory, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(directory, entry.name))
        .toSorted()
  return paths.map((path) => ({
    name: basename(path),
    workflow: readText(join(path, 'workflow.yml')),
    case: readText(join(path, 'case.json')),
  }))
}

/** An empty text where there is no file: the runner then says what is wrong with the case. */
function readText(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function add(report: Report, name: string, failures: readonly ConformanceFailure[]): void {
  report.add({
    name,
    problems: failures.map(({ runId, key, message }) => `${runId} ${key}: ${message}`.trim()),
  })
}

async function runInNode(
  folders: readonly NamedFolder[],
  add: (name: string, failures: readonly ConformanceFailure[]) => void,
): Promise<void> {
  const sandbox = createSandbox([
    createJavaScriptSandbox({ spawn: spawnNodeSandboxWorker }),
    createPythonSandbox({ spawn: spawnNodePythonWorker }),
  ])
  const { files } = createMemoryStores()
  const target = engineTarget({
    nodes: builtinNodes,
    executors: builtinExecutors,
    ports: { code: sandbox, files },
  })
  for (const folder of folders) add(folder.name, await runConformanceCase(folder, target))
  sandbox.close()
}
