import {
  type App,
  type AppEdge,
  type AppNode,
  builtinNodes,
  type ConversationVariable,
  createApp,
  type JsonObject,
} from '@skep/schema'

/** An app whose runs are killed. @internal */
export interface KillWorkflow {
  readonly name: string
  readonly app: App
  /** Ids of the nodes that change something outside. */
  readonly changing: readonly string[]
  /** Its conversation is asked again after the run, for what it remembers. */
  readonly remembers: boolean
}

/** @internal */
export const QUERY = 'one two three'

const query = ['sys', 'query']
const inside = (parentId: string): Partial<AppNode> => ({ parentId })

function make(id: string, type: string, config: JsonObject = {}, more: Partial<AppNode> = {}): AppNode {
  const defaults = builtinNodes.find((each) => each.type === type)?.defaults as unknown as JsonObject // configs are JSON
  return { id, type, title: id, position: { x: 0, y: 0 }, config: { ...defaults, ...config }, ...more }
}

const start = make('start', 'start')
const answer = (id: string, text: string, more: Partial<AppNode> = {}): AppNode =>
  make(id, 'answer', { answer: text }, more)
const llm = (id: string, text: string, more: Partial<AppNode> = {}): AppNode =>
  make(
    id,
    'llm',
    {
      model: { provider: 'house', name: 'words', mode: 'chat', parameters: {} },
      prompt: [{ role: 'user', text }],
    },
    more,
  )
/** The server counts by the last part of the path. `{server}` is filled in for each run. */
const http = (id: string, method: string, more: Partial<AppNode> = {}, key: string = id): AppNode =>
  make(id, 'http-request', { method, url: `{server}/${key}` }, { retry: never, ...more })
const never = { enabled: false, maxRetries: 0, intervalMs: 0 }
const template = (
  id: string,
  text: string,
  selector: readonly string[],
  more: Partial<AppNode> = {},
): AppNode =>
  make(
    id,
    'template-transform',
    { template: text, variables: [{ variable: 'x', selector: [...selector] }] },
    more,
  )
const assign = (
  id: string,
  selector: readonly string[],
  operation: string,
  value: JsonObject[string],
  more: Partial<AppNode> = {},
): AppNode =>
  make(
    id,
    'assigner',
    {
      items: [
        {
          selector: [...selector],
          operation,
          inputType: Array.isArray(value) ? 'variable' : 'constant',
          value,
        },
      ],
    },
    more,
  )
const form = (id: string, more: Partial<AppNode> = {}): AppNode =>
  make(
    id,
    'human-input',
    {
      content: 'Is it right? {{#$output.why#}}',
      inputs: [{ type: 'paragraph', name: 'why' }],
      actions: [{ id: 'yes', title: 'Yes', style: 'primary' }],
      deliveries: [],
    },
    more,
  )
const branch = (id: string): AppNode =>
  make(id, 'if-else', {
    cases: [
      {
        id: 'true',
        logicalOperator: 'and',
        conditions: [{ id: 'c', selector: query, varType: 'string', operator: 'contains', value: 'two' }],
      },
    ],
  })
const iteration = (id: string, output: readonly string[], config: JsonObject = {}): AppNode[] => [
  make(id, 'iteration', {
    startNodeId: `${id}-start`,
    iteratorSelector: ['conversation', 'words'],
    outputSelector: [...output],
    ...config,
  }),
  make(`${id}-start`, 'iteration-start', {}, inside(id)),
]
const loop = (id: string, count: number): AppNode[] => [
  make(id, 'loop', {
    startNodeId: `${id}-start`,
    count,
    breakConditions: [],
    variables: [{ id: 'n', name: 'n', type: 'number', valueType: 'constant', value: 0 }],
  }),
  make(`${id}-start`, 'loop-start', {}, inside(id)),
]

const VARIABLES: readonly ConversationVariable[] = [
  { id: 'w', name: 'words', type: 'array[string]', value: ['red', 'green', 'blue'] },
  { id: 't', name: 'total', type: 'number', value: 0 },
]

function edge(text: string): AppEdge {
  const [from = '', target = ''] = text.split(' -> ')
  const [source = '', sourceHandle = 'source'] = from.split(':')
  return { id: text, source, sourceHandle, target, targetHandle: 'target' }
}

function workflow(
  name: string,
  nodes: readonly AppNode[],
  links: readonly string[],
  { remembers = false }: { readonly remembers?: boolean } = {},
): KillWorkflow {
  const app: App = {
    ...createApp({ id: 'killed', mode: 'chatflow', name }),
    conversationVariables: VARIABLES,
    graph: { nodes: [start, ...nodes], edges: links.map(edge) },
  }
  const changing = nodes.flatMap(({ id, config }) => (config.method === 'POST' ? [id] : []))
  return { name, app, changing, remembers }
}

