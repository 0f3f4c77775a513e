import { APP_SCHEMA_VERSION, type App, type AppEdge, type AppNode } from '@skep/schema'

const edge = (source: string, target: string, sourceHandle = 'source'): AppEdge => ({
  id: `${source}-${sourceHandle}-${target}-target`,
  source,
  sourceHandle,
  target,
  targetHandle: 'target',
})

const inEach = (node: Omit<AppNode, 'parentId'>): AppNode => ({ ...node, parentId: 'each' })
const inLoop = (node: Omit<AppNode, 'parentId'>): AppNode => ({ ...node, parentId: 'polish' })

const note = {
  root: {
    type: 'root',
    children: [
      {
        type: 'paragraph',
        children: [
          { type: 'text', format: 1, text: 'Who decides?' },
          { type: 'text', format: 0, text: ' The harbour master reads every notice before it goes out.' },
        ],
      },
    ],
  },
}

/** Writes a notice for every berth, asks a person, and polishes the text until it is short enough. */
export const noticesApp: App = {
  schemaVersion: APP_SCHEMA_VERSION,
  id: 'notices',
  mode: 'workflow',
  name: 'Harbour notices',
  description: 'A notice for every berth.',
  icon: '⚓',
  graph: {
    nodes: [
      {
        id: 'start',
        type: 'start',
        title: 'Start',
        position: { x: 0, y: 40 },
        config: {
          variables: [
            { variable: 'topic', label: 'What it is about', type: 'text-input', required: true },
            { variable: 'berths', label: 'Berths', type: 'paragraph', required: true },
          ],
        },
      },
      {
        id: 'split',
        type: 'code',
        title: 'List the berths',
        position: { x: 310, y: 40 },
        config: {
          language: 'javascript',
          code: "function main({ text }) {\n  return { berths: text.split('\\n') }\n}",
          variables: [{ variable: 'text', selector: ['start', 'berths'] }],
          outputs: { berths: { type: 'array[string]' } },
        },
      },
      {
        id: 'each',
        type: 'iteration',
        title: 'For each berth',
        position: { x: 620, y: 20 },
        size: { width: 700, height: 236 },
        config: {
          startNodeId: 'eachStart',
          iteratorSelector: ['split', 'berths'],
          outputSelector: ['write', 'output'],
          isParallel: true,
          parallelCount: 4,
          errorMode: 'continue-on-error',
          flattenOutput: true,
        },
      },
      inEach({
        id: 'eachStart',
        type: 'iteration-start',
        title: 'Round start',
        position: { x: 24, y: 92 },
        config: {},
      }),
      inEach({
        id: 'look',
        type: 'template-transform',
        title: 'Look up the skipper',
        position: { x: 124, y: 84 },
        config: {
          template: 'Berth {{ berth }}',
          variables: [{ variable: 'berth', selector: ['each', 'item'] }],
        },
      }),
      inEach({
        id: 'write',
        type: 'template-transform',
        title: 'Write the notice',
        position: { x: 430, y: 84 },
        config: {
          template: 'Dear skipper of {{ berth }}, {{ topic }}',
          variables: [
            { variable: 'berth', selector: ['look', 'output'] },
            { variable: 'topic', selector: ['start', 'topic'] },
          ],
        },
      }),
      {
        id: 'ask',
        type: 'human-input',
        title: 'Harbour master agrees?',
        position: { x: 1400, y: 30 },
        config: {
          content:
            '**{{#start.topic#}}**\n\nThese notices go out to every berth.\n\nAnything to add?\n\n{{#$output.remark#}}\n\nHow urgent is it?\n\n{{#$output.urgency#}}',
          inputs: [
            { type: 'paragraph', name: 'remark' },
            { type: 'select', name: 'urgency', options: ['Today', 'This week'] },
          ],
          actions: [
            { id: 'send', title: 'Send them', style: 'primary' },
            { id: 'drop', title: 'Drop them', style: 'ghost' },
          ],
          timeout: 3,
          timeoutUnit: 'day',
          deliveries: [{ id: 'webapp', type: 'webapp', enabled: true }],
        },
      },
      {
        id: 'polish',
        type: 'loop',
        title: 'Shorten the summary',
        position: { x: 1720, y: -120 },
        size: { width: 700, height: 236 },
        config: {
          startNodeId: 'polishStart',
          count: 5,
          variables: [
            {
              id: 'v1',
              name: 'text',
              type: 'string',
              valueType: 'variable',
              value: ['ask', 'remark'],
            },
            { id: 'v2', name: 'tries', type: 'number', valueType: 'constant', value: 0 },
          ],
          breakConditions: [
            { id: 'c1', selector: ['polish', 'tries'], varType: 'number', operator: '≥', value: '3' },
          ],
          logicalOperator: 'and',
        },
      },
      inLoop({
        id: 'polishStart',
        type: 'loop-start',
        title: 'Round start',
        position: { x: 24, y: 92 },
        config: {},
      }),
      inLoop({
        id: 'shorter',
        type: 'template-transform',
        title: 'Cut a sentence',
        position: { x: 124, y: 84 },
        config: {
          template: '{{ text }}',
          variables: [{ variable: 'text', selector: ['polish', 'text'] }],
        },
      }),
      inLoop({
        id: 'keep',
        type: 'assigner',
        title: 'Keep the new text',
        position: { x: 430, y: 84 },
        config: {
          items: [
            {
              selector: ['polish', 'text'],
              operation: 'over-write',
              inputType: 'variable',
              value: ['shorter', 'output'],
            },
            { selector: ['polish', 'tries'], operation: '+=', inputType: 'constant', value: 1 },
          ],
        },
      }),
      {
        id: 'end',
        type: 'end',
        title: 'Notices',
        position: { x: 2500, y: 20 },
        config: {
          outputs: [
            { variable: 'notices', selector: ['each', 'output'] },
            { variable: 'summary', selector: ['polish', 'text'] },
          ],
        },
      },
      {
        id: 'note',
        type: 'note',
        title: '',
        position: { x: 1390, y: -170 },
        size: { width: 250, height: 120 },
        config: { text: JSON.stringify(note), theme: 'yellow' },
      },
    ],
    edges: [
      edge('start', 'split'),
      edge('split', 'each'),
      edge('eachStart', 'look'),
      edge('look', 'write'),
      edge('each', 'ask'),
      edge('ask', 'polish', 'send'),
      edge('polishStart', 'shorter'),
      edge('shorter', 'keep'),
      edge('polish', 'end'),
    ],
  },
  environmentVariables: [],
  conversationVariables: [],
  features: {},
}

