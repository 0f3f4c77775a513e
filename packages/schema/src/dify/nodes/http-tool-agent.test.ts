import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../json.ts'
import { AGENT_STRATEGIES } from '../../nodes/agent.ts'
import { HTTP_METHODS } from '../../nodes/http-request.ts'
import { Reader } from '../reader.ts'
import { mapperOfDifyType, mapperOfType } from './mappers.ts'
import { schemaOfParameters } from './tool-schema.ts'

function read(type: string, data: JsonObject): { readonly config: JsonObject; readonly notes: unknown } {
  const notes = { problems: [], approximations: [] }
  const config = mapperOfDifyType(type)?.read(new Reader(data, [], notes)) ?? {}
  return { config, notes }
}

const NO_NOTES = { problems: [], approximations: [] }
const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/).filter((each) => each !== '__proto__')
const text = fc.string()
const selector = fc.array(name, { minLength: 1, maxLength: 3 })
/** What fits on one line of Dify's `key:value` texts. */
const line = fc.string().map((each) => each.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '').trim())
const key = line.map((each) => each.replaceAll(':', '').trim()).filter((each) => each !== '')
const fields = fc.array(fc.record({ key, value: line }))
const seconds = fc.nat()

function record(all: Record<string, fc.Arbitrary<unknown>>, requiredKeys: string[]): fc.Arbitrary<unknown> {
  return fc.record(all, { requiredKeys, noNullPrototype: true })
}

const body = fc.oneof(
  fc.constant({ type: 'none' }),
  fc.record({
    type: fc.constant('form-data'),
    fields: fc.array(
      fc.oneof(
        record({ id: text, key: text, type: fc.constant('text'), value: text }, ['key', 'type', 'value']),
        record({ id: text, key: text, type: fc.constant('file'), file: selector }, ['key', 'type', 'file']),
      ),
    ),
  }),
  fc.record({
    type: fc.constant('x-www-form-urlencoded'),
    fields: fc.array(fc.record({ key: text, value: text })),
  }),
  fc.record({ type: fc.constantFrom('raw-text', 'json'), text }),
  fc.record({ type: fc.constant('binary'), file: selector }),
)

const parameter = fc.oneof(
  fc.record({ type: fc.constant('mixed'), value: text }),
  fc.record({ type: fc.constant('variable'), value: selector }),
  fc.record({ type: fc.constant('constant'), value: fc.oneof(fc.integer(), fc.boolean(), text) }),
)
const parameters = fc.dictionary(name, parameter, { noNullPrototype: true })
const bare = fc.record({ type: fc.constant('constant'), value: fc.oneof(fc.integer(), fc.boolean(), text) })
const model = fc.record({
  provider: fc.constantFrom('openai', 'deepseek', ''),
  name: text,
  mode: fc.constantFrom('chat', 'completion'),
  parameters: fc.dictionary(name, fc.integer(), { noNullPrototype: true }),
})

