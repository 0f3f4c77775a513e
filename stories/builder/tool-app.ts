import {
  type App,
  type AppNode,
  agentNode,
  answerNode,
  createApp,
  createNode,
  type HttpRequestConfig,
  httpRequestNode,
  startNode,
  type ToolFace,
  toolNode,
} from '@skep/schema'

/** Tools of an imagined host. */
export const hostTools: readonly ToolFace[] = [
  {
    providerType: 'builtin',
    provider: 'harbour',
    tool: 'find_berth',
    label: 'Find a berth',
    description: 'Finds a free berth for a boat on a day.',
    parameters: {
      type: 'object',
      properties: {
        length: { type: 'number', description: 'Length of the boat in metres' },
        day: { type: 'string', description: 'The day, as 2026-05-30' },
        pier: { type: 'string', enum: ['north', 'south', 'guests'] },
        power: { type: 'boolean', description: 'Whether the boat needs power' },
      },
      required: ['length', 'day'],
    },
    outputs: { type: 'object', properties: { berth: { type: 'string' }, price: { type: 'number' } } },
  },
  {
    providerType: 'builtin',
    provider: 'harbour',
    tool: 'weather',
    label: 'Weather at the pier',
    description: 'Wind, waves and rain for the next hours.',
    parameters: { type: 'object', properties: { hours: { type: 'integer' } }, required: [] },
  },
]

const request: HttpRequestConfig = {
  ...httpRequestNode.defaults,
  method: 'POST',
  url: 'https://api.example.org/boats/{{#start.boat#}}/bookings',
  headers: [
    { key: 'Accept', value: 'application/json' },
    { key: 'Accept-Language', value: 'en' },
  ],
  params: [{ key: 'day', value: '{{#start.day#}}' }],
  authorization: { type: 'bearer', apiKey: '{{#env.HARBOUR_KEY#}}', header: '' },
  body: { type: 'json', text: '{\n  "boat": "{{#start.boat#}}",\n  "question": "{{#sys.query#}}"\n}' },
  timeout: { readSeconds: 30 },
}

function at(column: number): { x: number; y: number } {
  return { x: 80 + column * 304, y: 280 }
}

const nodes: readonly AppNode[] = [
  createNode(startNode, {
    id: 'start',
    title: 'Start',
    position: at(0),
    config: {
      variables: [
        { variable: 'boat', label: 'Boat', type: 'text-input', required: true },
        { variable: 'day', label: 'Day', type: 'text-input', required: true },
        { variable: 'papers', label: 'Papers', type: 'file', required: false },
      ],
    },
  }),
  createNode(httpRequestNode, { id: 'book', title: 'Ask the harbour', position: at(1), config: request }),
  createNode(httpRequestNode, {
    id: 'send',
    title: 'Send the papers',
    position: at(2),
    config: {
      ...httpRequestNode.defaults,
      method: 'PUT',
      url: 'http://harbour.local/papers',
      authorization: { type: 'basic', apiKey: 'ann:written down', header: '' },
      body: {
        type: 'form-data',
        fields: [
          { key: 'boat', type: 'text', value: '{{#start.boat#}}' },
          { key: 'papers', type: 'file', file: ['start', 'papers'] },
        ],
      },
      sslVerify: false,
    },
  }),
  createNode(toolNode, {
    id: 'berth',
    title: 'Find a berth',
    position: at(3),
    config: {
      ...toolNode.defaults,
      provider: 'harbour',
      providerName: 'harbour',
      tool: 'find_berth',
      toolLabel: 'Find a berth',
      parameters: {
        day: { type: 'mixed', value: '{{#start.day#}}' },
        pier: { type: 'constant', value: 'guests' },
        power: { type: 'constant', value: true },
      },
    },
  }),
  createNode(agentNode, {
    id: 'agent',
    title: 'Harbour agent',
    position: at(4),
    config: {
      ...agentNode.defaults,
      model: { provider: 'example', name: 'example-small', mode: 'chat', parameters: {} },
      instruction: 'You help guests of the harbour. Be brief, and name the berth.',
      query: '{{#sys.query#}}',
      tools: [
        {
          providerType: 'builtin',
          provider: 'harbour',
          tool: 'find_berth',
          label: 'Find a berth',
          enabled: true,
          parameters: { pier: { type: 'constant', value: 'guests' } },
          settings: {},
        },
        {
          providerType: 'builtin',
          provider: 'harbour',
          tool: 'weather',
          label: 'Weather at the pier',
          enabled: true,
          parameters: {},
          settings: {},
        },
        {
          providerType: 'builtin',
          provider: 'langgenius/duckduckgo/duckduckgo',
          tool: 'ddgo_search',
          label: 'DuckDuckGo',
          enabled: true,
          parameters: {},
          settings: {},
        },
      ],
    },
  }),
  createNode(answerNode, {
    id: 'answer',
    title: 'Answer',
    position: at(5),
    config: { answer: '{{#agent.text#}}' },
  }),
]

/** An app that asks servers, calls a tool and lets an agent work. */
export const toolApp: App = {
  ...createApp({ id: 'harbour', mode: 'chatflow', name: 'Harbour desk' }),
  graph: {
    nodes,
    edges: nodes.slice(1).map((node, index) => {
      const source = nodes[index]?.id ?? ''
      const id = `${source}-source-${node.id}-target`
      return { id, source, sourceHandle: 'source', target: node.id, targetHandle: 'target' }
    }),
  },
  environmentVariables: [
    { id: 'harbour_key', name: 'HARBOUR_KEY', type: 'secret', value: '', secretName: 'env_harbour_key' },
  ],
}
