import type { RunEvent } from '@skep/client'
import { type App, builtinNodes, type JsonObject, type JsonValue, type ValueType } from '@skep/schema'
import {
  type CaseRun,
  type ConformanceCase,
  type ConformanceFolder,
  type Mocks,
  readCase,
} from './case-file.ts'
import { checkImport } from './check-import.ts'
import { checkRun, type Report } from './check-run.ts'
import { FOREIGN_TYPE, withMocks } from './extensions.ts'
import type { ConformanceFailure, ConformanceRun, ConformanceTarget } from './host.ts'
import { importWorkflow } from './import-workflow.ts'
import { unknownCaseKeys, unknownImportKeys, unknownRunKeys } from './known-keys.ts'
import { createRunLog } from './run-log.ts'

/**
 * Runs every run of a conformance folder and says what was not met; an empty list means that all was.
 * A key that the runner does not know is a failure, so that nothing is passed over in silence. Never throws.
 * @public
 */
export async function runConformanceCase(
  folder: ConformanceFolder,
  target: ConformanceTarget,
): Promise<readonly ConformanceFailure[]> {
  const read = readCase(folder.case)
  if (!read.ok) return [{ runId: '', key: 'case', message: read.error.message }]
  const { value: data } = read
  const failures: ConformanceFailure[] = []
  const reportTo =
    (runId: string, path: string): Report =>
    (key, message) =>
      failures.push({ runId, key: key === '' ? path : `${path}.${key}`, message })

  async function runAll(each: CaseRun): Promise<void> {
    await guarded(reportTo(each.id, 'case'), async () => {
      for (const key of unknownRunKeys(each)) reportTo(each.id, 'case')('', unknownMessage(key))
    })
    const times = each.repeat ?? 1
    if (!Number.isInteger(times) || times < 1) reportTo(each.id, 'case')('', 'the run is not made even once')
    for (let time = 0; time < times; time += 1) {
      await guarded(reportTo(each.id, 'expect'), () =>
        runOnce(data, each, folder.workflow, target, (path) => reportTo(each.id, path)),
      )
    }
  }

  // What a case holds may be of any form: what breaks over it fails it, and no other.
  await guarded(reportTo('', 'case'), async () => {
    for (const key of unknownCaseKeys(data)) reportTo('', 'case')('', unknownMessage(key))
    if (data.kind === 'import') {
      const expectation = data.import?.expect
      const report = reportTo('import', 'import.expect')
      if (!expectation) report('', 'the case expects nothing')
      for (const key of unknownImportKeys(expectation ?? {})) report(key, 'the runner does not know this key')
      await guarded(report, async () => checkImport(data, folder.workflow, expectation ?? {}, report))
    } else if (!(data.runs.length > 0)) reportTo('', 'case')('', 'the case has no run')
    for (const each of data.runs) await runAll(each)
  })
  return failures
}

function unknownMessage(key: string): string {
  return `the runner does not know the key "${key}"`
}

async function guarded(report: Report, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? `${String(error.code)} ` : ''
    report('', error instanceof Error ? `${code}${error.message}` : String(error))
  }
}

async function runOnce(
  data: ConformanceCase,
  each: CaseRun,
  workflow: string,
  target: ConformanceTarget,
  reportTo: (path: string) => Report,
): Promise<void> {
  const imported = importWorkflow(data.workflow_form, workflow, each.patches)
  if (!imported.ok) {
    reportTo('expect')(
      '',
      `the workflow cannot be imported: ${imported.error.code} ${imported.error.message}`,
    )
    return
  }
  const mocks = each.mocks ?? {}
  const app = withForeign(withConversation(imported.value.app, each.conversation_variables ?? {}), mocks)
  const { query, files } = each.system ?? {}
  const system = { ...(query === undefined ? {} : { query }), ...(files === undefined ? {} : { files }) }
  const legs: (readonly RunEvent[])[] = []
  const began = Date.now()
  const running = await target.start({
    app,
    secrets: imported.value.secrets,
    inputs: withMocks(each.inputs ?? {}, mocks),
    ...system,
  })
  const read = async (): Promise<ReturnType<typeof createRunLog>> => {
    legs.push(await running.read())
    return createRunLog(app, legs, { sys: sysOf(each), elapsedMs: Date.now() - began })
  }
  let log = await read()
  checkRun(each.expect, log, reportTo('expect'))
  for (const [index, { form, expect }] of (each.resume ?? []).entries()) {
    const report = reportTo(`resume[${index}].expect`)
    if (!(await submit(running, legs, form, report))) break
    log = await read()
    checkRun(expect, log, report)
  }
  if (log.status === 'paused') await running.close()
}

/** Sends the form of a case; false, and a report, when nothing waits for it. */
async function submit(
  running: ConformanceRun,
  legs: readonly (readonly RunEvent[])[],
  { node, action, inputs }: NonNullable<CaseRun['resume']>[number]['form'],
  report: Report,
): Promise<boolean> {
  // A node that paused beside another goes on waiting when that one has its answer.
  const events = legs.flat()
  const paused = events.findLast((event) => event.type === 'node_paused' && event.nodeId === node)
  if (paused?.type !== 'node_paused' || events.at(-1)?.type !== 'run_paused') {
    report('', `the run does not wait for a form of ${node}`)
    return false
  }
  await running.submit({
    nodeId: node,
    executionId: paused.executionId,
    submission: { actionId: action, inputs: inputs ?? {} },
  })
  return true
}

/** The app with other values of its conversation variables; values of undeclared ones are declared by it. */
function withConversation(app: App, values: JsonObject): App {
  const declared = new Set(app.conversationVariables.map(({ name }) => name))
  return {
    ...app,
    conversationVariables: [
      ...app.conversationVariables.map((variable) => ({
        ...variable,
        value: values[variable.name] ?? variable.value,
      })),
      ...Object.entries(values)
        .filter(([name]) => !declared.has(name))
        .map(([name, value]) => ({ id: name, name, type: typeOf(value), value, description: '' })),
    ],
  }
}

function typeOf(value: JsonValue): ValueType {
  if (Array.isArray(value)) return 'array[any]'
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    default:
      return 'object'
  }
}

/** The app with the nodes that only their mock can run, since Skep does not have their type. */
function withForeign(app: App, mocks: Mocks): App {
  const known = new Set(builtinNodes.map(({ type }) => type))
  const nodes = app.graph.nodes.map((node) =>
    !known.has(node.type) && (mocks.nodes?.[node.id] ?? mocks.node_types?.[node.type])
      ? { ...node, type: FOREIGN_TYPE, config: { type: node.type } }
      : node,
  )
  return { ...app, graph: { ...app.graph, nodes } }
}

function sysOf({ system }: CaseRun): JsonObject {
  const { query, files } = system ?? {}
  return {
    dialogue_count: 1,
    ...(query === undefined ? {} : { query }),
    ...(files === undefined ? {} : { files: files.map((file) => ({ ...file })) }),
  }
}