/** Twenty apps with all that a worker's death can hit. @internal */
export const KILL_WORKFLOWS: readonly KillWorkflow[] = [
  workflow(
    'a streamed answer',
    [llm('llm', '{{#sys.query#}}'), answer('out', 'So: {{#llm.text#}}.')],
    ['start -> llm', 'llm -> out'],
  ),
  workflow(
    'two streams in the order of the answer',
    [llm('a', 'first {{#sys.query#}}'), llm('b', 'second'), answer('out', '{{#b.text#}} / {{#a.text#}}')],
    ['start -> a', 'start -> b', 'a -> out', 'b -> out'],
  ),
  workflow(
    'a chain of models',
    [
      llm('a', '{{#sys.query#}}'),
      llm('b', '{{#a.text#}}'),
      llm('c', '{{#b.text#}}'),
      answer('out', '{{#c.text#}}'),
    ],
    ['start -> a', 'a -> b', 'b -> c', 'c -> out'],
  ),
  workflow(
    'a branch with a skipped side',
    [branch('if'), llm('yes', 'yes'), http('no', 'POST'), answer('out', '{{#yes.text#}}{{#no.body#}}')],
    ['start -> if', 'if:true -> yes', 'if:false -> no', 'yes -> out', 'no -> out'],
  ),
  workflow(
    'branches that come together',
    [
      llm('a', 'a'),
      template('b', '{{ x }}!', query),
      http('c', 'GET'),
      answer('out', '{{#a.text#}} {{#b.output#}} {{#c.body#}}'),
    ],
    ['start -> a', 'start -> b', 'start -> c', 'a -> out', 'b -> out', 'c -> out'],
  ),
  workflow(
    'one side effect',
    [http('post', 'POST'), answer('out', '{{#post.body#}}')],
    ['start -> post', 'post -> out'],
  ),
  workflow(
    'side effects one after the other',
    [
      http('p', 'POST'),
      llm('llm', '{{#p.body#}}'),
      http('q', 'POST'),
      answer('out', '{{#llm.text#}}{{#q.body#}}'),
    ],
    ['start -> p', 'p -> llm', 'llm -> q', 'q -> out'],
  ),
  workflow(
    'side effects beside one another',
    [
      http('p', 'POST'),
      http('q', 'POST'),
      llm('llm', 'words'),
      answer('out', '{{#p.body#}}{{#q.body#}}{{#llm.text#}}'),
    ],
    ['start -> p', 'start -> q', 'start -> llm', 'p -> out', 'q -> out', 'llm -> out'],
  ),
  workflow(
    'a side effect whose failure has a way out',
    [
      http('p', 'POST', { errorStrategy: { type: 'fail-branch' } }),
      answer('good', 'good {{#p.body#}}'),
      answer('bad', 'bad {{#p.error_type#}}'),
    ],
    ['start -> p', 'p -> good', 'p:fail-branch -> bad'],
  ),
  workflow(
    'a side effect while an answer streams',
    [
      llm('llm', '{{#sys.query#}}'),
      answer('say', '{{#llm.text#}}'),
      http('p', 'POST'),
      answer('out', '{{#p.body#}}'),
    ],
    ['start -> llm', 'llm -> say', 'say -> p', 'p -> out'],
  ),
  workflow(
    'rounds',
    [
      ...iteration('each', ['llm', 'text']),
      llm('llm', '{{#each.item#}}', inside('each')),
      answer('out', '{{#each.output#}}'),
    ],
    ['start -> each', 'each-start -> llm', 'each -> out'],
  ),
  workflow(
    'rounds beside one another',
    [
      ...iteration('each', ['llm', 'text'], { isParallel: true, parallelCount: 2 }),
      llm('llm', '{{#each.item#}}', inside('each')),
      answer('out', '{{#each.output#}}'),
    ],
    ['start -> each', 'each-start -> llm', 'each -> out'],
  ),
  workflow(
    'side effects in rounds',
    [
      ...iteration('each', ['p', 'body']),
      http('p', 'POST', inside('each'), 'p-{{#each.item#}}'),
      answer('out', '{{#each.output#}}'),
    ],
    ['start -> each', 'each-start -> p', 'each -> out'],
  ),
  workflow(
    'a loop that speaks',
    [
      ...loop('loop', 4),
      assign('add', ['loop', 'n'], '+=', 1, inside('loop')),
      answer('say', '{{#loop.n#}};', inside('loop')),
      answer('out', 'end {{#loop.n#}}'),
    ],
    ['start -> loop', 'loop-start -> add', 'add -> say', 'loop -> out'],
  ),
  workflow(
    'a loop with a model and a side effect',
    [
      ...loop('loop', 3),
      assign('add', ['loop', 'n'], '+=', 1, inside('loop')),
      llm('llm', '{{#loop.n#}}', inside('loop')),
      http('p', 'POST', inside('loop'), 'p-{{#loop.n#}}'),
      answer('out', '{{#loop.n#}}'),
    ],
    ['start -> loop', 'loop-start -> add', 'add -> llm', 'llm -> p', 'loop -> out'],
  ),
  workflow(
    'a person decides',
    [llm('llm', 'draft'), form('ask'), answer('out', '{{#ask.why#}}: {{#llm.text#}}')],
    ['start -> llm', 'llm -> ask', 'ask:yes -> out'],
  ),
  workflow(
    'a person and a side effect',
    [http('p', 'POST'), form('ask'), http('q', 'POST'), answer('out', '{{#ask.why#}} {{#q.body#}}')],
    ['start -> p', 'p -> ask', 'ask:yes -> q', 'q -> out'],
  ),
  workflow(
    'a person in every round',
    [
      ...iteration('each', ['say', 'output']),
      form('ask', inside('each')),
      template('say', '{{ x }}!', ['ask', 'why'], inside('each')),
      answer('out', '{{#each.output#}}'),
    ],
    ['start -> each', 'each-start -> ask', 'ask:yes -> say', 'each -> out'],
  ),
  workflow(
    'a conversation that counts',
    [
      assign('add', ['conversation', 'total'], '+=', 1),
      llm('llm', 'x'),
      answer('out', '{{#conversation.total#}} {{#llm.text#}}'),
    ],
    ['start -> add', 'add -> llm', 'llm -> out'],
    { remembers: true },
  ),
  workflow(
    'a conversation that collects',
    [
      llm('llm', '{{#sys.query#}}'),
      assign('keep', ['conversation', 'words'], 'append', ['llm', 'text']),
      answer('out', '{{#conversation.words#}}'),
    ],
    ['start -> llm', 'llm -> keep', 'keep -> out'],
    { remembers: true },
  ),
]
