import type { App, AppMode, AppNode, EnvironmentVariable } from '../app.ts'
import type { JsonObject } from '../json.ts'
import { writeEdge } from './edge.ts'
import { writeFeatures } from './features.ts'
import { writeNode } from './node.ts'
import { applyResidue } from './residue.ts'
import { writeConversationVariable, writeEnvironmentVariable } from './variables.ts'

/** The DSL version that new files are written in. @internal */
export const WRITTEN_VERSION = '0.6.0'

/** Marks the environment variables that an import made for keys inside http nodes. @internal */
export const INLINE_MARK = 'inline'

/**
 * The variables whose values are written back into http nodes instead of being written as variables: those that
 * an import made, as long as nothing but http nodes refers to them.
 * @internal
 */
export function inlinedVariables(app: App): readonly EnvironmentVariable[] {
  const marked = app.environmentVariables.filter((variable) => variable.foreign?.[INLINE_MARK] === true)
  if (marked.length === 0) return []
  const others = app.graph.nodes.filter((node) => node.type !== 'http-request').map((node) => node.config)
  const text = JSON.stringify([others, app.features])
  return marked.filter(({ name }) => !text.includes(`#env.${name}#`) && !text.includes(`["env","${name}"`))
}

function toDifyMode(mode: AppMode): string {
  // Simple apps run as graphs here, so a graph is what they are in a file.
  return mode === 'workflow' ? 'workflow' : 'advanced-chat'
}

function isImageUrl(icon: string): boolean {
  return /^(?:https?:|data:image\/)/i.test(icon)
}

/** The whole file as a tree, without the values of secrets. @internal */
export function writeAppTree(app: App): JsonObject {
  const nodes = new Map<string, AppNode>(app.graph.nodes.map((node) => [node.id, node]))
  const inlined = new Set(inlinedVariables(app))
  const icon = app.icon ?? '🤖'
  const ours: JsonObject = {
    app: {
      name: app.name,
      mode: toDifyMode(app.mode),
      description: app.description,
      icon,
      icon_type: isImageUrl(icon) ? 'link' : 'emoji',
      icon_background: '#FFEAD5',
      use_icon_as_answer_icon: false,
    },
    kind: 'app',
    version: WRITTEN_VERSION,
    dependencies: [],
    workflow: {
      conversation_variables: app.conversationVariables.map(writeConversationVariable),
      environment_variables: app.environmentVariables
        .filter((variable) => !inlined.has(variable))
        .map(writeEnvironmentVariable),
      features: writeFeatures(app.features),
      graph: {
        nodes: app.graph.nodes.map((node) =>
          writeNode(node, node.parentId === undefined ? undefined : nodes.get(node.parentId)),
        ),
        edges: app.graph.edges.map((edge) => writeEdge(edge, nodes)),
        viewport: app.graph.viewport ? { ...app.graph.viewport } : { x: 0, y: 0, zoom: 1 },
      },
    },
  }
  return applyResidue(ours, app.foreign)
}
