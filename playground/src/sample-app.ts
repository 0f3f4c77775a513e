import {
  APP_SCHEMA_VERSION,
  type App,
  answerNode,
  createNode,
  knowledgeRetrievalNode,
  llmNode,
  startNode,
} from '@skep/schema'

export const SAMPLE_APP_ID = 'handbook_helper'
export const SAMPLE_KNOWLEDGE_ID = 'handbook'

const ANSWER_RULE = `Answer the question from the passages below and from nothing else.
Put the number of the passage behind each sentence, like [1]. If the passages do not answer it, say so.

{{#context#}}`

const nodes = [
  createNode(startNode, { id: 'start', title: 'Question', position: { x: 40, y: 200 } }),
  createNode(knowledgeRetrievalNode, {
    id: 'search',
    title: 'Search the handbook',
    position: { x: 340, y: 200 },
    config: {
      ...knowledgeRetrievalNode.defaults,
      query: ['sys', 'query'],
      knowledgeIds: [SAMPLE_KNOWLEDGE_ID],
    },
  }),
  createNode(llmNode, {
    id: 'write',
    title: 'Write the answer',
    position: { x: 640, y: 200 },
    config: {
      ...llmNode.defaults,
      model: { provider: 'extractive', name: 'extractive', mode: 'chat', parameters: {} },
      prompt: [
        { id: 'system', role: 'system', text: ANSWER_RULE },
        { id: 'user', role: 'user', text: '{{#sys.query#}}' },
      ],
      context: { enabled: true, selector: ['search', 'result'] },
    },
  }),
  createNode(answerNode, {
    id: 'answer',
    title: 'Answer',
    position: { x: 940, y: 200 },
    config: { ...answerNode.defaults, answer: '{{#write.text#}}' },
  }),
]

function edge(source: string, target: string): App['graph']['edges'][number] {
  return {
    id: `${source}-source-${target}-target`,
    source,
    sourceHandle: 'source',
    target,
    targetHandle: 'target',
  }
}

/** A chat that answers from the knowledge base of the playground. */
export const sampleApp: App = {
  schemaVersion: APP_SCHEMA_VERSION,
  id: SAMPLE_APP_ID,
  mode: 'chatflow',
  name: 'Handbook helper',
  description: 'Answers questions from your documents and shows where each answer stands.',
  graph: { nodes, edges: [edge('start', 'search'), edge('search', 'write'), edge('write', 'answer')] },
  environmentVariables: [],
  conversationVariables: [],
  features: {
    openingStatement:
      'Ask me about the documents on the Knowledge page. I quote them and show you the place.',
    suggestedQuestions: [
      'How much is the deposit for an electric bicycle?',
      'When do we replace brake pads?',
      'What must happen after an accident?',
    ],
    citations: true,
  },
}
