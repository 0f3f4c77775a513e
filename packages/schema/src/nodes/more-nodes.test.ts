import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type App,
  type AppNode,
  builtinNodes,
  type Condition,
  createApp,
  documentExtractorNode,
  type Environment,
  findCronProblem,
  ifElseNode,
  type JsonObject,
  type KnowledgeRetrievalConfig,
  knowledgeRetrievalNode,
  listOperatorNode,
  type NodeDefinition,
  operatorsFor,
  parameterExtractorNode,
  questionClassifierNode,
  runFields,
  serverOnlyNodes,
  triggerPluginNode,
  triggerScheduleNode,
  triggerWebhookNode,
  validate,
  variablesInScope,
} from '../index.ts'

const environment: Environment = { nodes: builtinNodes }
const model = { provider: 'p', name: 'm', mode: 'chat', parameters: {} } as const

function check<Config>(definition: NodeDefinition<Config>, config: Config): unknown {
  const node = { id: 'n', type: definition.type, title: '', position: { x: 0, y: 0 }, config: {} }
  return definition.check?.(config, { node, environment })
}

const names = (fields: readonly { readonly name: string; readonly type: string }[]): readonly string[] =>
  fields.map(({ name, type }) => `${name}: ${type}`)

describe('question-classifier', () => {
  const config = { ...questionClassifierNode.defaults, model, query: ['a', 'b'] }

  it('has a way out for each class, called by its label, its name or its place', () => {
    const classes = [
      { id: '1', name: 'Weather' },
      { id: 'x', name: 'Long words', label: 'Short' },
      { id: '3', name: '' },
    ]
    expect(questionClassifierNode.handles?.({ ...config, classes })).toEqual([
      { id: '1', label: 'Weather' },
      { id: 'x', label: 'Short' },
      { id: '3', label: '3' },
    ])
    expect(check(questionClassifierNode, { ...config, classes })).toEqual([
      { code: 'FIELD_REQUIRED', path: ['classes', 2, 'name'] },
    ])
    expect(check(questionClassifierNode, { ...config, classes: [] })).toEqual([
      { code: 'FIELD_REQUIRED', path: ['classes'] },
    ])
    const twice = [classes[0], classes[0]].flatMap((each) => each ?? [])
    expect(check(questionClassifierNode, { ...config, classes: twice })).toEqual([
      { code: 'NAME_DUPLICATE', path: ['classes', 1, 'id'], params: { name: '1' } },
    ])
  })

  it('leaves a label only where there are labels, and reads what it names', () => {
    const of = (label?: string): readonly string[] =>
      names(
        questionClassifierNode.outputs({
          ...config,
          classes: [{ id: '1', name: 'x', ...(label ? { label } : {}) }],
        }),
      )
    expect(of()).toEqual(['class_name: string', 'class_id: string', 'usage: object'])
    expect(of('L')).toContain('class_label: string')
    expect(
      questionClassifierNode.uses({
        ...config,
        instruction: '{{#a.c#}}',
        vision: { enabled: true, selector: ['a', 'd'] },
      }),
    ).toEqual([
      { selector: ['a', 'b'], path: ['query'] },
      { selector: ['a', 'c'], path: ['instruction'], optional: true },
      { selector: ['a', 'd'], path: ['vision', 'selector'], types: ['file', 'array[file]'] },
    ])
  })
})

describe('parameter-extractor', () => {
  const config = { ...parameterExtractorNode.defaults, model, query: ['a', 'b'] }
  const parameter = { name: 'city', type: 'string', description: 'Where', required: true } as const

  it('leaves its parameters and what came of the search', () => {
    const parameters = [parameter, { ...parameter, name: 'size', type: 'select', options: ['s'] } as const]
    expect(names(parameterExtractorNode.outputs({ ...config, parameters }))).toEqual([
      'city: string',
      'size: string',
      '__is_success: number',
      '__reason: string',
      '__usage: object',
    ])
    expect(check(parameterExtractorNode, { ...config, parameters })).toEqual([])
  })

  it.each([
    ['none at all', [], { code: 'FIELD_REQUIRED', path: ['parameters'] }],
    ['a reserved name', [{ ...parameter, name: '__reason' }], { code: 'NAME_INVALID' }],
    ['the same name twice', [parameter, parameter], { code: 'NAME_DUPLICATE' }],
    [
      'a select without choices',
      [{ ...parameter, type: 'select' as const }],
      { path: ['parameters', 0, 'options'] },
    ],
    ['no description', [{ ...parameter, description: ' ' }], { path: ['parameters', 0, 'description'] }],
  ])('refuses %s', (_, parameters, problem) => {
    expect(check(parameterExtractorNode, { ...config, parameters })).toMatchObject([problem])
  })
})

