import { hasErrorCode, type Result } from '../errors.ts'
import { isPlainObject, type JsonObject } from '../json.ts'
import { newId } from '../new-id.ts'
import { type DifyImport, readApp } from './read-app.ts'
import { readYaml } from './read-yaml.ts'
import { ImportFailure } from './report.ts'

/** @public */
export interface ImportDifyOptions {
  /** Makes the app's id. Default: `newId`. */
  readonly newId?: () => string
}

/** Keeps what belongs to the graph; the head of the file was only lent for reading. */
function ofGraphOnly(read: DifyImport): DifyImport {
  const { foreign, ...app } = read.app
  const at = (object: JsonObject | undefined, key: string): JsonObject | undefined => {
    const inner = isPlainObject(object?.inside) ? object.inside[key] : undefined
    return isPlainObject(inner) ? (inner as JsonObject) : undefined // a residue is JSON
  }
  const graph = at(at(foreign, 'workflow'), 'graph')
  return { ...read, app: graph ? { ...app, foreign: { inside: { workflow: { inside: { graph } } } } } : app }
}

function attempt<T>(read: () => T): Result<T> {
  try {
    return { ok: true, value: read() }
  } catch (error) {
    if (error instanceof ImportFailure) return { ok: false, error: error.error }
    if (hasErrorCode(error)) return { ok: false, error: error.toData() }
    throw error
  }
}

/**
 * Reads a Dify app file (YAML or JSON). Nothing of it is run or fetched. Fields that are not known here ride
 * along in `foreign` and come back with `exportDify`; node types that are not known keep their data whole.
 * Secrets leave the app: store them under the names given, or drop them.
 * Fails with a `DSL_*` code; for `DSL_SCHEMA`, `data.problems` lists each wrong path.
 * @public
 */
export function importDify(text: string, options: ImportDifyOptions = {}): Result<DifyImport> {
  return attempt(() => readApp(readYaml(text), options.newId ?? newId))
}

/**
 * Reads a bare graph, `{nodes, edges}`, as some tools keep it. The mode is told by its response nodes.
 * @public
 */
export function importDifyGraph(text: string, options: ImportDifyOptions = {}): Result<DifyImport> {
  return attempt(() => {
    const tree = readYaml(text)
    const { nodes } = tree.root
    if (!Array.isArray(nodes)) {
      throw new ImportFailure('DSL_NOT_AN_APP', 'The file is not a graph: it has no list of nodes.', {
        path: 'nodes',
      })
    }
    const isAnswering = nodes.some(
      (node) => isPlainObject(node) && isPlainObject(node.data) && node.data.type === 'answer',
    )
    const mode = isAnswering ? 'advanced-chat' : 'workflow'
    const root: JsonObject = { app: { name: '', mode }, workflow: { graph: tree.root } }
    return ofGraphOnly(readApp({ ...tree, root }, options.newId ?? newId))
  })
}
