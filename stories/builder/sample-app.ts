import { APP_SCHEMA_VERSION, type App, type AppEdge, type AppNode } from '@skep/schema'

const edge = (source: string, target: string, sourceHandle = 'source'): AppEdge => ({
  id: `${source}-${sourceHandle}-${target}-target`,
  source,
  sourceHandle,
  target,
  targetHandle: 'target',
})

/** A service desk that answers from its handbook, and says so when it finds nothing. */
export const deskApp: App = {
  schemaVersion: APP_SCHEMA_VERSION,
  id: 'desk',
  mode: 'chatflow',
  name: 'Harbour service desk',
  description: 'Answers guests from the handbook.',
  icon: '⛵',
  graph: {
    nodes: [
      {
        id: 'start',
        type: 'start',
        title: 'Start',
        position: { x: 0, y: 160 },
        config: {
          variables: [
            {
              variable: 'language',
              label: 'Language',
              type: 'select',
              required: false,
              options: ['English', 'Deutsch', 'Nederlands'],
            },
          ],
        },
      },
      {
        id: 'handbook',
        type: 'knowledge-retrieval',
        title: 'Search the handbook',
        position: { x: 310, y: 160 },
        config: {
          query: ['sys', 'query'],
          knowledgeIds: ['handbook'],
          retrievalMode: 'multiple',
          multiple: { topK: 4, scoreThreshold: null, rerankingEnabled: false },
          metadataFiltering: { mode: 'disabled' },
        },
      },
      {
        id: 'found',
        type: 'if-else',
        title: 'Anything found?',
        position: { x: 620, y: 140 },
        config: {
          cases: [
            {
              id: 'true',
              logicalOperator: 'and',
              conditions: [
                {
                  id: 'c1',
                  selector: ['handbook', 'result'],
                  varType: 'array[object]',
                  operator: 'not empty',
                  value: '',
                },
              ],
            },
          ],
        },
      },
      {
        id: 'writer',
        type: 'llm',
        title: 'Write the answer',
        position: { x: 930, y: 40 },
        errorStrategy: { type: 'fail-branch' },
        config: {
          model: {
            provider: 'extractive',
            name: 'extractive',
            mode: 'chat',
            parameters: { temperature: 0.2 },
          },
          prompt: [
            {
              id: 'p1',
              role: 'system',
              text: 'Answer in {{#start.language#}} from the passages only.\n\n{{#context#}}',
            },
            { id: 'p2', role: 'user', text: '{{#sys.query#}}' },
          ],
          jinjaVariables: [],
          context: { enabled: true, selector: ['handbook', 'result'] },
          memory: { window: { enabled: true, size: 6 } },
          vision: { enabled: false },
        },
      },
      {
        id: 'answer',
        type: 'answer',
        title: 'Answer',
        position: { x: 1240, y: 20 },
        config: { answer: '{{#writer.text#}}' },
      },
      {
        id: 'sorry',
        type: 'answer',
        title: 'Nothing found',
        position: { x: 930, y: 330 },
        config: { answer: 'The handbook says nothing about that. Ask at the desk until 18:00.' },
      },
      {
        id: 'failed',
        type: 'answer',
        title: 'Apology',
        position: { x: 1240, y: 190 },
        config: { answer: 'That did not work: {{#writer.error_message#}}' },
      },
    ],
    edges: [
      edge('start', 'handbook'),
      edge('handbook', 'found'),
      edge('found', 'writer', 'true'),
      edge('found', 'sorry', 'false'),
      edge('writer', 'answer'),
      edge('writer', 'failed', 'fail-branch'),
    ],
  },
  environmentVariables: [{ id: 'env1', name: 'DESK_PHONE', type: 'string', value: '+31 20 555 0101' }],
  conversationVariables: [],
  features: { openingStatement: 'Hello! Ask me about boats, tides and tickets.' },
}