const CONFIGS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'http-request': fc.record({
    method: fc.constantFrom(...HTTP_METHODS),
    url: text,
    headers: fields,
    params: fields,
    authorization: fc.oneof(
      fc.constant({ type: 'none' }),
      fc.record({ type: fc.constantFrom('basic', 'bearer', 'custom'), apiKey: text, header: text }),
    ),
    body,
    timeout: record({ connectSeconds: seconds, readSeconds: seconds, writeSeconds: seconds }, []),
    sslVerify: fc.boolean(),
  }),
  tool: fc.oneof(
    record(
      {
        providerType: fc.constantFrom('builtin', 'api', 'workflow', 'mcp', 'plugin'),
        provider: fc.string({ minLength: 1 }),
        tool: text,
        providerName: text,
        toolLabel: text,
        parameters,
        settings: parameters,
        outputSchema: fc.constant({ type: 'object', properties: {} }),
        nodeVersion: fc.constant('2'),
      },
      [
        'providerType',
        'provider',
        'tool',
        'providerName',
        'toolLabel',
        'parameters',
        'settings',
        'nodeVersion',
      ],
    ),
    fc.record({
      providerType: fc.constant('builtin'),
      provider: fc.string({ minLength: 1 }),
      tool: text,
      providerName: text,
      toolLabel: text,
      parameters,
      settings: fc.dictionary(name, bare, { noNullPrototype: true }),
    }),
  ),
  agent: record(
    {
      strategy: fc.constantFrom(...AGENT_STRATEGIES),
      model,
      tools: fc.array(
        record(
          {
            providerType: fc.constantFrom('builtin', 'api', 'mcp'),
            provider: fc.string({ minLength: 1 }),
            tool: text,
            enabled: fc.boolean(),
            label: text,
            description: fc.string({ minLength: 1 }),
            parameters,
            settings: fc.dictionary(
              name,
              fc.oneof(
                fc.record({ type: fc.constant('mixed'), value: text }),
                fc.record({ type: fc.constant('constant'), value: fc.oneof(fc.integer(), fc.boolean()) }),
                fc.record({ type: fc.constant('variable'), value: selector }),
              ),
              { noNullPrototype: true },
            ),
          },
          ['providerType', 'provider', 'tool', 'enabled', 'label', 'parameters', 'settings'],
        ),
      ),
      instruction: text,
      query: text,
      maxIterations: fc.integer({ min: 1, max: 100 }),
      memory: fc.record({ window: fc.record({ enabled: fc.boolean(), size: fc.nat() }) }),
      outputSchema: fc.constant({ type: 'object', properties: {} }),
    },
    ['strategy', 'model', 'tools', 'instruction', 'query', 'maxIterations'],
  ),
}

describe.each(Object.entries(CONFIGS))('%s', (nodeType, configs) => {
  it('reads what it writes, whatever the config', () => {
    fc.assert(
      fc.property(configs, (config) => {
        const written = mapperOfType(nodeType)?.write(config as JsonObject) ?? {} // what the arbitrary makes is JSON
        expect(read(nodeType, JSON.parse(JSON.stringify(written)))).toEqual({ config, notes: NO_NOTES })
      }),
    )
  })

  it('reads an empty node as something, without a problem', () => {
    expect(read(nodeType, {}).notes).toMatchObject({ problems: [] })
  })
})

describe('http-request', () => {
  it('reads headers and parameters line by line', () => {
    const { config } = read('http-request', {
      headers: 'Accept: text/plain\n\nX-Time:10:30\r\nX-Alone',
      params: 'path: {{#start.path#}}',
    })
    expect(config).toMatchObject({
      headers: [
        { key: 'Accept', value: 'text/plain' },
        { key: 'X-Time', value: '10:30' },
        { key: 'X-Alone', value: '' },
      ],
      params: [{ key: 'path', value: '{{#start.path#}}' }],
    })
  })

  it('never lets a value become a line of its own', () => {
    const config = { ...read('http-request', {}).config, headers: [{ key: 'A', value: 'x\r\nB: y' }] }
    expect(mapperOfType('http-request')?.write(config)).toMatchObject({ headers: 'A:x B: y' })
  })

  it.each([
    ['json', '{"a": 1}', { type: 'json', text: '{"a": 1}' }],
    ['raw-text', 'hello', { type: 'raw-text', text: 'hello' }],
    ['none', '', { type: 'none' }],
    [
      'form-data',
      'a:1\nb:x:y',
      {
        type: 'form-data',
        fields: [
          { key: 'a', type: 'text', value: '1' },
          { key: 'b', type: 'text', value: 'x:y' },
        ],
      },
    ],
    ['x-www-form-urlencoded', 'a:1', { type: 'x-www-form-urlencoded', fields: [{ key: 'a', value: '1' }] }],
  ])('reads the old form of a %s body, one text', (type, data, wanted) => {
    const { config, notes } = read('http-request', { body: { type, data } })
    expect(config.body).toEqual(wanted)
    expect(notes).toEqual(NO_NOTES)
  })

  it('reads methods in either case, keeps one that it does not know and says so', () => {
    expect(read('http-request', { method: 'post' }).config.method).toBe('POST')
    const { config, notes } = read('http-request', { method: 'trace' })
    expect(config.method).toBe('TRACE')
    expect(notes).toMatchObject({ approximations: ['method has a value that is not known here'] })
  })

  it('reads a key without its settings as a key that is missing', () => {
    expect(read('http-request', { authorization: { type: 'api-key', config: null } }).config).toMatchObject({
      authorization: { type: 'bearer', apiKey: '', header: '' },
    })
  })
})