describe('list-operator', () => {
  const config = { ...listOperatorNode.defaults, variable: ['a', 'b'], itemType: 'file' } as const

  it('gives the list and its ends in the type of what it reads', () => {
    const typeOf = () => 'array[file]' as const
    expect(names(listOperatorNode.outputs(config, { typeOf }))).toEqual([
      'result: array[file]',
      'first_record: file',
      'last_record: file',
    ])
    expect(names(listOperatorNode.outputs({ ...config, varType: 'array[number]' }))).toEqual([
      'result: array[number]',
      'first_record: number',
      'last_record: number',
    ])
  })

  it('wants what is switched on to be filled in, and nothing else', () => {
    const conditions = [{ key: '', operator: 'is', value: '' } as const]
    const asked = {
      ...config,
      filter: { enabled: true, conditions },
      extract: { enabled: true, serial: ' ' },
      order: { enabled: true, key: '', direction: 'asc' },
    } as const
    expect(check(listOperatorNode, asked)).toEqual(
      [
        ['filter', 'conditions', 0, 'key'],
        ['filter', 'conditions', 0, 'value'],
        ['extract', 'serial'],
        ['order', 'key'],
      ].map((path) => ({ code: 'FIELD_REQUIRED', path })),
    )
    expect(check(listOperatorNode, { ...asked, filter: { enabled: true, conditions: [] } })).toMatchObject([
      { path: ['filter', 'conditions'] },
      {},
      {},
    ])
    const off = { ...asked, filter: { enabled: false, conditions }, extract: { enabled: false, serial: '' } }
    expect(check(listOperatorNode, { ...off, order: { ...asked.order, enabled: false } })).toEqual([])
  })
})

describe('document-extractor', () => {
  it.each([
    ['file', false, 'string'],
    ['file', true, 'string'],
    ['array[file]', false, 'array[string]'],
    [undefined, true, 'array[string]'],
    [undefined, false, 'string'],
  ] as const)('of %s (stored: list %s) gives %s', (type, isArrayFile, output) => {
    const config = { variable: ['a', 'b'], isArrayFile }
    expect(documentExtractorNode.outputs(config, { typeOf: () => type })).toEqual([
      { name: 'text', type: output },
    ])
  })
})

describe('conditions', () => {
  const condition = (more: Partial<Condition>): Condition => ({
    id: 'c',
    selector: ['a', 'b'],
    operator: 'contains',
    value: '',
    ...more,
  })
  const problems = (more: Partial<Condition>): unknown =>
    check(ifElseNode, { cases: [{ id: 'true', logicalOperator: 'and', conditions: [condition(more)] }] })
  const at = (...rest: readonly (string | number)[]) => ['cases', 0, 'conditions', 0, ...rest]

  it.each<readonly [string, Partial<Condition>, unknown]>([
    ['no value', {}, [{ code: 'FIELD_REQUIRED', path: at('value') }]],
    [
      'a number that is none',
      { operator: '>', value: 'many' },
      [{ code: 'FIELD_INVALID', path: at('value') }],
    ],
    ['a number out of a variable', { operator: '>', value: '{{#a.c#}}' }, []],
    ['a truth that equals', { operator: '=', value: 'true', varType: 'boolean' }, []],
    ['nothing to compare with', { operator: 'empty' }, []],
    [
      'an empty sub condition',
      {
        subConditions: {
          logicalOperator: 'and',
          conditions: [
            { key: '', operator: 'in', value: [] },
            { key: 'size', operator: '>', value: 'x' },
          ],
        },
      },
      [
        { code: 'FIELD_REQUIRED', path: at('subConditions', 'conditions', 0, 'key') },
        { code: 'FIELD_REQUIRED', path: at('subConditions', 'conditions', 0, 'value') },
        { code: 'FIELD_INVALID', path: at('subConditions', 'conditions', 1, 'value') },
      ],
    ],
    [
      'no sub condition',
      { subConditions: { logicalOperator: 'and', conditions: [] } },
      [{ code: 'FIELD_REQUIRED', path: at('subConditions') }],
    ],
    [
      'sub conditions that the operator does not look at',
      { operator: 'not empty', subConditions: { logicalOperator: 'and', conditions: [] } },
      [],
    ],
  ])('with %s', (_, more, found) => {
    expect(problems(more)).toEqual(found)
  })

  it('read the variables of lists and of sub conditions', () => {
    const conditions = [
      condition({ operator: 'in', value: ['x', '{{#a.c#}}'] }),
      condition({
        subConditions: {
          logicalOperator: 'or',
          conditions: [{ key: 'name', operator: 'is', value: '{{#a.d#}}' }],
        },
      }),
    ]
    expect(
      ifElseNode
        .uses({ cases: [{ id: 'true', logicalOperator: 'and', conditions }] })
        .map((use) => use.selector),
    ).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['a', 'b'],
      ['a', 'd'],
    ])
  })

  it('ask of a file whether it is there', () => {
    expect(operatorsFor('file')).toEqual(['exists', 'not exists'])
  })
})