/** A workflow with one node of each remaining kind. */
export const workflowApp: App = {
  ...deskApp,
  id: 'report',
  mode: 'workflow',
  name: 'Tide report',
  icon: '🌊',
  graph: {
    nodes: [
      {
        id: 'start',
        type: 'start',
        title: 'Start',
        position: { x: 0, y: 120 },
        config: {
          variables: [
            {
              variable: 'place',
              label: 'Place',
              type: 'text-input',
              required: true,
              maxLength: 64,
              placeholder: 'Harlingen',
            },
            { variable: 'heights', label: 'Heights', type: 'json-object', required: true },
            { variable: 'days', label: 'Days', type: 'number', required: false, default: 3, unit: 'days' },
            { variable: 'short', label: 'Short version', type: 'checkbox', required: false },
          ],
        },
      },
      {
        id: 'count',
        type: 'code',
        title: 'Find the highest',
        position: { x: 310, y: 40 },
        retry: { enabled: true, maxRetries: 2, intervalMs: 500 },
        config: {
          language: 'javascript',
          code: 'function main({ heights }) {\n  // Heights come by hour.\n  const all = Object.values(heights)\n  return { highest: Math.max(...all), hours: all.length }\n}\n',
          variables: [{ variable: 'heights', selector: ['start', 'heights'] }],
          outputs: { highest: { type: 'number' }, hours: { type: 'number' } },
        },
      },
      {
        id: 'words',
        type: 'template-transform',
        title: 'Put it in words',
        position: { x: 620, y: 120 },
        config: {
          template: 'High water at {{ place }}: {{ highest }} m\n{% if short %}Have a good day!{% endif %}',
          variables: [
            { variable: 'place', selector: ['start', 'place'] },
            { variable: 'highest', selector: ['count', 'highest'] },
            { variable: 'short', selector: ['start', 'short'] },
          ],
        },
      },
      {
        id: 'merge',
        type: 'variable-aggregator',
        title: 'First that is there',
        position: { x: 930, y: 120 },
        config: {
          outputType: 'string',
          variables: [
            ['words', 'output'],
            ['start', 'place'],
          ],
        },
      },
      {
        id: 'end',
        type: 'end',
        title: 'End',
        position: { x: 1240, y: 120 },
        config: {
          outputs: [
            { variable: 'report', selector: ['merge', 'output'], type: 'string' },
            { variable: 'highest', selector: ['count', 'highest'], type: 'number' },
          ],
        },
      },
    ],
    edges: [edge('start', 'count'), edge('count', 'words'), edge('words', 'merge'), edge('merge', 'end')],
  },
  features: {},
}

/** An app with everything that can be wrong with one. */
export const brokenApp: App = {
  ...deskApp,
  id: 'broken',
  name: 'Half finished',
  graph: {
    nodes: [
      ...deskApp.graph.nodes.filter((node) => node.id !== 'handbook'),
      {
        id: 'plugin',
        type: 'agent-strategy',
        title: 'Travel agent',
        position: { x: 310, y: 160 },
        config: { strategy: 'react', tools: ['search'] },
      },
      { id: 'lone', type: 'llm', title: 'Forgotten', position: { x: 310, y: 360 }, config: { broken: true } },
    ],
    edges: [
      edge('start', 'plugin'),
      edge('plugin', 'found'),
      ...deskApp.graph.edges.filter((each) => each.source !== 'start' && each.source !== 'handbook'),
    ],
  },
}

/** Many steps in many branches. */
export function longApp(count: number): App {
  const nodes: AppNode[] = [
    { id: 'start', type: 'start', title: 'Start', position: { x: 0, y: 0 }, config: { variables: [] } },
  ]
  const edges: AppEdge[] = []
  const rows = 10
  for (let index = 0; index < count; index += 1) {
    const column = Math.floor(index / rows)
    const id = `step_${index}`
    nodes.push({
      id,
      type: 'template-transform',
      title: `Step ${index + 1}: a rather long title that does not fit its card`,
      position: { x: 310 * (column + 1), y: 130 * (index % rows) },
      config: { template: `Part ${index + 1}`, variables: [] },
    })
    edges.push(edge(column === 0 ? 'start' : `step_${index - rows}`, id))
  }
  return { ...deskApp, id: 'long', name: 'A very long app', graph: { nodes, edges } }
}

export const emptyApp: App = { ...deskApp, id: 'empty', name: 'New app', graph: { nodes: [], edges: [] } }
