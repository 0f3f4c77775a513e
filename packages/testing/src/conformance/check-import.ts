import type { JsonObject, JsonValue } from '@skep/schema'
import { exportDify, exportDifyGraph } from '@skep/schema/dify'
import { parse } from 'yaml'
import type { ConformanceCase, ImportExpectation } from './case-file.ts'
import type { Report } from './check-run.ts'
import { isEqual, show } from './equal.ts'
import { importWorkflow } from './import-workflow.ts'

function objectAt(value: JsonValue | undefined, ...keys: readonly string[]): JsonObject {
  let at = value
  for (const key of keys) at = typeof at === 'object' && at !== null ? (at as JsonObject)[key] : undefined // of JSON
  return typeof at === 'object' && at !== null && !Array.isArray(at) ? (at as JsonObject) : {} // as the line says
}

function listAt(value: JsonObject, key: string): readonly JsonObject[] {
  const list = value[key]
  return Array.isArray(list) ? list.map((item: JsonValue) => objectAt(item)) : []
}

/** Imports the workflow, exports it again and looks at what came out: what is expected must have survived both. @internal */
export function checkImport(
  { workflow_form: form }: ConformanceCase,
  workflow: string,
  expectation: ImportExpectation,
  report: Report,
): void {
  const imported = importWorkflow(form, workflow)
  const status = imported.ok ? 'ok' : 'failed'
  if (expectation.status !== undefined && status !== expectation.status) {
    const error = imported.ok ? '' : `: ${imported.error.code} ${imported.error.message}`
    report('status', `the import was ${status}${error}, expected ${expectation.status}`)
  }
  if (!imported.ok) return

  const { app, report: importReport } = imported.value
  const tree: JsonValue = parse(form === 'graph' ? exportDifyGraph(app) : exportDify(app))
  const graph = form === 'graph' ? objectAt(tree) : objectAt(tree, 'workflow', 'graph')
  const nodes = listAt(graph, 'nodes')
  const types: Record<string, number> = {}
  for (const node of nodes) {
    const type = String(objectAt(node, 'data').type ?? '')
    types[type] = (types[type] ?? 0) + 1
  }
  const compare = (key: string, got: JsonValue | undefined, expected: JsonValue | undefined): void => {
    if (expected !== undefined && !isEqual(got, expected)) {
      report(key, `got ${show(got)}, expected ${show(expected)}`)
    }
  }
  compare('mode', objectAt(tree, 'app').mode, expectation.mode)
  compare('dsl_version', importReport.sourceVersion, expectation.dsl_version)
  compare('node_types', types, expectation.node_types)
  compare('edges', listAt(graph, 'edges').length, expectation.edges)

  const variables = listAt(objectAt(tree, 'workflow'), 'conversation_variables')
  for (const expected of expectation.conversation_variables ?? []) {
    const own = variables.find(({ name }) => name === expected.name)
    for (const [key, value] of Object.entries(expected)) {
      compare(`conversation_variables.${String(expected.name)}.${key}`, own?.[key], value)
    }
  }
  for (const [id, expected] of Object.entries(expectation.node_data ?? {})) {
    const data = objectAt(nodes.find((node) => node.id === id) ?? {}, 'data')
    for (const [key, value] of Object.entries(expected)) compare(`node_data.${id}.${key}`, data[key], value)
  }
}
