import { APP_SCHEMA_VERSION, type App, type AppNode, builtinNodes, type JsonObject } from '@skep/schema'

function node(
  id: string,
  type: string,
  title: string,
  column: number,
  row: number,
  config: JsonObject,
): AppNode {
  const defaults = builtinNodes.find((each) => each.type === type)?.defaults ?? {}
  const position = { x: column * 320, y: row * 200 }
  return { id, type, title, position, config: { ...defaults, ...config } }
}

const edge = (source: string, target: string, handle = 'source') => ({
  id: `${source}-${handle}-${target}`,
  source,
  sourceHandle: handle,
  target,
  targetHandle: 'target',
})

const model = { provider: 'example', name: 'example-small', mode: 'chat', parameters: {} }

function app(id: string, mode: App['mode'], name: string, graph: App['graph']): App {
  return {
    schemaVersion: APP_SCHEMA_VERSION,
    id,
    mode,
    name,
    description: '',
    graph,
    environmentVariables: [],
    conversationVariables: [],
    features: {},
  }
}

/** A desk that sorts what comes in, reads papers and finds dates. */
export const sortingApp: App = app('sorting', 'chatflow', 'Sorting desk', {
  nodes: [
    node('start', 'start', 'Message', 0, 1, {
      variables: [
        { variable: 'papers', label: 'Papers', type: 'file-list', required: false },
        { variable: 'nights', label: 'Nights', type: 'number', required: false },
      ],
    }),
    node('sort', 'question-classifier', 'What is it about?', 1, 1, {
      query: ['sys', 'query'],
      model,
      classes: [
        { id: '1', name: 'Bookings, dates and prices', label: 'Booking' },
        { id: '2', name: 'Papers that came along', label: 'Papers' },
        { id: '3', name: 'Anything else' },
      ],
      instruction: 'Cancelling is a booking.',
    }),
    node('find', 'parameter-extractor', 'Find the dates', 2, 0, {
      query: ['sys', 'query'],
      model,
      parameters: [
        { name: 'arrival', type: 'string', description: 'Day of arrival, as 2026-05-01', required: true },
        {
          name: 'room',
          type: 'select',
          description: 'Kind of room',
          required: false,
          options: ['single', 'double'],
        },
      ],
    }),
    node('pick', 'list-operator', 'Newest papers', 2, 1, {
      variable: ['start', 'papers'],
      varType: 'array[file]',
      itemType: 'file',
      filter: { enabled: true, conditions: [{ key: 'type', operator: 'in', value: ['document'] }] },
      order: { enabled: true, key: 'name', direction: 'desc' },
      limit: { enabled: true, size: 2 },
    }),
    node('read', 'document-extractor', 'Read them', 3, 1, {
      variable: ['pick', 'result'],
      isArrayFile: true,
    }),
    node('any', 'if-else', 'Any pictures?', 2, 2, {
      cases: [
        {
          id: 'true',
          logicalOperator: 'and',
          conditions: [
            {
              id: 'a',
              selector: ['start', 'papers'],
              varType: 'array[file]',
              operator: 'contains',
              value: '',
              subConditions: {
                logicalOperator: 'or',
                conditions: [
                  { id: 'x', key: 'type', operator: 'in', value: ['image'], varType: 'string' },
                  { id: 'y', key: 'size', operator: '>', value: '500000', varType: 'number' },
                ],
              },
            },
          ],
        },
      ],
    }),
    node('spaces', 'knowledge-retrieval-v2', 'Company knowledge', 3, 2, {
      control_space_ids: ['main'],
      top_n: 3,
    }),
    node('say', 'answer', 'Answer', 4, 1, { answer: '{{#find.arrival#}} {{#read.text#}}' }),
  ],
  edges: [
    edge('start', 'sort'),
    edge('sort', 'find', '1'),
    edge('sort', 'pick', '2'),
    edge('sort', 'any', '3'),
    edge('pick', 'read'),
    edge('any', 'spaces', 'true'),
    edge('find', 'say'),
    edge('read', 'say'),
  ],
})

/** A workflow that a schedule starts. */
export const nightlyApp: App = app('nightly', 'workflow', 'Nightly report', {
  nodes: [
    node('clock', 'trigger-schedule', 'Every Friday', 0, 0, {
      frequency: 'weekly',
      visual: { onMinute: 0, time: '6:30 PM', weekdays: ['fri'], monthlyDays: [1] },
      timezone: 'Europe/Berlin',
    }),
    node('end', 'end', 'Done', 1, 0, { outputs: [{ variable: 'at', selector: ['sys', 'timestamp'] }] }),
  ],
  edges: [edge('clock', 'end')],
})

/** A workflow that a call starts. */
export const hookApp: App = app('hook', 'workflow', 'On an order', {
  nodes: [
    node('call', 'trigger-webhook', 'An order came', 0, 0, {
      headers: [{ name: 'X-Shop', required: true }],
      body: [
        { name: 'amount', type: 'number', required: true },
        { name: 'items', type: 'array[object]', required: false },
      ],
    }),
    node('end', 'end', 'Done', 1, 0, { outputs: [{ variable: 'amount', selector: ['call', 'amount'] }] }),
  ],
  edges: [edge('call', 'end')],
})

/** A workflow that starts by the clock, or when a call comes. */
export const twoTriggersApp: App = app('two-triggers', 'workflow', 'Tide warning', {
  nodes: [
    ...nightlyApp.graph.nodes.filter(({ id }) => id === 'clock'),
    {
      ...node('call', 'trigger-webhook', 'An order came', 0, 1, {
        body: [{ name: 'amount', type: 'number', required: true }],
      }),
      title: 'The harbour office calls because the water rises faster than the tide tables say',
    },
    node('end', 'end', 'Done', 1, 0, { outputs: [{ variable: 'at', selector: ['sys', 'timestamp'] }] }),
  ],
  edges: [edge('clock', 'end'), edge('call', 'end')],
})

/** A line of Python that nobody can read. */
export const badCodeApp: App = app('bad-code', 'workflow', 'Tide report', {
  nodes: [
    node('start', 'start', 'Start', 0, 0, { variables: [] }),
    node('code', 'code', 'Find the highest', 1, 0, {
      language: 'python3',
      code: 'def main(heights):\n    # Heights come by hour.\n    highest = max(heights.values()\n    return {"highest": highest}\n',
      variables: [],
      outputs: { highest: { type: 'number' } },
    }),
  ],
  edges: [edge('start', 'code')],
})
