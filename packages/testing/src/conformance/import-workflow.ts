import type { JsonObject, JsonValue, Result } from '@skep/schema'
import { type DifyImport, importDify, importDifyGraph } from '@skep/schema/dify'
import { parse, stringify } from 'yaml'
import type { CaseRun, ConformanceCase } from './case-file.ts'

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A copy of a file's tree in which the data of some nodes is changed. */
function patch(tree: JsonValue, patches: NonNullable<CaseRun['patches']>): JsonValue {
  if (Array.isArray(tree)) return tree.map((item: JsonValue) => patch(item, patches))
  if (!isObject(tree)) return tree
  const changed = Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, patch(value, patches)]))
  const { id, data } = changed
  if (!isObject(data)) return changed
  const sets = patches.flatMap(({ node, set }) => (node === id ? [set] : []))
  return sets.length === 0 ? changed : { ...changed, data: Object.assign({ ...data }, ...sets) }
}

/** Reads the workflow of a case, with the patches of one of its runs. @internal */
export function importWorkflow(
  form: ConformanceCase['workflow_form'],
  text: string,
  patches: CaseRun['patches'] = [],
): Result<DifyImport> {
  const source = patches.length === 0 ? text : stringify(patch(parse(text), patches))
  return form === 'graph' ? importDifyGraph(source) : importDify(source)
}
