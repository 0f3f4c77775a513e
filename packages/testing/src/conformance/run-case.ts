import type { RunEvent } from '@skep/client'
import { type EnginePorts, plan, run, systemClock, systemRandom } from '@skep/engine'
import { type CaseRun, type ConformanceCase, type ConformanceFolder, readCase } from './case-file.ts'
import { checkImport } from './check-import.ts'
import { checkRun, type Report } from './check-run.ts'
import type { ConformanceFailure, ConformanceHost } from './host.ts'
import { importWorkflow } from './import-workflow.ts'
import { unknownImportKeys, unknownRunKeys } from './known-keys.ts'
import { mockEnvironment } from './mock-executors.ts'
import { mockHttp } from './mock-http.ts'

/**
 * Runs every run of a conformance folder and says what was not met; an empty list means that all was.
 * A key that the runner does not know is a failure, so that nothing is passed over in silence. Never throws.
 * @public
 */
export async function runConformanceCase(
  folder: ConformanceFolder,
  host: ConformanceHost,
): Promise<readonly ConformanceFailure[]> {
  const read = readCase(folder.case)
  if (!read.ok) return [{ runId: '', key: 'case', message: read.error.message }]
  const { value: data } = read
  const failures: ConformanceFailure[] = []
  if (data.kind === 'import') {
    const expectation = data.import?.expect ?? {}
    const report: Report = (key, message) =>
      failures.push({ runId: 'import', key: `import.expect.${key}`, message })
    for (const key of unknownImportKeys(expectation)) report(key, 'the runner does not know this key')
    await guarded(report, async () => checkImport(data, folder.workflow, expectation, report))
  }
  for (const each of data.runs) {
    for (let time = 0; time < (each.repeat ?? 1); time += 1) {
      const report: Report = (key, message) =>
        failures.push({ runId: each.id, key: `expect.${key}`, message })
      await guarded(report, () => runOnce(data, each, folder.workflow, host, report))
    }
  }
  return failures
}

async function guarded(report: Report, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    report('', error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  }
}

async function runOnce(
  data: ConformanceCase,
  each: CaseRun,
  workflow: string,
  host: ConformanceHost,
  report: Report,
): Promise<void> {
  for (const key of unknownRunKeys(each)) report('', `the runner does not know the key "${key}"`)
  const imported = importWorkflow(data.workflow_form, workflow, each.patches)
  if (!imported.ok) {
    report('', `the workflow cannot be imported: ${imported.error.code} ${imported.error.message}`)
    return
  }
  const { app, secrets } = imported.value
  const mocks = each.mocks ?? {}
  const planned = plan(app, mockEnvironment(app, mocks, host))
  if (!planned.ok) {
    report('', `the workflow cannot be planned: ${planned.error.code} ${planned.error.message}`)
    return
  }
  const http = mockHttp(mocks.http ?? [])
  const ports: EnginePorts = {
    clock: systemClock,
    random: systemRandom,
    secrets: { resolve: async (name) => String(secrets[name] ?? '') },
    ...host.ports,
    http: http.port,
  }
  const started = ports.clock.now()
  const events: RunEvent[] = []
  const running = run({
    plan: planned.value,
    ports,
    inputs: each.inputs ?? {},
    system: each.system ?? {},
    conversationVariables: each.conversation_variables ?? {},
  })
  for await (const event of running) events.push(event)
  const elapsedMs = ports.clock.now() - started
  const log = { events, snapshot: running.snapshot(), requests: http.requests, elapsedMs }
  checkRun(each.expect, log, report)
  if (each.resume && each.resume.length > 0) report('resume', 'the engine cannot resume a run')
}
