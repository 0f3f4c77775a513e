// pnpm hostile KIND ...: puts files and snippets that mean harm to the test, in the formats of ../shared/hostile/README.md.
//   docs [DIR]     documents, ingested each in the real worker in Chromium; without DIR some of our own
//   dsl DIR        app files, imported each in a thread of its own
//   sandbox FILE   code of code nodes, run each in the real worker in Chromium
import { type CommandLine, type Report, runCommand, UsageError } from './report.ts'

/** One module for each kind, loaded when it is asked for. It gets the words after its name. */
const KINDS: Readonly<Record<string, () => Promise<(line: CommandLine, report: Report) => Promise<void>>>> = {
  docs: async () => (await import('./hostile-docs.ts')).hostileDocs,
  dsl: async () => (await import('./hostile-dsl.ts')).hostileDsl,
  sandbox: async () => (await import('./hostile-sandbox.ts')).hostileSandbox,
}

await runCommand(async (line, report) => {
  const [kind = '', ...words] = line.words
  const load = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
  if (!load) throw new UsageError(`Use: pnpm hostile ${Object.keys(KINDS).join('|')} PATH`)
  const run = await load()
  await run({ ...line, words }, report)
})