describe('tool', () => {
  it('takes bare values of old files, and typed ones of new files, for settings', () => {
    const settings = { dest: 'en', count: 5 }
    const old = { provider_id: 'p', tool_name: 't', tool_configurations: settings }
    expect(read('tool', old).config).toMatchObject({
      settings: { dest: { type: 'constant', value: 'en' }, count: { type: 'constant', value: 5 } },
    })
    const typed = { dest: { type: 'mixed', value: '{{#a.b#}}' } }
    expect(read('tool', { ...old, tool_node_version: '2', tool_configurations: typed }).config).toMatchObject(
      { settings: { dest: { type: 'mixed', value: '{{#a.b#}}' } } },
    )
  })

  it('takes a bare text as a parameter with references', () => {
    expect(read('tool', { tool_parameters: { q: '{{#a.b#}}', n: 3 } }).config).toMatchObject({
      parameters: { q: { type: 'mixed', value: '{{#a.b#}}' }, n: { type: 'constant', value: 3 } },
    })
  })
})

describe('agent', () => {
  it('leaves to the model what the file leaves to it', () => {
    const parameters = {
      query: { auto: 1, value: null },
      count: { auto: 0, value: { type: 'constant', value: 3 } },
    }
    const tools = [{ type: 'builtin', provider_name: 'p', tool_name: 't', tool_label: 'T', parameters }]
    const { config } = read('agent', {
      agent_strategy_name: 'ReAct',
      agent_parameters: {
        tools: { type: 'constant', value: tools },
        query: { type: 'variable', value: ['sys', 'query'] },
      },
    })
    expect(config).toEqual({
      strategy: 'ReAct',
      model: { provider: '', name: '', mode: 'chat', parameters: {} },
      tools: [
        {
          providerType: 'builtin',
          provider: 'p',
          tool: 't',
          enabled: true,
          label: 'T',
          parameters: { count: { type: 'constant', value: 3 } },
          settings: {},
        },
      ],
      instruction: '',
      query: '{{#sys.query#}}',
      maxIterations: 3,
    })
  })

  it('says that it does not know a strategy, and keeps its name', () => {
    const { config, notes } = read('agent', { agent_strategy_name: 'tree_of_thoughts' })
    expect(config).toMatchObject({ strategy: 'tree_of_thoughts' })
    expect(notes).toMatchObject({
      approximations: ['agent_strategy_name has a value that is not known here'],
    })
  })

  it('turns a list of parameters into the schema of those that the model decides on', () => {
    expect(
      schemaOfParameters([
        { name: 'q', type: 'string', form: 'llm', required: true, llm_description: 'What to look for' },
        { name: 'unit', type: 'select', form: 'llm', options: [{ value: 'm' }, { value: 'ft' }] },
        { name: 'max', type: 'number', form: 'form', required: true },
        'nothing',
      ]),
    ).toEqual({
      type: 'object',
      properties: {
        q: { type: 'string', description: 'What to look for' },
        unit: { type: 'string', enum: ['m', 'ft'] },
      },
      required: ['q'],
    })
  })
})
