import {
  APP_SCHEMA_VERSION,
  type App,
  answerNode,
  createNode,
  knowledgeRetrievalNode,
  llmNode,
  startNode,
} from '@skep/schema'

const position = { x: 0, y: 0 }

/** A chat over the knowledge base `base`, answered by quoting. */
export const chatWithDocuments: App = {
  schemaVersion: APP_SCHEMA_VERSION,
  id: 'chat',
  mode: 'chatflow',
  name: 'Chat',
  description: '',
  graph: {
    nodes: [
      createNode(startNode, { id: 'start', title: 'Start', position }),
      createNode(knowledgeRetrievalNode, {
        id: 'search',
        title: 'Search',
        position,
        config: { ...knowledgeRetrievalNode.defaults, query: ['sys', 'query'], knowledgeIds: ['base'] },
      }),
      createNode(llmNode, {
        id: 'write',
        title: 'Write',
        position,
        config: {
          ...llmNode.defaults,
          model: { provider: 'extractive', name: 'extractive', mode: 'chat', parameters: {} },
          prompt: [
            { role: 'system', text: 'Answer from these passages.\n{{#context#}}' },
            { role: 'user', text: '{{#sys.query#}}' },
          ],
          context: { enabled: true, selector: ['search', 'result'] },
        },
      }),
      createNode(answerNode, {
        id: 'answer',
        title: 'Answer',
        position,
        config: { answer: '{{#write.text#}}' },
      }),
    ],
    edges: [
      { id: '1', source: 'start', sourceHandle: 'source', target: 'search', targetHandle: 'target' },
      { id: '2', source: 'search', sourceHandle: 'source', target: 'write', targetHandle: 'target' },
      { id: '3', source: 'write', sourceHandle: 'source', target: 'answer', targetHandle: 'target' },
    ],
  },
  environmentVariables: [],
  conversationVariables: [],
  features: {},
}
