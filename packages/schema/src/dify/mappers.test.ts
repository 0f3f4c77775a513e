import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../json.ts'
import { COMPARISON_OPERATORS } from '../nodes/conditions.ts'
import { PARAMETER_TYPES } from '../nodes/parameter-extractor.ts'
import { START_VARIABLE_TYPES } from '../nodes/start.ts'
import { SCHEDULE_FREQUENCIES, WEEKDAYS } from '../nodes/trigger-schedule.ts'
import { WEBHOOK_CONTENT_TYPES, WEBHOOK_METHODS } from '../nodes/trigger-webhook.ts'
import { VALUE_TYPES } from '../values.ts'
import { mapperOfDifyType, mapperOfType } from './nodes/mappers.ts'
import { Reader } from './reader.ts'

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/).filter((each) => each !== '__proto__')
const selector = fc.array(name, { minLength: 1, maxLength: 3 })
const text = fc.string()
const filledText = fc.string({ minLength: 1 })
const type = fc.constantFrom(...VALUE_TYPES)
const model = fc.record({
  provider: fc.constantFrom('openai', 'deepseek', ''),
  name: text,
  mode: fc.constantFrom('chat', 'completion'),
  parameters: fc.dictionary(name, fc.oneof(fc.integer(), text), {
    noNullPrototype: true,
  }),
})
const binding = fc.record({ variable: name, selector })
const texts = fc.array(filledText, { minLength: 1, maxLength: 3 })
const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.array(fc.oneof(text, fc.integer(), fc.boolean())))
const operator = fc.constantFrom(...COMPARISON_OPERATORS)
const logicalOperator = fc.constantFrom('and', 'or')
const vision = fc.record(
  { enabled: fc.boolean(), selector, detail: fc.constantFrom('high', 'low') },
  { requiredKeys: ['enabled'], noNullPrototype: true },
)

function record<T>(
  all: { [K in keyof T]: fc.Arbitrary<T[K]> },
  requiredKeys: (keyof T)[],
): fc.Arbitrary<unknown> {
  return fc.record(all, { requiredKeys, noNullPrototype: true })
}

