import type { App, AppNode, EnvironmentVariable } from '../app.ts'
import { isAssistant } from '../assistant/compile-assistant.ts'
import type { JsonObject } from '../json.ts'
import { writeAssistant } from './assistant/assistant.ts'
import { writeEdge } from './edge.ts'
import { writeFeatures } from './features.ts'
import { PIPELINE_KIND, toDifyMode } from './head.ts'
import { writeNode } from './node.ts'
import { applyResidue } from './residue.ts'
import { mayHoldSecrets } from './secret-fields.ts'
import { writeConversationVariable, writeEnvironmentVariable } from './variables.ts'
import { WRITTEN_VERSION } from './version.ts'

/** Marks the environment variables that an import made for keys inside settings. @internal */
export const INLINE_MARK = 'inline'

/** The key of `foreign` that says which kind of file an app came from, where it was no app. @internal */
export const KIND_MARK = 'kind'

/**
 * The variables whose values are written back into settings instead of being written as variables: those that an
 * import made, as long as nothing else refers to them.
 * @internal
 */
export function inlinedVariables(app: App): readonly EnvironmentVariable[] {
  const marked = app.environmentVariables.filter((variable) => variable.foreign?.[INLINE_MARK] === true)
  if (marked.length === 0) return []
  const others = app.graph.nodes.filter((node) => !mayHoldSecrets(node.type)).map((node) => node.config)
  const text = JSON.stringify([others, app.features])
  return marked.filter(({ name }) => !text.includes(`#env.${name}#`) && !text.includes(`["env","${name}"`))
}

function isImageUrl(icon: string): boolean {
  return /^(?:https?:|data:image\/)/i.test(icon)
}

/** The variables that a file shows. @internal */
function writtenVariables(app: App): readonly JsonObject[] {
  const inlined = new Set(inlinedVariables(app))
  return app.environmentVariables.filter((variable) => !inlined.has(variable)).map(writeEnvironmentVariable)
}

function writeWorkflow(app: App): JsonObject {
  const nodes = new Map<string, AppNode>(app.graph.nodes.map((node) => [node.id, node]))
  return {
    conversation_variables: app.conversationVariables.map(writeConversationVariable),
    environment_variables: writtenVariables(app),
    features: writeFeatures(app.features),
    graph: {
      nodes: app.graph.nodes.map((node) =>
        writeNode(node, node.parentId === undefined ? undefined : nodes.get(node.parentId)),
      ),
      edges: app.graph.edges.map((edge) => writeEdge(edge, nodes)),
      viewport: app.graph.viewport ? { ...app.graph.viewport } : { x: 0, y: 0, zoom: 1 },
    },
  }
}

function writeBody(app: App): JsonObject {
  if (!isAssistant(app)) return { workflow: writeWorkflow(app) }
  const variables = writtenVariables(app)
  return {
    model_config: {
      ...writeAssistant(app.assistant, app.features),
      // Dify's simple apps have no variables; what was made here comes back to us.
      ...(variables.length > 0 ? { skep_environment_variables: variables } : {}),
    },
  }
}

/** The whole file as a tree, without the values of secrets. @internal */
export function writeAppTree(app: App): JsonObject {
  const icon = app.icon ?? '🤖'
  const isPipeline = app.foreign?.[KIND_MARK] === PIPELINE_KIND
  const head: JsonObject = {
    name: app.name,
    ...(isPipeline ? {} : { mode: toDifyMode(app.mode, !isAssistant(app)) }),
    description: app.description,
    icon,
    icon_type: isImageUrl(icon) ? 'link' : 'emoji',
    icon_background: '#FFEAD5',
    use_icon_as_answer_icon: false,
  }
  const ours: JsonObject = {
    [isPipeline ? PIPELINE_KIND : 'app']: head,
    kind: isPipeline ? PIPELINE_KIND : 'app',
    version: WRITTEN_VERSION,
    dependencies: [],
    ...writeBody(app),
  }
  return applyResidue(ours, app.foreign)
}
