import { APP_SCHEMA_VERSION, type App, type AppMode, type EnvironmentVariable } from '../app.ts'
import { hasErrorCode, type Result } from '../errors.ts'
import { isPlainObject, type JsonObject } from '../json.ts'
import { newId } from '../new-id.ts'
import { INLINE_MARK, writeAppTree } from './app-tree.ts'
import { readFeatures } from './features.ts'
import { readGraph } from './read-graph.ts'
import { type DslTree, readYaml } from './read-yaml.ts'
import { Reader, type ReadNotes } from './reader.ts'
import { ImportFailure, type ImportReport, schemaFailure } from './report.ts'
import { residueOf } from './residue.ts'
import { SecretTaker } from './secrets.ts'
import { readConversationVariable, readEnvironmentVariable } from './variables.ts'
import { readVersion } from './version.ts'

/** @public */
export interface DifyImport {
  readonly app: App
  readonly report: ImportReport
  /** Secret values by name, for the secret store. They are nowhere else. */
  readonly secrets: JsonObject
}

/** @public */
export interface ImportDifyOptions {
  /** Makes the app's id. Default: `newId`. */
  readonly newId?: () => string
}

const GEOMETRY: ReadonlySet<string> = new Set([
  'position',
  'positionAbsolute',
  'viewport',
  'width',
  'height',
  'zIndex',
  'style',
])

/** Numbers that JSON does not have are repaired where they only place a node, and refused elsewhere. */
function checkNumbers({ notFinite }: DslTree, notes: ReadNotes): void {
  for (const path of notFinite) {
    const isGeometry = !path.includes('data') && path.some((part) => GEOMETRY.has(String(part)))
    if (!isGeometry) notes.problems.push({ path, message: 'must be a finite number' })
  }
}

function readMode(app: Reader, root: JsonObject): AppMode {
  const mode = app.text('mode') ?? ''
  switch (mode) {
    case 'workflow':
      return 'workflow'
    case 'advanced-chat':
      return 'chatflow'
    case 'chat':
    case 'agent-chat':
    case 'agent':
    case 'completion':
      if (isPlainObject(root.workflow)) return 'chatflow'
      throw new ImportFailure(
        'DSL_UNSUPPORTED',
        `Apps of the mode ${mode} are not imported yet. Turn it into a chatflow in Dify and export that.`,
        { mode, path: 'app.mode' },
      )
    default:
      throw new ImportFailure('DSL_UNSUPPORTED', 'The file names no app mode that is known here.', {
        mode: mode.slice(0, 40),
        path: 'app.mode',
      })
  }
}

function inlineVariables(secrets: SecretTaker): readonly EnvironmentVariable[] {
  return secrets.created.map(({ variable, secretName }) => ({
    id: variable,
    name: variable,
    type: 'secret',
    value: '',
    secretName,
    foreign: { [INLINE_MARK]: true },
  }))
}

function readWorkflow(root: Reader): Reader {
  const workflow = root.inner('workflow')
  if (workflow) return workflow
  throw new ImportFailure('DSL_MISSING_WORKFLOW', 'The file names a workflow app but holds no workflow.', {
    path: 'workflow',
  })
}

/** The file without the values that became secrets; what is compared and kept is this. */
function withoutSecrets(root: Reader, workflow: Reader, app: App): JsonObject {
  const written = writeAppTree(app)
  const graph = workflow.inner('graph')
  // Variables and nodes have compared themselves already, and their secrets are out.
  const ours = isPlainObject(written.workflow) ? (written.workflow as JsonObject) : {} // of JSON
  const oursGraph = isPlainObject(ours.graph) ? (ours.graph as JsonObject) : {} // of JSON
  const replace = (theirs: JsonObject, key: string, value: JsonObject[string] | undefined) =>
    Array.isArray(theirs[key]) && value !== undefined ? { [key]: value } : {}
  return {
    ...root.value,
    workflow: {
      ...workflow.value,
      ...replace(workflow.value, 'environment_variables', ours.environment_variables),
      ...(graph
        ? {
            graph: {
              ...graph.value,
              ...replace(graph.value, 'nodes', oursGraph.nodes),
              // A viewport that no canvas could use is not kept.
              ...(isPlainObject(graph.value.viewport) && !app.graph.viewport && oursGraph.viewport
                ? { viewport: oursGraph.viewport }
                : {}),
            },
          }
        : {}),
    },
  }
}

function readApp(tree: DslTree, options: ImportDifyOptions): DifyImport {
  const notes: ReadNotes = { problems: [], approximations: [] }
  checkNumbers(tree, notes)
  const root = new Reader(tree.root, [], notes)
  if (!isPlainObject(tree.root.app)) {
    throw new ImportFailure('DSL_NOT_AN_APP', 'The file is not an app: it has no "app" part.', {
      path: 'app',
    })
  }
  const { sourceVersion, warnings } = readVersion(tree.root.version)
  const head = root.inner('app') ?? root
  const mode = readMode(head, tree.root)
  const workflow = readWorkflow(root)
  const graph = workflow.inner('graph')
  if (!graph) workflow.problem('graph', 'must be a mapping with nodes and edges')

  const id = (options.newId ?? newId)()
  const variables = workflow.items('environment_variables')
  const secrets = new SecretTaker(
    id,
    variables.map((item) => String(item.json('name') ?? '')),
  )
  const environmentVariables = variables.map((item) => readEnvironmentVariable(item, secrets))
  const read = graph && readGraph(graph, secrets)
  const icon = head.text('icon')
  const app: App = {
    schemaVersion: APP_SCHEMA_VERSION,
    id,
    mode,
    name: head.text('name') ?? '',
    description: head.text('description') ?? '',
    ...(icon ? { icon } : {}),
    graph: read?.graph ?? { nodes: [], edges: [] },
    environmentVariables: [...environmentVariables, ...inlineVariables(secrets)],
    conversationVariables: workflow.items('conversation_variables').map(readConversationVariable),
    features: readFeatures(workflow.inner('features')),
  }
  if (notes.problems.length > 0) throw schemaFailure(notes.problems)
  const foreign = residueOf(writeAppTree(app), withoutSecrets(root, workflow, app))
  return {
    app: foreign ? { ...app, foreign } : app,
    report: {
      sourceVersion,
      warnings: [...tree.warnings, ...warnings, ...(read?.warnings ?? [])],
      nodes: read?.report ?? [],
    },
    secrets: Object.fromEntries(secrets.taken.map(({ secretName, value }) => [secretName, value])),
  }
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
  return attempt(() => readApp(readYaml(text), options))
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
    return ofGraphOnly(readApp({ ...tree, root }, options))
  })
}