/** Any config of each type, as an editor could make it. */
const CONFIGS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  start: fc.record({
    variables: fc.array(
      record(
        {
          variable: name,
          label: text,
          type: fc.constantFrom(...START_VARIABLE_TYPES),
          required: fc.boolean(),
          hidden: fc.boolean(),
          default: fc.oneof(text, fc.integer(), fc.boolean(), texts),
          maxLength: fc.nat(),
          options: texts,
          description: text,
          placeholder: text,
          unit: text,
          allowedFileTypes: texts,
          allowedFileExtensions: texts,
          allowedFileUploadMethods: texts,
          jsonSchema: fc.constant({ type: 'object', properties: {} }),
        },
        ['variable', 'label', 'type', 'required'],
      ),
    ),
  }),
  answer: fc.record({ answer: text }),
  end: fc.record({ outputs: fc.array(record({ variable: text, selector, type }, ['variable', 'selector'])) }),
  llm: record(
    {
      model,
      prompt: fc.array(
        record(
          {
            id: filledText,
            role: fc.constantFrom('system', 'user', 'assistant'),
            text,
            edition: fc.constantFrom('basic', 'jinja2'),
            jinjaText: text,
          },
          ['role', 'text'],
        ),
        { minLength: 2 },
      ),
      jinjaVariables: fc.array(binding),
      context: fc.record({ enabled: fc.boolean(), selector: fc.oneof(selector, fc.constant([])) }),
      memory: record(
        {
          window: fc.record({ enabled: fc.boolean(), size: fc.nat() }),
          queryTemplate: filledText,
          rolePrefix: fc.record({ user: text, assistant: text }),
        },
        ['window'],
      ),
      vision,
      structuredOutput: fc.record({ enabled: fc.boolean(), schema: fc.constant({ type: 'object' }) }),
      reasoningFormat: fc.constantFrom('tagged', 'separated'),
    },
    ['model', 'prompt', 'jinjaVariables', 'context', 'vision'],
  ),
  'knowledge-retrieval': record(
    {
      query: selector,
      attachments: selector,
      knowledgeIds: texts,
      retrievalMode: fc.constantFrom('multiple', 'single'),
      multiple: record(
        {
          topK: fc.integer({ min: 1, max: 100 }),
          scoreThreshold: fc.oneof(fc.constant(null), fc.constantFrom(0, 0.25, 1)),
          rerankingEnabled: fc.boolean(),
          rerankingMode: fc.constantFrom('reranking_model', 'weighted_score'),
          rerankingModel: fc.record({ provider: fc.constantFrom('cohere', ''), model: text }),
          weights: record(
            {
              vectorWeight: fc.integer(),
              keywordWeight: fc.integer(),
              embeddingProvider: text,
              embeddingModel: text,
            },
            ['vectorWeight', 'keywordWeight'],
          ),
        },
        ['topK', 'scoreThreshold', 'rerankingEnabled'],
      ),
      singleModel: model,
      metadataFiltering: record(
        {
          mode: fc.constantFrom('disabled', 'automatic', 'manual'),
          model,
          conditions: fc.record({
            logicalOperator,
            conditions: fc.array(
              record(
                {
                  id: filledText,
                  name: text,
                  operator: text,
                  value: fc.oneof(text, fc.integer(), fc.array(text)),
                },
                ['name', 'operator'],
              ),
            ),
          }),
        },
        ['mode'],
      ),
      vision,
    },
    ['query', 'knowledgeIds', 'retrievalMode', 'multiple', 'metadataFiltering'],
  ),
  'if-else': fc.record({
    cases: fc.array(
      fc.record({
        id: filledText,
        logicalOperator,
        conditions: fc.array(
          record(
            {
              id: filledText,
              selector,
              varType: type,
              operator,
              value,
              numberVarType: text,
              subConditions: fc.record({
                logicalOperator,
                conditions: fc.array(
                  record({ id: filledText, key: text, operator, value, varType: text }, [
                    'key',
                    'operator',
                    'value',
                  ]),
                ),
              }),
            },
            ['id', 'selector', 'operator', 'value'],
          ),
        ),
      }),
      { minLength: 1 },
    ),
  }),
  'template-transform': fc.record({ template: text, variables: fc.array(binding) }),
  code: fc.record({
    language: fc.constantFrom('python3', 'javascript'),
    code: text,
    variables: fc.array(record({ variable: name, selector, type }, ['variable', 'selector'])),
    outputs: fc.dictionary(
      name,
      record(
        { type, children: fc.dictionary(name, fc.record({ type }), { noNullPrototype: true, minKeys: 1 }) },
        ['type'],
      ),
      { noNullPrototype: true },
    ),
  }),
  'variable-aggregator': record(
    {
      outputType: type,
      variables: fc.array(selector),
      advanced: fc.record({
        groupEnabled: fc.boolean(),
        groups: fc.array(
          fc.record({
            groupId: filledText,
            groupName: filledText,
            outputType: type,
            variables: fc.array(selector),
          }),
        ),
      }),
    },
    ['outputType', 'variables'],
  ),
}

const memory = record(
  {
    window: fc.record({ enabled: fc.boolean(), size: fc.nat() }),
    queryTemplate: filledText,
    rolePrefix: fc.record({ user: text, assistant: text }),
  },
  ['window'],
)
const webhookField = fc.record({ name: text, type, required: fc.boolean() })

