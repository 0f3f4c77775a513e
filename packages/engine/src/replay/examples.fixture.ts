import {
  type App,
  type AppEdge,
  type AppNode,
  builtinNodes,
  type FileValue,
  type JsonObject,
} from '@skep/schema'
import { edges, makeApp, node } from '../test-support.ts'

/** A workflow as people build them, with what happens to its run. */
export interface Example {
  readonly name: string
  readonly app: App
  readonly inputs?: JsonObject
  readonly query?: string
  readonly files?: readonly FileValue[]
  /** Stopped after this event. */
  readonly stopAt?: number
  /** What a person answers to every form. */
  readonly form?: { readonly actionId: string; readonly inputs: JsonObject }
}

/** A node of a built-in type with its defaults. */
function make(id: string, type: string, config: JsonObject = {}, more: Partial<AppNode> = {}): AppNode {
  const defaults = builtinNodes.find((each) => each.type === type)?.defaults as unknown as JsonObject // configs are JSON
  return node(id, type, { ...defaults, ...config }, more)
}

const start = make('start', 'start')
const query = ['sys', 'query']
const answer = (id: string, text: string): AppNode => make(id, 'answer', { answer: text })
const inside = (parentId: string) => ({ parentId })

/** A model that does what its name says; see `examplePorts`. */
function llm(id: string, text: string, name = 'talk', more: Partial<AppNode> = {}): AppNode {
  return make(id, 'llm', { model: modelOf(name), prompt: [{ role: 'user', text }] }, more)
}

function modelOf(name: string): JsonObject {
  return { provider: 'example', name, mode: 'chat', parameters: {} }
}

function code(id: string, source: string, from: readonly string[], more: Partial<AppNode> = {}): AppNode {
  return make(id, 'code', { code: source, variables: [{ variable: 'text', selector: from }] }, more)
}

function http(id: string, path: string, more: Partial<AppNode> = {}): AppNode {
  return make(id, 'http-request', { url: `https://server.test/${path}` }, more)
}

function example(
  name: string,
  nodes: readonly AppNode[],
  links: readonly string[],
  more: Omit<Partial<Example>, 'app' | 'name'> & { readonly settings?: Partial<App> } = {},
): Example {
  const { settings = {}, ...rest } = more
  const all: readonly AppEdge[] = edges(...links)
  return {
    name,
    query: 'How are bees?',
    ...rest,
    app: makeApp([start, ...nodes], all, { id: name, ...settings }),
  }
}

const twice = { enabled: true, maxRetries: 2, intervalMs: 10 }
const words = { id: 'w', name: 'words', type: 'array[string]' as const, value: ['one', 'two', 'three'] }
const file: FileValue = {
  kind: 'file',
  id: 'file-1',
  name: 'bees.txt',
  sizeBytes: 4,
  mimeType: 'text/plain',
  extension: '.txt',
  type: 'document',
  transferMethod: 'local_file',
}

