import type { JsonObject, JsonValue } from '@skep/schema'

/** A node as a Dify file holds it: the reference interpreter reads it as it is, the engine imports it. @internal */
export interface GraphNode {
  readonly id: string
  /** The container that it stands in. */
  readonly parentId?: string
  readonly data: JsonObject & { readonly type: string }
}

/** @internal */
export interface GraphEdge {
  readonly source: string
  readonly handle: string
  readonly target: string
}

/** @internal */
export interface ConversationValue {
  readonly name: string
  readonly value_type: string
  readonly value: JsonValue
}

/** A random app with what it is run with. @internal */
export interface RandomApp {
  readonly mode: 'advanced-chat' | 'workflow'
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  readonly conversation: readonly ConversationValue[]
  readonly inputs: JsonObject
  readonly query: string
}

/** The app as a Dify file (JSON is YAML). @internal */
export function toDify(app: RandomApp): string {
  const byId = new Map(app.nodes.map((node) => [node.id, node]))
  return JSON.stringify({
    version: '0.3.1',
    kind: 'app',
    app: { name: 'Random', mode: app.mode, icon: 'x', icon_background: '#fff', description: '' },
    workflow: {
      conversation_variables: app.conversation.map((variable) => ({
        id: variable.name,
        description: '',
        selector: ['conversation', variable.name],
        ...variable,
      })),
      environment_variables: [],
      features: {},
      graph: {
        nodes: app.nodes.map(({ id, parentId, data }) => ({
          id,
          ...(parentId === undefined ? {} : { parentId }),
          type: 'custom',
          position: { x: 0, y: 0 },
          data: { title: id, ...data, ...marks(parentId === undefined ? undefined : byId.get(parentId)) },
        })),
        edges: app.edges.map(({ source, handle, target }) => ({
          id: `${source}-${handle}-${target}-target`,
          type: 'custom',
          source,
          sourceHandle: handle,
          target,
          targetHandle: 'target',
          data: {},
        })),
      },
    },
  })
}

function marks(parent: GraphNode | undefined): JsonObject {
  if (parent?.data.type === 'iteration') return { isInIteration: true, iteration_id: parent.id }
  if (parent?.data.type === 'loop') return { isInLoop: true, loop_id: parent.id }
  return {}
}
