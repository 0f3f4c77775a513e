import { APP_SCHEMA_VERSION, type App, type AppGraph, type AppMode, type AppNode, type Point } from './app.ts'
import type { NodeDefinition } from './define-node.ts'
import type { JsonObject } from './json.ts'
import { type AnswerConfig, answerNode } from './nodes/answer.ts'
import { type EndConfig, endNode } from './nodes/end.ts'
import { type StartConfig, startNode } from './nodes/start.ts'

/** A node of a type with the type's default config, or the one given. @public */
export function createNode<Config>(
  definition: NodeDefinition<Config>,
  options: {
    readonly id: string
    readonly title: string
    readonly position: Point
    readonly config?: Config
    readonly parentId?: string
  },
): AppNode {
  const { id, title, position, config = definition.defaults, parentId } = options
  return {
    id,
    type: definition.type,
    title,
    position,
    ...(parentId === undefined ? {} : { parentId }),
    // A definition's config is JSON by contract; its type parameter cannot say so for every Config.
    config: config as JsonObject,
    ...(definition.defaultRetry ? { retry: definition.defaultRetry } : {}),
    ...(definition.version > 1 ? { configVersion: definition.version } : {}),
  }
}

const START: Point = { x: 80, y: 280 }
const NEXT: Point = { x: 400, y: 280 }

function connect(start: AppNode, response: AppNode): AppGraph {
  const id = `${start.id}-source-${response.id}-target`
  const edge = { id, source: start.id, sourceHandle: 'source', target: response.id, targetHandle: 'target' }
  return { nodes: [start, response], edges: [edge] }
}

function workflowGraph(): AppGraph {
  const start: StartConfig = {
    variables: [{ variable: 'text', label: 'Text', type: 'paragraph', required: true }],
  }
  const end: EndConfig = { outputs: [{ variable: 'text', selector: ['start', 'text'], type: 'string' }] }
  return connect(
    createNode(startNode, { id: 'start', title: 'Start', position: START, config: start }),
    createNode(endNode, { id: 'end', title: 'End', position: NEXT, config: end }),
  )
}

function chatGraph(): AppGraph {
  const answer: AnswerConfig = { answer: '{{#sys.query#}}' }
  return connect(
    createNode(startNode, { id: 'start', title: 'Start', position: START }),
    createNode(answerNode, { id: 'answer', title: 'Answer', position: NEXT, config: answer }),
  )
}

/**
 * The smallest app that runs: a workflow that returns its text, or a chat that repeats the question.
 * @public
 */
export function createApp(options: {
  readonly id: string
  readonly mode: AppMode
  readonly name: string
  readonly description?: string
}): App {
  const { id, mode, name, description = '' } = options
  return {
    schemaVersion: APP_SCHEMA_VERSION,
    id,
    mode,
    name,
    description,
    graph: mode === 'workflow' ? workflowGraph() : chatGraph(),
    environmentVariables: [],
    conversationVariables: [],
    features: {},
  }
}