export const examples: readonly Example[] = [
  example(
    'chat',
    [llm('llm', '{{#sys.query#}}'), answer('out', '{{#llm.text#}}')],
    ['start -> llm', 'llm -> out'],
  ),
  example(
    'answers-from-documents',
    [
      make('find', 'knowledge-retrieval', { query, knowledgeIds: ['base'] }),
      make('llm', 'llm', {
        model: modelOf('talk'),
        prompt: [{ role: 'user', text: '{{#context#}} {{#sys.query#}}' }],
        context: { enabled: true, selector: ['find', 'result'] },
      }),
      answer('out', '{{#llm.text#}}'),
    ],
    ['start -> find', 'find -> llm', 'llm -> out'],
  ),
  example(
    'classes',
    [
      make('class', 'question-classifier', {
        query,
        model: modelOf('classify'),
        classes: [
          { id: '1', name: 'bees' },
          { id: '2', name: 'bears' },
        ],
      }),
      llm('one', 'bees'),
      answer('a', '{{#one.text#}}'),
      answer('b', 'bears'),
    ],
    ['start -> class', 'class:1 -> one', 'one -> a', 'class:2 -> b'],
  ),
  example(
    'parameters',
    [
      make('find', 'parameter-extractor', {
        query,
        model: modelOf('extract'),
        parameters: [{ name: 'city', type: 'string', description: 'a city', required: true }],
      }),
      make('text', 'template-transform', {
        template: 'In {{ city }}',
        variables: [{ variable: 'city', selector: ['find', 'city'] }],
      }),
      answer('out', '{{#text.output#}}'),
    ],
    ['start -> find', 'find -> text', 'text -> out'],
  ),
  example(
    'http',
    [http('get', 'text'), answer('out', '{{#get.status_code#}} {{#get.body#}}')],
    ['start -> get', 'get -> out'],
  ),
  example(
    'http-file',
    [http('get', 'picture'), answer('out', '{{#get.files#}}')],
    ['start -> get', 'get -> out'],
  ),
  example(
    'http-retried',
    [
      http('get', 'down', {
        retry: twice,
        errorStrategy: {
          type: 'default-value',
          values: [{ key: 'body', type: 'string', value: 'nothing' }],
        },
      }),
      answer('out', '{{#get.body#}} {{#get.error_type#}}'),
    ],
    ['start -> get', 'get -> out'],
  ),
  example(
    'http-fail-branch',
    [
      http('get', 'down', { errorStrategy: { type: 'fail-branch' } }),
      answer('good', 'good'),
      answer('bad', '{{#get.error_message#}}'),
    ],
    ['start -> get', 'get -> good', 'get:fail-branch -> bad'],
  ),
  example(
    'code',
    [code('code', 'shout', query), answer('out', '{{#code.result#}}')],
    ['start -> code', 'code -> out'],
  ),
  example(
    'code-fails',
    [code('code', 'fail', query), answer('out', '{{#code.result#}}')],
    ['start -> code', 'code -> out'],
  ),
  example(
    'tool',
    [make('tool', 'tool', { provider: 'example', tool: 'talk' }), answer('out', '{{#tool.text#}}')],
    ['start -> tool', 'tool -> out'],
  ),
  example(
    'document',
    [
      make('text', 'document-extractor', { variable: ['sys', 'files'], isArrayFile: true }),
      answer('out', '{{#text.text#}}'),
    ],
    ['start -> text', 'text -> out'],
    {
      files: [file],
    },
  ),
  example(
    'list',
    [
      make('list', 'list-operator', {
        variable: ['conversation', 'words'],
        varType: 'array[string]',
        itemType: 'string',
        order: { enabled: true, key: '', direction: 'desc' },
        limit: { enabled: true, size: 2 },
      }),
      answer('out', '{{#list.result#}} {{#list.first_record#}}'),
    ],
    ['start -> list', 'list -> out'],
    { settings: { conversationVariables: [words] } },
  ),
  ...([false, true] as const).map((isParallel) =>
    example(
      isParallel ? 'rounds-beside-one-another' : 'rounds',
      [
        make('each', 'iteration', {
          startNodeId: 'begin',
          iteratorSelector: ['conversation', 'words'],
          outputSelector: ['llm', 'text'],
          isParallel,
          parallelCount: 2,
          errorMode: 'continue-on-error',
        }),
        make('begin', 'iteration-start', {}, inside('each')),
        llm('llm', '{{#each.index#}} {{#each.item#}}', 'talk', inside('each')),
        answer('out', '{{#each.output#}}'),
      ],
      ['start -> each', 'begin -> llm', 'each -> out'],
      { settings: { conversationVariables: [words] } },
    ),
  ),
  example(
    'loop',
    [
      make('loop', 'loop', {
        startNodeId: 'begin',
        count: 5,
        breakConditions: [{ id: 'c', selector: ['loop', 'n'], varType: 'number', operator: '≥', value: '3' }],
        variables: [{ id: 'n', name: 'n', type: 'number', valueType: 'constant', value: 0 }],
      }),
      make('begin', 'loop-start', {}, inside('loop')),
      make(
        'add',
        'assigner',
        { items: [{ selector: ['loop', 'n'], operation: '+=', inputType: 'constant', value: 1 }] },
        inside('loop'),
      ),
      make('say', 'answer', { answer: '{{#loop.n#}};' }, inside('loop')),
      answer('out', '{{#loop.loop_round#}}'),
    ],
    ['start -> loop', 'begin -> add', 'add -> say', 'loop -> out'],
  ),
  example(
    'a-person-decides',
    [
      llm('draft', 'write'),
      make('person', 'human-input', {
        content: '{{#draft.text#}} {{#$output.why#}}',
        inputs: [{ type: 'paragraph', name: 'why' }],
        actions: [
          { id: 'yes', title: 'Yes', style: 'primary' },
          { id: 'no', title: 'No', style: 'default' },
        ],
        timeout: 3,
        timeoutUnit: 'day',
        deliveries: [{ id: 'web', type: 'webapp', enabled: true }],
      }),
      answer('good', 'good: {{#person.why#}}'),
      answer('bad', 'bad'),
    ],
    ['start -> draft', 'draft -> person', 'person:yes -> good', 'person:no -> bad'],
    { form: { actionId: 'yes', inputs: { why: 'it is right' } } },
  ),
  example(
    'stopped',
    [llm('llm', 'long', 'slow'), answer('out', '{{#llm.text#}}')],
    ['start -> llm', 'llm -> out'],
    { stopAt: 5 },
  ),
  example(
    'model-fails',
    [llm('llm', 'x', 'broken'), answer('out', '{{#llm.text#}}')],
    ['start -> llm', 'llm -> out'],
  ),
  example(
    'two-models-one-answer',
    [
      llm('fast', 'first'),
      llm('slow', 'second', 'slow'),
      answer('out', '2: {{#slow.text#}} 1: {{#fast.text#}}'),
    ],
    ['start -> fast', 'start -> slow', 'fast -> out', 'slow -> out'],
  ),
  example(
    'remembers',
    [
      make('keep', 'assigner', {
        items: [
          { selector: ['conversation', 'words'], operation: 'append', inputType: 'variable', value: query },
        ],
      }),
      answer('out', '{{#conversation.words#}}'),
    ],
    ['start -> keep', 'keep -> out'],
    { settings: { conversationVariables: [words] } },
  ),
  example(
    'branches-come-together',
    [
      make('if', 'if-else', {
        cases: [
          {
            id: 'true',
            logicalOperator: 'and',
            conditions: [
              { id: 'c', selector: query, varType: 'string', operator: 'contains', value: 'bees' },
            ],
          },
        ],
      }),
      llm('yes', 'yes'),
      http('no', 'text'),
      make('join', 'variable-aggregator', {
        outputType: 'string',
        variables: [
          ['no', 'body'],
          ['yes', 'text'],
        ],
      }),
      make('end', 'end', { outputs: [{ variable: 'result', selector: ['join', 'output'] }] }),
    ],
    ['start -> if', 'if:true -> yes', 'if:false -> no', 'yes -> join', 'no -> join', 'join -> end'],
    { settings: { mode: 'workflow' } },
  ),
]
