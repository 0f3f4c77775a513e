import { APP_SCHEMA_VERSION, type App, type EnvironmentVariable } from '../app.ts'
import { compileAssistant } from '../assistant/compile-assistant.ts'
import { isPlainObject, type JsonObject } from '../json.ts'
import { INLINE_MARK, KIND_MARK, writeAppTree } from './app-tree.ts'
import { readAssistant } from './assistant/assistant.ts'
import { readFeatures } from './features.ts'
import { findHead, PIPELINE_KIND, type ReadHead, readHead } from './head.ts'
import { describeNode } from './needs.ts'
import { findPlugins, type PluginUser } from './plugins.ts'
import { readGraph } from './read-graph.ts'
import type { DslTree } from './read-yaml.ts'
import { Reader, type ReadNotes } from './reader.ts'
import { type ImportReport, type ImportWarning, schemaFailure } from './report.ts'
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

/** What one body of a file becomes. */
interface ReadBody {
  readonly app: Pick<App, 'graph' | 'conversationVariables' | 'features' | 'assistant'>
  readonly environmentVariables: readonly EnvironmentVariable[]
  readonly nodes: ImportReport['nodes']
  readonly users: readonly PluginUser[]
  readonly warnings: readonly ImportWarning[]
}

const NOTHING: ReadBody = {
  app: { graph: { nodes: [], edges: [] }, conversationVariables: [], features: {} },
  environmentVariables: [],
  nodes: [],
  users: [],
  warnings: [],
}

function readWorkflow(workflow: Reader, secretsOf: (names: readonly string[]) => SecretTaker): ReadBody {
  const graph = workflow.inner('graph')
  if (!graph) workflow.problem('graph', 'must be a mapping with nodes and edges')
  const variables = workflow.items('environment_variables')
  const secrets = secretsOf(variables.map((item) => item.plain('name')))
  const environmentVariables = variables.map((item) => readEnvironmentVariable(item, secrets))
  const read = graph && readGraph(graph, secrets)
  return {
    app: {
      graph: read?.graph ?? NOTHING.app.graph,
      conversationVariables: workflow.items('conversation_variables').map(readConversationVariable),
      features: readFeatures(workflow.inner('features')),
    },
    environmentVariables,
    nodes: read?.report ?? [],
    users: read?.users ?? [],
    warnings: read?.warnings ?? [],
  }
}

function readModelConfig(
  data: Reader,
  mode: App['mode'],
  secretsOf: (names: readonly string[]) => SecretTaker,
): ReadBody {
  const variables = data.items('skep_environment_variables')
  const secrets = secretsOf(variables.map((item) => item.plain('name')))
  const environmentVariables = variables.map((item) => readEnvironmentVariable(item, secrets))
  const { skep_environment_variables: _, ...settings } = data.value
  const before = data.notes.approximations.length
  const { assistant, features } = readAssistant(new Reader(secrets.settings(settings), data.path, data.notes))
  const details = [...new Set(data.notes.approximations.slice(before))]
  const app = { ...NOTHING.app, features, assistant }
  const compiled = compileAssistant({
    ...app,
    schemaVersion: 1,
    id: '',
    mode,
    name: '',
    description: '',
    environmentVariables,
  })
  const tools = isPlainObject(data.value.agent_mode) ? (data.value.agent_mode.tools ?? []) : []
  // In the words of an agent node, so that the same rules tell what it needs.
  const dataOf = (type: string): JsonObject =>
    type === 'agent' || type === 'llm'
      ? {
          model: data.value.model ?? {},
          ...(type === 'agent' ? { agent_parameters: { tools: { value: tools } } } : {}),
        }
      : {}
  return {
    ...NOTHING,
    app,
    environmentVariables,
    nodes: compiled.graph.nodes.map((node) => {
      const speaks = node.type === 'llm' || node.type === 'agent'
      return describeNode(node, dataOf(node.type), true, speaks ? details : [])
    }),
    users: compiled.graph.nodes.map(({ id, type }) => ({ id, type, data: dataOf(type) })),
  }
}