/** The types that came with the whole language. */
const MORE_CONFIGS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'question-classifier': record(
    {
      query: selector,
      model,
      classes: fc.array(record({ id: filledText, name: text, label: text }, ['id', 'name'])),
      instruction: text,
      memory,
      vision,
    },
    ['query', 'model', 'classes', 'instruction', 'vision'],
  ),
  'parameter-extractor': record(
    {
      model,
      query: selector,
      parameters: fc.array(
        record(
          {
            name: text,
            type: fc.constantFrom(...PARAMETER_TYPES),
            description: text,
            required: fc.boolean(),
            options: texts,
          },
          ['name', 'type', 'description', 'required'],
        ),
      ),
      instruction: text,
      reasoningMode: fc.constantFrom('prompt', 'function_call'),
      memory,
      vision,
    },
    ['model', 'query', 'parameters', 'instruction', 'reasoningMode', 'vision'],
  ),
  'document-extractor': fc.record({ variable: selector, isArrayFile: fc.boolean() }),
  'list-operator': record(
    {
      variable: selector,
      varType: type,
      itemType: type,
      filter: fc.record({
        enabled: fc.boolean(),
        conditions: fc.array(fc.record({ key: text, operator, value })),
      }),
      extract: fc.record({ enabled: fc.boolean(), serial: text }),
      order: fc.record({ enabled: fc.boolean(), key: text, direction: fc.constantFrom('asc', 'desc') }),
      limit: fc.record({ enabled: fc.boolean(), size: fc.integer() }),
    },
    ['variable', 'filter', 'extract', 'order', 'limit'],
  ),
  'trigger-schedule': fc.record({
    mode: fc.constantFrom('visual', 'cron'),
    frequency: fc.constantFrom(...SCHEDULE_FREQUENCIES),
    cronExpression: text,
    visual: fc.record({
      onMinute: fc.integer(),
      time: text,
      weekdays: fc.array(fc.constantFrom(...WEEKDAYS)),
      monthlyDays: fc.array(fc.oneof(fc.integer(), fc.constant('last'))),
    }),
    timezone: text,
  }),
  'trigger-webhook': fc.record({
    method: fc.constantFrom(...WEBHOOK_METHODS),
    contentType: fc.constantFrom(...WEBHOOK_CONTENT_TYPES),
    headers: fc.array(fc.record({ name: text, required: fc.boolean() })),
    params: fc.array(webhookField),
    body: fc.array(webhookField),
    asyncMode: fc.boolean(),
    statusCode: fc.integer(),
    responseBody: text,
    timeoutSeconds: fc.nat(),
    webhookUrl: text,
    webhookDebugUrl: text,
  }),
  'trigger-plugin': record(
    {
      pluginId: text,
      providerId: text,
      eventName: text,
      subscriptionId: text,
      pluginUniqueIdentifier: text,
      eventParameters: fc.constant({ a: { type: 'constant', value: 1 } }),
      outputSchema: fc.constant({ type: 'object', properties: {} }),
    },
    ['pluginId', 'providerId', 'eventName', 'subscriptionId', 'pluginUniqueIdentifier', 'eventParameters'],
  ),
}

function read(type: string, data: JsonObject): { readonly config: JsonObject; readonly notes: unknown } {
  const notes = { problems: [], approximations: [] }
  const config = mapperOfDifyType(type)?.read(new Reader(data, [], notes)) ?? {}
  return { config, notes }
}

describe.each(Object.entries({ ...CONFIGS, ...MORE_CONFIGS }))('%s', (nodeType, configs) => {
  it('reads what it writes, whatever the config', () => {
    fc.assert(
      fc.property(configs, (config) => {
        const written = mapperOfType(nodeType)?.write(config as JsonObject) ?? {} // what the arbitrary makes is JSON
        expect(read(nodeType, JSON.parse(JSON.stringify(written)))).toEqual({
          config,
          notes: { problems: [], approximations: [] },
        })
      }),
    )
  })

  it('reads an empty node as something, without a problem', () => {
    expect(read(nodeType, {}).notes).toMatchObject({ problems: [] })
  })
})

