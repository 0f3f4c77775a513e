import {
  type App,
  type AppNode,
  defineNode,
  type JsonObject,
  type NodeDefinition,
  type Selector,
} from '@skep/schema'
import * as z from 'zod/mini'
import { defineExecutor, type Executor } from '../define-executor.ts'
import { edges, makeApp, node, settle } from '../test-support.ts'

/** A node that says a text with references. The same variables give the same text, whenever it runs. */
export type SayConfig = {
  readonly text: string
  /** Streams it in pieces of two characters. */
  readonly streams?: boolean
  readonly turns?: number
  readonly fails?: boolean
  /** Leaves a list of its words. */
  readonly list?: boolean
}

export const sayNode: NodeDefinition<SayConfig> = defineNode<SayConfig>({
  type: 'say',
  version: 1,
  category: 'other',
  supportsErrorStrategy: true,
  config: z.object({
    text: z.string(),
    streams: z.exactOptional(z.boolean()),
    turns: z.exactOptional(z.number()),
    fails: z.exactOptional(z.boolean()),
    list: z.exactOptional(z.boolean()),
  }),
  defaults: { text: '' },
  outputs: () => [{ name: 'text', type: 'string' }],
  uses: () => [],
})

export const sayExecutor: Executor = defineExecutor(sayNode, async function* ({ config, renderText }) {
  const text = renderText(config.text)
  for (let turn = 0; turn < (config.turns ?? 0); turn += 1) await settle()
  if (config.fails) throw new Error(`failed at ${text}`)
  if (config.streams) {
    for (let from = 0; from < text.length; from += 2) {
      yield { type: 'chunk', output: 'text', text: text.slice(from, from + 2) }
    }
  }
  return { outputs: { text, ...(config.list ? { list: text.split(' ') } : {}) } }
})

export const start: AppNode = node('start', 'start', { variables: [] })
export const say = (
  id: string,
  text: string,
  more: Partial<SayConfig> = {},
  common: Partial<AppNode> = {},
): AppNode => node(id, 'say', { text, ...more }, common)
export const answer = (id: string, text: string, common: Partial<AppNode> = {}): AppNode =>
  node(id, 'answer', { answer: text }, common)
export const words: AppNode = say('words', 'a b c d', { list: true })
export const inside = (parentId: string): Partial<AppNode> => ({ parentId })

export function iteration(
  id: string,
  output: Selector,
  config: JsonObject = {},
  common: Partial<AppNode> = {},
): AppNode[] {
  return [
    node(
      id,
      'iteration',
      {
        iteratorSelector: ['words', 'list'],
        outputSelector: [...output],
        isParallel: false,
        parallelCount: 2,
        errorMode: 'terminated',
        flattenOutput: true,
        ...config,
      },
      common,
    ),
    node(`${id}start`, 'iteration-start', {}, inside(id)),
  ]
}

export function loop(
  id: string,
  count: number,
  config: JsonObject = {},
  common: Partial<AppNode> = {},
): AppNode[] {
  return [
    node(
      id,
      'loop',
      {
        count,
        breakConditions: [],
        logicalOperator: 'and',
        variables: [{ id: 'v', name: 'n', type: 'number', valueType: 'constant', value: 0 }],
        ...config,
      },
      common,
    ),
    node(`${id}start`, 'loop-start', {}, inside(id)),
  ]
}

export function add(id: string, selector: Selector, by: number, common: Partial<AppNode> = {}): AppNode {
  const item = { selector: [...selector], operation: '+=', inputType: 'constant', value: by }
  return node(id, 'assigner', { items: [item] }, common)
}

function isMore(selector: Selector, value: string): JsonObject {
  return { id: 'c', selector: [...selector], operator: '≥', value, varType: 'number' }
}

const total = {
  conversationVariables: [{ id: 'v', name: 'total', type: 'number' as const, value: 0 }],
}

export function form(id: string): AppNode {
  return node(id, 'human-input', {
    content: 'Is {{#a.text#}} right? {{#$output.why#}}',
    inputs: [{ type: 'text-input', name: 'why' }],
    actions: [
      { id: 'yes', title: 'Yes', style: 'primary' },
      { id: 'no', title: 'No', style: 'default' },
    ],
    timeout: 1,
    timeoutUnit: 'hour',
    deliveries: [],
  })
}