describe('knowledge-retrieval', () => {
  it('wants a filter by hand to be whole', () => {
    const config: KnowledgeRetrievalConfig = {
      ...knowledgeRetrievalNode.defaults,
      query: ['a', 'b'],
      knowledgeIds: ['k'],
      metadataFiltering: {
        mode: 'manual',
        conditions: {
          logicalOperator: 'and',
          conditions: [
            { name: '', operator: 'is', value: 'x' },
            { name: 'year', operator: 'like', value: '' },
            { name: 'year', operator: 'empty' },
          ],
        },
      },
    }
    const at = (...rest: readonly (string | number)[]) => [
      'metadataFiltering',
      'conditions',
      'conditions',
      ...rest,
    ]
    expect(check(knowledgeRetrievalNode, config)).toEqual([
      { code: 'FIELD_REQUIRED', path: at(0, 'name') },
      { code: 'FIELD_INVALID', path: at(1, 'operator') },
      { code: 'FIELD_REQUIRED', path: at(1, 'value') },
    ])
    expect(check(knowledgeRetrievalNode, { ...config, metadataFiltering: { mode: 'manual' } })).toEqual([
      { code: 'FIELD_REQUIRED', path: ['metadataFiltering', 'conditions'] },
    ])
  })
})

describe('the names of a filter by hand', () => {
  const config: KnowledgeRetrievalConfig = {
    ...knowledgeRetrievalNode.defaults,
    query: ['a', 'b'],
    knowledgeIds: ['tides', 'guide'],
    metadataFiltering: {
      mode: 'manual',
      conditions: {
        logicalOperator: 'and',
        conditions: ['source', 'year', 'yaer'].map((name) => ({ name, operator: 'not empty' })),
      },
    },
  }
  const codes = (knowledge: Environment['knowledge'], more: Partial<KnowledgeRetrievalConfig> = {}) => {
    const node = { id: 'n', type: 'knowledge-retrieval', title: '', position: { x: 0, y: 0 }, config: {} }
    const given = { environment: { ...environment, ...(knowledge ? { knowledge } : {}) }, node }
    return knowledgeRetrievalNode.check?.({ ...config, ...more }, given)
  }
  const tides = { id: 'tides', metadataFields: [{ name: 'year' }] }
  const guide = { id: 'guide', metadataFields: [] }

  it('are those of every document, and those of one of its bases', () => {
    expect(codes([tides, guide])).toEqual([
      {
        code: 'METADATA_FIELD_UNKNOWN',
        severity: 'warning',
        path: ['metadataFiltering', 'conditions', 'conditions', 2, 'name'],
        params: { name: 'yaer' },
      },
    ])
    expect(codes([tides, guide], { knowledgeIds: ['guide'] })).toMatchObject([
      { path: ['metadataFiltering', 'conditions', 'conditions', 1, 'name'] },
      { path: ['metadataFiltering', 'conditions', 'conditions', 2, 'name'] },
    ])
    expect(
      codes([tides, guide], { metadataFiltering: { ...config.metadataFiltering, mode: 'disabled' } }),
    ).toEqual([])
  })

  it('are not judged where fields are not known', () => {
    expect(codes(undefined)).toEqual([])
    expect(codes([tides, { id: 'guide' }])).toEqual([])
    expect(codes([tides, { ...guide, external: {} }])).toEqual([])
  })
})