describe('old forms', () => {
  it('takes conditions on an if-else node as one case', () => {
    const condition = { comparison_operator: 'contains', id: '1', value: 'x', variable_selector: ['a', 'b'] }
    expect(read('if-else', { logical_operator: 'or', conditions: [condition] }).config).toEqual({
      cases: [
        {
          id: 'true',
          logicalOperator: 'or',
          conditions: [{ id: '1', selector: ['a', 'b'], operator: 'contains', value: 'x' }],
        },
      ],
    })
  })

  it('keeps a comparison that it does not know, for validate to refuse', () => {
    const condition = { comparison_operator: 'sounds like', id: '1', variable_selector: ['a', 'b'] }
    const { config, notes } = read('if-else', { cases: [{ case_id: 'true', conditions: [condition] }] })
    expect(config).toMatchObject({ cases: [{ conditions: [{ operator: 'sounds like' }] }] })
    expect(notes).toMatchObject({ approximations: ['a comparison is not known here'] })
  })

  it('takes the aggregator under its old name', () => {
    expect(read('variable-assigner', { output_type: 'String', variables: [['a', 'b']] }).config).toEqual({
      outputType: 'string',
      variables: [['a', 'b']],
    })
  })

  it('takes the one text of a completion model as one message, and writes it so', () => {
    const data = {
      model: { provider: 'p', name: 'n', mode: 'completion' },
      prompt_template: { text: 'Say {{#a.b#}}' },
    }
    const { config } = read('llm', data)
    expect(config).toMatchObject({ prompt: [{ role: 'user', text: 'Say {{#a.b#}}' }] })
    expect(mapperOfType('llm')?.write(config)).toMatchObject({ prompt_template: { text: 'Say {{#a.b#}}' } })
  })

  it('takes memory that is switched off as none, and structured output by both of its switches', () => {
    const schema = { schema: { type: 'object' } }
    expect(read('llm', { memory: { enabled: false } }).config).not.toHaveProperty('memory')
    expect(read('llm', { structured_output: schema }).config).toMatchObject({
      structuredOutput: { enabled: false },
    })
    expect(
      read('llm', { structured_output: schema, structured_output_switch_on: true }).config,
    ).toMatchObject({
      structuredOutput: { enabled: true },
    })
  })

  it('knows a provider with and without its organisation', () => {
    const of = (provider: string) => read('llm', { model: { provider, name: 'n' } }).config
    expect(of('langgenius/openai/openai')).toEqual(of('openai'))
  })

  it('reranks in files older than the switch when they name a model', () => {
    const of = (config: JsonObject) =>
      read('knowledge-retrieval', { multiple_retrieval_config: config }).config
    expect(of({ reranking_model: { provider: 'cohere', model: 'm' } })).toMatchObject({
      multiple: { rerankingEnabled: true },
    })
    expect(of({ reranking_model: { provider: '', model: '' } })).toMatchObject({
      multiple: { rerankingEnabled: false },
    })
  })

  it('takes the instructions of an old classifier, and the parameter types of an old extractor', () => {
    expect(read('question-classifier', { instruction: '', instructions: 'Be kind' }).config).toMatchObject({
      instruction: 'Be kind',
    })
    const { config, notes } = read('parameter-extractor', {
      parameters: [
        { name: 'a', type: 'bool' },
        { name: 'b', type: 'Array[String]' },
        { name: 'c', type: 'colour' },
      ],
    })
    expect(config).toMatchObject({
      reasoningMode: 'function_call',
      parameters: [{ type: 'boolean' }, { type: 'array[string]' }, { type: 'string' }],
    })
    expect(notes).toMatchObject({ approximations: ['the parameter type colour is read as a text'] })
  })

  it('takes the webhook methods of an editor that shouts', () => {
    expect(read('trigger-webhook', { method: 'POST' })).toMatchObject({
      config: { method: 'post' },
      notes: { approximations: [] },
    })
  })

  it('takes a JSON schema written as text', () => {
    const variable = { variable: 'a', type: 'json_object', json_schema: '{"type":"object"}' }
    expect(read('start', { variables: [variable] }).config).toMatchObject({
      variables: [{ type: 'json-object', jsonSchema: { type: 'object' } }],
    })
    expect(read('start', { variables: [{ ...variable, json_schema: 'nonsense' }] }).notes).toMatchObject({
      approximations: ['a JSON schema that is not JSON is not used'],
    })
  })
})