const EMPTY_INSIDE = new Set(['each', 'eachStart', 'start', 'split', 'end', 'ask'])

/** The same, with nothing yet in its one container. */
export const emptyContainerApp: App = {
  ...noticesApp,
  id: 'empty-container',
  graph: {
    nodes: noticesApp.graph.nodes.filter((node) => EMPTY_INSIDE.has(node.id)),
    edges: noticesApp.graph.edges.filter(
      (each) => EMPTY_INSIDE.has(each.source) && EMPTY_INSIDE.has(each.target),
    ),
  },
}

/** The same, with kept outputs that draft runs use instead of running a step. */
export const pinnedApp: App = {
  ...noticesApp,
  id: 'pinned',
  graph: {
    ...noticesApp.graph,
    nodes: noticesApp.graph.nodes.map((node) =>
      node.id === 'split' ? { ...node, pinnedOutputs: { berths: ['A 12', 'A 14', 'C 3'] } } : node,
    ),
  },
}

const LONG = 'Look up the skipper who signed for this berth, and the one who paid for it last year'
const LONG_WORD = 'Liegeplatzzuteilungsbescheinigungsverordnung'

/** The same with titles and texts that go on, in the containers and in their steps. */
export const longTextApp: App = {
  ...noticesApp,
  id: 'long-text',
  graph: {
    ...noticesApp.graph,
    nodes: noticesApp.graph.nodes.map((node) => {
      if (node.id === 'look')
        return {
          ...node,
          title: LONG,
          description: `${LONG}. ${LONG_WORD}.`,
          config: { ...node.config, template: `${LONG_WORD}${LONG_WORD} {{ berth }} `.repeat(6) },
        }
      if (node.id === 'each' || node.id === 'polish')
        return { ...node, title: `${LONG_WORD}: ${node.title}`, description: `${LONG}. `.repeat(3) }
      return node.id === 'shorter' ? { ...node, title: LONG_WORD.repeat(2) } : node
    }),
  },
}