describe('a cron expression', () => {
  it.each([
    ['* * * * *', undefined],
    ['0 9 * * mon-fri', undefined],
    ['*/15 0-6,22-23 1,15 JAN,Dec *', undefined],
    ['5/10 * * * *', undefined],
    ['0 0 29 feb *', undefined],
    ['0 0 * * 0,7', undefined],
    ['  0   0 * * *  ', undefined],
    ['0 0 31 2 1', undefined],
    ['', 'fields'],
    ['* * * *', 'fields'],
    ['0 * * * * *', 'fields'],
    ['@daily', 'fields'],
    ['60 * * * *', 'minute'],
    ['-1 * * * *', 'minute'],
    ['*/0 * * * *', 'minute'],
    ['1/2/3 * * * *', 'minute'],
    ['1-2-3 * * * *', 'minute'],
    ['9-5 * * * *', 'minute'],
    ['1,,2 * * * *', 'minute'],
    ['1.5 * * * *', 'minute'],
    ['0 24 * * *', 'hour'],
    ['0 0 0 * *', 'day'],
    ['0 0 32 * *', 'day'],
    ['0 0 * 13 *', 'month'],
    ['0 0 * mond *', 'month'],
    ['0 0 * * 8', 'weekday'],
    ['0 0 * * mon-sunday', 'weekday'],
    ['0 0 31 2,4 *', 'never'],
    ['0 0 30 feb *', 'never'],
  ])('%j: %s', (expression, problem) => {
    expect(findCronProblem(expression)).toBe(problem)
  })

  it('is fine where every field is within its bounds, and never throws', () => {
    const within = (least: number, most: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.integer({ min: least, max: most }).map(String),
        fc
          .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
          .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
        fc.integer({ min: 1, max: 99 }).map((step) => `*/${step}`),
      )
    fc.assert(
      fc.property(within(0, 59), within(0, 23), within(1, 28), within(1, 12), within(0, 7), (...fields) => {
        expect(findCronProblem(fields.join(' '))).toBeUndefined()
      }),
    )
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof (findCronProblem(text) ?? '')).toBe('string')
      }),
    )
  })
})