/** Twenty workflows of every kind of node that keeps state. `isOrdered`: its text comes in one order only. */
export const WORKFLOWS: readonly {
  readonly name: string
  readonly app: App
  readonly isOrdered: boolean
}[] = [
  [
    'a chain',
    [start, say('a', 'A'), say('b', '{{#a.text#}}B'), answer('out', '{{#b.text#}}')],
    ['start -> a', 'a -> b', 'b -> out'],
  ],
  [
    'a stream',
    [start, say('a', 'hello world', { streams: true }), answer('out', 'Well, {{#a.text#}}!')],
    ['start -> a', 'a -> out'],
  ],
  [
    'two streams in the order of the template',
    [
      start,
      say('a', 'first', { streams: true }),
      say('b', 'second', { streams: true }),
      answer('out', '{{#b.text#}} then {{#a.text#}}'),
    ],
    ['start -> a', 'a -> b', 'b -> out'],
  ],
  [
    'a fan and a join',
    [
      start,
      say('a', 'A', { turns: 2 }),
      say('b', 'B'),
      say('c', 'C', { turns: 1 }),
      answer('out', '{{#a.text#}}{{#b.text#}}{{#c.text#}}'),
    ],
    ['start -> a', 'start -> b', 'start -> c', 'a -> out', 'b -> out', 'c -> out'],
  ],
  [
    'a branch with a skipped side',
    [
      start,
      say('a', 'yes'),
      node('if', 'if-else', {
        cases: [
          {
            id: 'true',
            logicalOperator: 'and',
            conditions: [{ id: 'c', selector: ['a', 'text'], operator: 'is', value: 'yes' }],
          },
        ],
      }),
      say('b', 'B', { streams: true }),
      say('c', 'C'),
      answer('out', '{{#b.text#}}{{#c.text#}}'),
    ],
    ['start -> a', 'a -> if', 'if:true -> b', 'if:false -> c', 'b -> out', 'c -> out'],
  ],
  [
    'a failure on its branch',
    [
      start,
      say('a', 'A', { fails: true }, { errorStrategy: { type: 'fail-branch' } }),
      say('b', 'B'),
      answer('out', 'failed: {{#a.error_message#}}'),
    ],
    ['start -> a', 'a:source -> b', 'a:fail-branch -> out'],
  ],
  [
    'a failure with a default, after a retry',
    [
      start,
      say(
        'a',
        'A',
        { fails: true },
        {
          errorStrategy: { type: 'default-value', values: [{ key: 'text', type: 'string', value: 'D' }] },
          retry: { enabled: true, maxRetries: 2, intervalMs: 0 },
        },
      ),
      answer('out', '{{#a.text#}}'),
    ],
    ['start -> a', 'a -> out'],
  ],
  [
    'a failure',
    [start, say('a', 'A'), say('b', 'B', { fails: true }), answer('out', '{{#a.text#}}')],
    ['start -> a', 'a -> b', 'b -> out'],
  ],
  [
    'two answers',
    [start, answer('one', '1'), say('a', 'stream', { streams: true }), answer('two', '{{#a.text#}}')],
    ['start -> one', 'one -> a', 'a -> two'],
  ],
  [
    'an iteration',
    [
      start,
      words,
      ...iteration('it', ['s', 'text']),
      say('s', '<{{#it.item#}}{{#it.index#}}>', {}, inside('it')),
      answer('out', '{{#it.output#}}'),
    ],
    ['start -> words', 'words -> it', 'itstart -> s', 'it -> out'],
  ],
  [
    'an iteration with an answer inside',
    [
      start,
      words,
      ...iteration('it', ['s', 'text']),
      say('s', '<{{#it.item#}}>', { streams: true }, inside('it')),
      answer('in', '{{#s.text#}};', inside('it')),
      answer('out', 'all: {{#it.output#}}'),
    ],
    ['start -> words', 'words -> it', 'itstart -> s', 's -> in', 'it -> out'],
  ],
  [
    'a parallel iteration',
    [
      start,
      words,
      ...iteration('it', ['t', 'text'], { isParallel: true, parallelCount: 3 }),
      say('s', '{{#it.item#}}', { turns: 1 }, inside('it')),
      say('t', '<{{#s.text#}}>', {}, inside('it')),
      answer('out', '{{#it.output#}}'),
    ],
    ['start -> words', 'words -> it', 'itstart -> s', 's -> t', 'it -> out'],
    { isOrdered: false },
  ],
  [
    'an iteration that leaves failures out',
    [
      start,
      words,
      ...iteration('it', ['s', 'text'], { errorMode: 'remove-abnormal-output' }),
      node(
        'if',
        'if-else',
        {
          cases: [
            {
              id: 'true',
              logicalOperator: 'and',
              conditions: [{ id: 'c', selector: ['it', 'item'], operator: 'is', value: 'b' }],
            },
          ],
        },
        inside('it'),
      ),
      say('bad', 'bad', { fails: true }, inside('it')),
      say('s', '{{#it.item#}}', {}, inside('it')),
      answer('out', '{{#it.output#}}'),
    ],
    [
      'start -> words',
      'words -> it',
      'itstart -> if',
      'if:true -> bad',
      'bad -> s',
      'if:false -> s',
      'it -> out',
    ],
  ],
  [
    'an iteration that fails',
    [
      start,
      words,
      ...iteration('it', ['s', 'text']),
      say('s', '{{#it.item#}}', { fails: true }, inside('it')),
      answer('out', '{{#it.output#}}'),
    ],
    ['start -> words', 'words -> it', 'itstart -> s', 'it -> out'],
  ],
  [
    'a loop with a condition',
    [
      start,
      ...loop('l', 10, { breakConditions: [isMore(['l', 'n'], '3')] }),
      add('plus', ['l', 'n'], 1, inside('l')),
      answer('out', '{{#l.n#}} in {{#l.loop_round#}}'),
    ],
    ['start -> l', 'lstart -> plus', 'l -> out'],
  ],
  [
    'a loop with an answer inside',
    [
      start,
      ...loop('l', 3),
      add('plus', ['l', 'n'], 2, inside('l')),
      answer('in', '{{#l.n#}},', inside('l')),
      answer('out', 'end {{#l.n#}}'),
    ],
    ['start -> l', 'lstart -> plus', 'plus -> in', 'l -> out'],
  ],
  [
    'a loop with an exit',
    [
      start,
      ...loop('l', 9),
      add('plus', ['l', 'n'], 1, inside('l')),
      node(
        'if',
        'if-else',
        { cases: [{ id: 'true', logicalOperator: 'and', conditions: [isMore(['l', 'n'], '2')] }] },
        inside('l'),
      ),
      node('exit', 'loop-end', {}, inside('l')),
      say('go', 'on', {}, inside('l')),
      answer('out', '{{#l.loop_round#}} {{#go.text#}}'),
    ],
    ['start -> l', 'lstart -> plus', 'plus -> if', 'if:true -> exit', 'if:false -> go', 'l -> out'],
  ],
  [
    'an iteration in a loop, with a variable of the conversation',
    [
      start,
      words,
      ...loop('l', 2),
      ...iteration('it', ['s', 'text'], {}, inside('l')),
      add('count', ['conversation', 'total'], 1, inside('it')),
      say('s', '{{#it.item#}}{{#conversation.total#}}', {}, inside('it')),
      answer('out', '{{#conversation.total#}} {{#it.output#}}'),
    ],
    ['start -> words', 'words -> l', 'lstart -> it', 'itstart -> count', 'count -> s', 'l -> out'],
    { more: total },
  ],
  [
    'a loop in an iteration beside a slow branch',
    [
      start,
      words,
      say('slow', 'slow', { turns: 5 }),
      ...iteration('it', ['l', 'n']),
      ...loop('l', 3, {}, inside('it')),
      add('plus', ['l', 'n'], 2, inside('l')),
      answer('out', '{{#it.output#}} {{#slow.text#}}'),
    ],
    [
      'start -> words',
      'start -> slow',
      'words -> it',
      'itstart -> l',
      'lstart -> plus',
      'it -> out',
      'slow -> out',
    ],
  ],
  [
    'a form',
    [
      start,
      say('a', 'this', { streams: true }),
      form('ask'),
      say('b', 'ok'),
      answer('yes', '{{#a.text#}}: {{#ask.why#}} {{#b.text#}}'),
      answer('no', 'no'),
    ],
    ['start -> a', 'a -> ask', 'ask:yes -> b', 'b -> yes', 'ask:no -> no'],
  ],
].map((each) => {
  const [name, nodes, links, options = {}] = each as [
    string,
    AppNode[],
    string[],
    { isOrdered?: boolean; more?: Partial<App> }?,
  ] // as written above
  return {
    name,
    app: makeApp(nodes, edges(...links), options.more ?? {}),
    isOrdered: options.isOrdered ?? true,
  }
})