function keptWarning({ isPipeline, body }: ReadHead): readonly ImportWarning[] {
  if (isPipeline) {
    const message = 'The file is a pipeline for documents. It is kept whole; only a server can run it.'
    return [{ code: 'KIND_NOT_RUN', message, path: ['kind'] }]
  }
  if (body !== 'none') return []
  const message = 'The file is an agent of the newer kind. It is kept whole; only a server can run it.'
  return [{ code: 'MODE_NOT_RUN', message, path: ['app', 'mode'] }]
}

/** The file without the values that became secrets; what is compared and kept is this. */
function withoutSecrets(root: JsonObject, app: App, body: ReadHead['body']): JsonObject {
  const written = writeAppTree(app)
  // Settings, variables and nodes have compared themselves already, and their secrets are out.
  if (body === 'model_config') return { ...root, model_config: written.model_config ?? null }
  if (body === 'none' || !isPlainObject(root.workflow)) return root
  const workflow = root.workflow as JsonObject // of JSON
  const graph = isPlainObject(workflow.graph) ? (workflow.graph as JsonObject) : undefined // of JSON
  const ours = isPlainObject(written.workflow) ? (written.workflow as JsonObject) : {} // of JSON
  const oursGraph = isPlainObject(ours.graph) ? (ours.graph as JsonObject) : {} // of JSON
  const replace = (theirs: JsonObject, key: string, value: JsonObject[string] | undefined) =>
    Array.isArray(theirs[key]) && value !== undefined ? { [key]: value } : {}
  return {
    ...root,
    workflow: {
      ...workflow,
      ...replace(workflow, 'environment_variables', ours.environment_variables),
      ...(graph
        ? {
            graph: {
              ...graph,
              ...replace(graph, 'nodes', oursGraph.nodes),
              // A viewport that no canvas could use is not kept.
              ...(isPlainObject(graph.viewport) && !app.graph.viewport && oursGraph.viewport
                ? { viewport: oursGraph.viewport }
                : {}),
            },
          }
        : {}),
    },
  }
}

/** Turns a file's tree into an app. @throws {@link ImportFailure} @internal */
export function readApp(tree: DslTree, newId: () => string): DifyImport {
  const notes: ReadNotes = { problems: [], approximations: [] }
  checkNumbers(tree, notes)
  const root = new Reader(tree.root, [], notes)
  const found = findHead(root)
  // Before the mode: a file of another version may have other modes.
  const version = readVersion(tree.root.version)
  const read = readHead(found, root)
  const { head, mode, body, isPipeline } = read
  const id = newId()
  let secrets = new SecretTaker(id, [])
  const secretsOf = (names: readonly string[]): SecretTaker => {
    secrets = new SecretTaker(id, names)
    return secrets
  }
  const inner = body === 'none' ? undefined : root.inner(body)
  const content = !inner
    ? NOTHING
    : body === 'workflow'
      ? readWorkflow(inner, secretsOf)
      : readModelConfig(inner, mode, secretsOf)
  const icon = head.text('icon')
  const app: App = {
    schemaVersion: APP_SCHEMA_VERSION,
    id,
    mode,
    name: head.text('name') ?? '',
    description: head.text('description') ?? '',
    ...(icon ? { icon } : {}),
    ...content.app,
    environmentVariables: [...content.environmentVariables, ...inlineVariables(secrets)],
    ...(isPipeline ? { foreign: { [KIND_MARK]: PIPELINE_KIND } } : {}),
  }
  if (notes.problems.length > 0) throw schemaFailure(notes.problems)
  const residue = residueOf(writeAppTree(app), withoutSecrets(tree.root, app, body))
  return {
    app: residue ? { ...app, foreign: { ...app.foreign, ...residue } } : app,
    report: {
      ...version,
      warnings: [...tree.warnings, ...version.warnings, ...keptWarning(read), ...content.warnings],
      nodes: content.nodes,
      plugins: findPlugins(tree.root.dependencies, content.users),
    },
    secrets: Object.fromEntries(secrets.taken.map(({ secretName, value }) => [secretName, value])),
  }
}