describe('triggers', () => {
  const schedule = triggerScheduleNode.defaults
  const visual = schedule.visual

  it.each([
    ['its defaults', schedule, []],
    [
      'a bad minute',
      { ...schedule, frequency: 'hourly', visual: { ...visual, onMinute: 60 } },
      ['visual', 'onMinute'],
    ],
    [
      'a time of a day with 24 hours',
      { ...schedule, visual: { ...visual, time: '13:00 PM' } },
      ['visual', 'time'],
    ],
    [
      'a week without days',
      { ...schedule, frequency: 'weekly', visual: { ...visual, weekdays: [] } },
      ['visual', 'weekdays'],
    ],
    [
      'a month without days',
      { ...schedule, frequency: 'monthly', visual: { ...visual, monthlyDays: [] } },
      ['visual', 'monthlyDays'],
    ],
    [
      'a day 32',
      { ...schedule, frequency: 'monthly', visual: { ...visual, monthlyDays: [32] } },
      ['visual', 'monthlyDays'],
    ],
    ['the last day', { ...schedule, frequency: 'monthly', visual: { ...visual, monthlyDays: ['last'] } }, []],
    ['a bad expression', { ...schedule, mode: 'cron', cronExpression: 'x' }, ['cronExpression']],
    ['a place that is no time zone', { ...schedule, timezone: 'Mars/Olympus' }, ['timezone']],
  ] as const)('a schedule with %s', (_, config, path) => {
    expect(check(triggerScheduleNode, config)).toMatchObject(path.length === 0 ? [] : [{ path }])
  })

  const webhook = {
    ...triggerWebhookNode.defaults,
    headers: [{ name: 'X-Trace-Id', required: true }],
    params: [{ name: 'page', type: 'number', required: false }],
    body: [
      { name: 'doc', type: 'file', required: false },
      { name: 'tags', type: 'array[string]', required: true },
    ],
  } as const

  it('a webhook leaves what it declares, and the whole request', () => {
    expect(names(triggerWebhookNode.outputs(webhook))).toEqual([
      'X_Trace_Id: string',
      'page: number',
      'doc: file',
      'tags: array[string]',
      '_webhook_raw: object',
    ])
    expect(check(triggerWebhookNode, webhook)).toEqual([])
    const field = { type: 'string', required: false } as const
    expect(
      check(triggerWebhookNode, {
        ...webhook,
        params: [{ name: 'X_Trace_Id', ...field }],
        body: [
          { name: '', ...field },
          { name: '1st', ...field },
          { name: '_webhook_raw', ...field },
        ],
        statusCode: 500,
      }),
    ).toEqual([
      { code: 'NAME_DUPLICATE', path: ['params', 0, 'name'], params: { name: 'X_Trace_Id' } },
      { code: 'FIELD_REQUIRED', path: ['body', 0, 'name'] },
      { code: 'NAME_INVALID', path: ['body', 1, 'name'], params: { name: '1st' } },
      { code: 'NAME_DUPLICATE', path: ['body', 2, 'name'], params: { name: '_webhook_raw' } },
      { code: 'FIELD_INVALID', path: ['statusCode'] },
    ])
  })

  const node = (type: string, config: JsonObject, more: Partial<AppNode> = {}): AppNode => ({
    id: type,
    type,
    title: type,
    position: { x: 0, y: 0 },
    config,
    ...more,
  })

  it('ask in a form for what their events bring', () => {
    const outputSchema = {
      type: 'object',
      properties: { id: { type: 'integer' }, open: { type: 'boolean' } },
    }
    const plugin = { ...triggerPluginNode.defaults, eventName: 'issue', outputSchema }
    const fields = (each: AppNode): readonly unknown[] =>
      runFields([node('note', {}), each]).map(({ variable, label, type, required }) => [
        variable,
        label,
        type,
        required,
      ])
    expect(fields(node('trigger-webhook', webhook))).toEqual([
      ['X_Trace_Id', 'X-Trace-Id', 'text-input', true],
      ['page', 'page', 'number', false],
      ['doc', 'doc', 'file', false],
      ['tags', 'tags', 'paragraph', true],
    ])
    expect(fields(node('trigger-plugin', plugin))).toEqual([
      ['id', 'id', 'number', false],
      ['open', 'open', 'checkbox', false],
    ])
    expect(fields(node('trigger-schedule', { ...schedule }))).toEqual([])
    const variables = [{ variable: 'q', label: 'Q', type: 'paragraph', required: true }]
    expect(fields(node('start', { variables }))).toEqual([['q', 'Q', 'paragraph', true]])
    expect(fields(node('start', { variables }, { parentId: 'box' }))).toEqual([])
    expect(runFields([node('start', { variables: 'broken' })])).toEqual([])
  })
})

describe('types that only a server runs', () => {
  const base = createApp({ id: 'a', mode: 'workflow', name: 'A' })
  const app = (type: string): App => ({
    ...base,
    graph: {
      nodes: [
        ...base.graph.nodes.filter((each) => each.type === 'start'),
        { id: 'far', type, title: 'Far', position: { x: 0, y: 0 }, config: { any: [1] } },
        {
          id: 'end',
          type: 'end',
          title: 'End',
          position: { x: 0, y: 0 },
          config: { outputs: [{ variable: 'x', selector: ['far', 'whatever'] }] },
        },
      ],
      edges: [
        { id: '1', source: 'start', sourceHandle: 'source', target: 'far', targetHandle: 'target' },
        { id: '2', source: 'far', sourceHandle: 'source', target: 'end', targetHandle: 'target' },
      ],
    },
  })

  it.each(serverOnlyNodes.filter((each) => !each.isRoot).map((each) => each.type))(
    '%s is an error of its own, and may leave any variable',
    (type) => {
      const issues = validate(app(type), environment).filter((issue) => issue.nodeId !== 'start')
      expect(issues).toEqual([
        { code: 'NODE_NEEDS_SERVER', severity: 'error', nodeId: 'far', path: [], params: { type } },
      ])
      expect(variablesInScope(app(type), 'end', builtinNodes)[0]).toMatchObject({ id: 'far', isOpen: true })
    },
  )

  it('are not offered for adding', () => {
    expect(serverOnlyNodes.map((each) => each.isOffered)).toEqual(serverOnlyNodes.map(() => false))
  })
})
