import type { App, AppEdge, AppNode } from '../app.ts'
import { NOTE_TYPE } from '../app.ts'
import { createNode } from '../create-app.ts'
import { answerNode } from '../nodes/answer.ts'
import { knowledgeRetrievalNode } from '../nodes/knowledge-retrieval.ts'
import { llmNode } from '../nodes/llm.ts'
import { type StartVariable, startNode } from '../nodes/start.ts'
import type { AssistantConfig } from './assistant.ts'
import { createAgentNode } from './compile-agent.ts'
import { compileKnowledge } from './compile-knowledge.ts'
import { compilePrompt } from './compile-prompt.ts'

/** The ids of the nodes that an assistant becomes; selectors and events name them. @public */
export const ASSISTANT_NODE_IDS = {
  start: 'start',
  knowledge: 'knowledge',
  llm: 'llm',
  agent: 'agent',
  answer: 'answer',
} as const

const COLUMN = 304

/** What an external tool would have fetched is asked for, unless the form asks for it already. */
function formOf({ inputs, externalDataTools = [] }: AssistantConfig): readonly StartVariable[] {
  const asked = new Set(inputs.map((input) => input.variable))
  const more = externalDataTools.filter((tool) => tool.enabled && !asked.has(tool.variable))
  return [
    ...inputs,
    ...more.map(
      ({ variable, label }): StartVariable => ({
        variable,
        label: label ?? variable,
        type: 'paragraph',
        required: false,
      }),
    ),
  ]
}

function connect(nodes: readonly AppNode[]): readonly AppEdge[] {
  return nodes.slice(1).map((target, index) => {
    const source = nodes[index]?.id ?? ''
    const id = `${source}-source-${target.id}-target`
    return { id, source, sourceHandle: 'source', target: target.id, targetHandle: 'target' }
  })
}

/** Whether an app is settings without a graph, so that its graph is made of them. @public */
export function isAssistant(app: App): app is App & { readonly assistant: AssistantConfig } {
  return app.assistant !== undefined && app.graph.nodes.every((node) => node.type === NOTE_TYPE)
}

function compileNodes(app: App, assistant: AssistantConfig): readonly AppNode[] {
  const ids = ASSISTANT_NODE_IDS
  const position = (index: number) => ({ x: 80 + index * COLUMN, y: 280 })
  const variables = formOf(assistant)
  const fields = new Set(variables.map((each) => each.variable))
  const isAgent = app.mode === 'agent' && assistant.agent?.enabled !== false
  const start = createNode(startNode, {
    id: ids.start,
    title: 'Start',
    position: position(0),
    config: { variables },
  })
  const config = compileKnowledge(assistant, app.mode, fields)
  const knowledge = config
    ? [
        createNode(knowledgeRetrievalNode, {
          id: ids.knowledge,
          title: 'Knowledge',
          position: position(1),
          config,
        }),
      ]
    : []
  const at = position(1 + knowledge.length)
  const speaker = isAgent
    ? createAgentNode(assistant, { id: ids.agent, position: at, fields, hasKnowledge: config !== undefined })
    : createNode(llmNode, {
        id: ids.llm,
        title: 'Model',
        position: at,
        config: compilePrompt(assistant, app, { fields, hasKnowledge: config !== undefined }),
      })
  const answer = createNode(answerNode, {
    id: ids.answer,
    title: 'Answer',
    position: position(2 + knowledge.length),
    config: { answer: `{{#${speaker.id}.text#}}` },
  })
  return [start, ...knowledge, speaker, answer]
}

/**
 * The graph of an app that has none: start, knowledge where there is some, a model or an agent, an answer. An app
 * with a graph comes back as it is. The result is an ordinary app: it can be run, checked, shown and edited.
 * Compiling the same app gives the same graph.
 * @public
 */
export function compileAssistant(app: App): App {
  if (!isAssistant(app)) return app
  const { assistant, ...rest } = app
  const nodes = compileNodes(app, assistant)
  return { ...rest, graph: { ...app.graph, nodes: [...nodes, ...app.graph.nodes], edges: connect(nodes) } }
}
