import { describe, expect, it } from 'vitest'
import {
  answerNode,
  builtinNodes,
  type CodeConfig,
  codeNode,
  type Environment,
  endNode,
  type IfElseConfig,
  ifElseNode,
  type KnowledgeRetrievalConfig,
  knowledgeRetrievalNode,
  type LlmConfig,
  llmNode,
  type NodeDefinition,
  operatorsFor,
  type StartConfig,
  startNode,
  templateTransformNode,
  variableAggregatorNode,
} from '../index.ts'

const environment: Environment = { nodes: builtinNodes }

function check<Config>(
  definition: NodeDefinition<Config>,
  config: Config,
  extra: Partial<Environment> = {},
): unknown {
  const node = { id: 'n', type: definition.type, title: '', position: { x: 0, y: 0 }, config: {} }
  return definition.check?.(config, { node, environment: { ...environment, ...extra } })
}

describe.each(builtinNodes.map((definition) => [definition.type, definition] as const))(
  '%s',
  (_, definition) => {
    it('accepts its own defaults', () => {
      expect(definition.config.safeParse(definition.defaults)).toEqual({
        success: true,
        data: definition.defaults,
      })
    })

    it('does not throw on its own defaults', () => {
      const node = {
        id: 'n',
        type: definition.type,
        title: '',
        position: { x: 0, y: 0 },
        config: definition.defaults,
      }
      expect(() => {
        definition.outputs(definition.defaults)
        definition.uses(definition.defaults)
        definition.handles?.(definition.defaults)
        definition.check?.(definition.defaults, { node, environment })
      }).not.toThrow()
    })

    it('refuses a config that is not one', () => {
      // Types without fields of their own keep whatever mapping a file holds.
      const wrong = Object.keys(definition.defaults).length === 0 ? [1] : { nothing: 1 }
      expect(definition.config.safeParse(wrong).success).toBe(false)
    })
  },
)

describe('start', () => {
  const config: StartConfig = {
    variables: [
      { variable: 'name', label: 'Your name', type: 'text-input', required: true },
      { variable: 'age', label: 'age', type: 'number', required: false },
      { variable: 'agree', label: '', type: 'checkbox', required: false },
      { variable: 'doc', label: '', type: 'file', required: false },
      { variable: 'docs', label: '', type: 'file-list', required: false },
      { variable: 'data', label: '', type: 'json-object', required: false },
    ],
  }

  it('gives its fields out, files with their parts', () => {
    expect(startNode.outputs(config).map(({ name, type, description }) => [name, type, description])).toEqual(
      [
        ['name', 'string', 'Your name'],
        ['age', 'number', undefined],
        ['agree', 'boolean', undefined],
        ['doc', 'file', undefined],
        ['docs', 'array[file]', undefined],
        ['data', 'object', undefined],
      ],
    )
    expect(startNode.outputs(config)[3]?.fields?.map((field) => field.name)).toContain('extension')
  })

  it('finds bad, double and empty names, and a select without choices', () => {
    const field = { label: '', type: 'select', required: false, options: ['a'] } as const
    expect(
      check(startNode, {
        variables: [
          { ...field, variable: '1a' },
          { ...field, variable: 'a' },
          { ...field, variable: 'a' },
          { ...field, variable: '' },
          { ...field, variable: '__proto__' },
          { ...field, variable: 'b', options: [] },
        ],
      }),
    ).toEqual([
      { code: 'NAME_INVALID', path: ['variables', 0, 'variable'], params: { name: '1a' } },
      { code: 'NAME_DUPLICATE', path: ['variables', 2, 'variable'], params: { name: 'a' } },
      { code: 'FIELD_REQUIRED', path: ['variables', 3, 'variable'] },
      { code: 'NAME_INVALID', path: ['variables', 4, 'variable'], params: { name: '__proto__' } },
      { code: 'FIELD_REQUIRED', path: ['variables', 5, 'options'] },
    ])
  })
})

describe('llm', () => {
  const config: LlmConfig = {
    ...llmNode.defaults,
    model: { provider: 'openai', name: 'gpt', mode: 'chat', parameters: {} },
    prompt: [
      { role: 'system', text: 'Use {{#kb.result#}} and {{#context#}}' },
      { role: 'user', text: 'not read {{#x.y#}}', edition: 'jinja2', jinjaText: '{{ name }}' },
    ],
    jinjaVariables: [{ variable: 'name', selector: ['start', 'name'] }],
    context: { enabled: true, selector: ['kb', 'result'] },
    vision: { enabled: true, selector: ['sys', 'files'] },
    memory: { window: { enabled: false, size: 10 }, queryTemplate: '{{#sys.query#}}' },
  }

  it('says every variable it reads', () => {
    expect(llmNode.uses(config)).toEqual([
      { selector: ['kb', 'result'], path: ['prompt', 0, 'text'], optional: true },
      { selector: ['start', 'name'], path: ['jinjaVariables', 0, 'selector'], optional: true },
      {
        selector: ['kb', 'result'],
        path: ['context', 'selector'],
        types: ['string', 'array[object]', 'array[string]', 'object'],
        ignoresOtherTypes: true,
      },
      { selector: ['sys', 'query'], path: ['memory', 'queryTemplate'], optional: true },
      { selector: ['sys', 'files'], path: ['vision', 'selector'], types: ['file', 'array[file]'] },
    ])
  })

  it('has thoughts and structured output only where they are on', () => {
    const names = (llm: LlmConfig) => llmNode.outputs(llm).map((field) => field.name)
    expect(names(config)).toEqual(['text', 'usage', 'finish_reason', 'files'])
    const schema = {
      type: 'object',
      properties: {
        city: { type: 'string', description: 'Where' },
        tags: { type: 'array', items: { type: 'string' } },
        places: { type: 'array', items: { type: 'object', properties: { lat: { type: 'number' } } } },
        count: { type: 'integer' },
      },
    }
    const on: LlmConfig = {
      ...config,
      reasoningFormat: 'separated',
      structuredOutput: { enabled: true, schema },
    }
    expect(names(on)).toEqual([
      'text',
      'reasoning_content',
      'structured_output',
      'usage',
      'finish_reason',
      'files',
    ])
    expect(llmNode.outputs(on)[2]?.fields).toEqual([
      { name: 'city', type: 'string', description: 'Where' },
      { name: 'tags', type: 'array[string]' },
      { name: 'places', type: 'array[object]', fields: [{ name: 'lat', type: 'number' }] },
      { name: 'count', type: 'number' },
    ])
  })

  it('wants a model that exists and a prompt that says something', () => {
    expect(check(llmNode, config)).toEqual([])
    expect(check(llmNode, llmNode.defaults)).toEqual([
      { code: 'MODEL_MISSING', path: ['model'] },
      { code: 'FIELD_REQUIRED', path: ['prompt'] },
    ])
    const models = [{ provider: 'openai', model: 'other', kind: 'chat' }]
    expect(check(llmNode, config, { models })).toEqual([
      { code: 'MODEL_UNKNOWN', path: ['model'], params: { provider: 'openai', model: 'gpt' } },
    ])
  })
})

describe('knowledge-retrieval', () => {
  const config: KnowledgeRetrievalConfig = {
    ...knowledgeRetrievalNode.defaults,
    query: ['sys', 'query'],
    knowledgeIds: ['a', 'b'],
  }

  it('wants bases that exist', () => {
    expect(check(knowledgeRetrievalNode, config)).toEqual([])
    expect(check(knowledgeRetrievalNode, { ...config, knowledgeIds: [] })).toEqual([
      { code: 'KNOWLEDGE_MISSING', path: ['knowledgeIds'] },
    ])
    expect(check(knowledgeRetrievalNode, config, { knowledge: [{ id: 'a' }] })).toEqual([
      { code: 'KNOWLEDGE_UNKNOWN', path: ['knowledgeIds', 1], params: { id: 'b' } },
    ])
  })

  it('wants the models that its modes ask', () => {
    const needy: KnowledgeRetrievalConfig = {
      ...config,
      multiple: { topK: 4, rerankingEnabled: true },
      metadataFiltering: { mode: 'automatic' },
    }
    expect(check(knowledgeRetrievalNode, needy)).toEqual([
      { code: 'MODEL_MISSING', path: ['multiple', 'rerankingModel'] },
      { code: 'MODEL_MISSING', path: ['metadataFiltering', 'model'] },
    ])
    const weighted = { topK: 4, rerankingEnabled: true, rerankingMode: 'weighted_score' } as const
    expect(check(knowledgeRetrievalNode, { ...config, multiple: weighted })).toEqual([])
    expect(check(knowledgeRetrievalNode, { ...config, retrievalMode: 'single' })).toEqual([
      { code: 'MODEL_MISSING', path: ['singleModel'] },
    ])
  })

  it('reads the question, pictures, and references in metadata filters', () => {
    const filtering = {
      mode: 'manual',
      conditions: {
        logicalOperator: 'and',
        conditions: [{ name: 'year', operator: 'is', value: '{{#start.year#}}' }],
      },
    } as const
    expect(
      knowledgeRetrievalNode.uses({ ...config, attachments: ['sys', 'files'], metadataFiltering: filtering }),
    ).toEqual([
      { selector: ['sys', 'query'], path: ['query'], types: ['string'] },
      { selector: ['sys', 'files'], path: ['attachments'], types: ['file', 'array[file]'] },
      {
        selector: ['start', 'year'],
        path: ['metadataFiltering', 'conditions', 'conditions', 0, 'value'],
        optional: true,
      },
    ])
  })

  it('gives out passages with their fields', () => {
    expect(knowledgeRetrievalNode.outputs(config)).toMatchObject([
      {
        name: 'result',
        type: 'array[object]',
        fields: expect.arrayContaining([{ name: 'content', type: 'string' }]),
      },
    ])
  })
})

describe('if-else', () => {
  const config: IfElseConfig = {
    cases: [
      {
        id: 'true',
        logicalOperator: 'and',
        conditions: [
          { id: 'c1', selector: ['a', 'b'], operator: 'contains', value: '{{#env.WORD#}}' },
          { id: 'c2', selector: ['a', 'c'], operator: 'empty', value: '' },
        ],
      },
      {
        id: 'x',
        logicalOperator: 'or',
        conditions: [{ id: 'c3', selector: ['a', 'd'], operator: '≥', value: '3' }],
      },
    ],
  }

  it('leaves by each case and by false', () => {
    expect(ifElseNode.handles?.(config)).toEqual([
      { id: 'true', label: 'IF' },
      { id: 'x', label: 'ELIF' },
      { id: 'false', label: 'ELSE' },
    ])
  })

  it('reads what it compares and what it compares with', () => {
    expect(ifElseNode.uses(config)).toEqual([
      { selector: ['a', 'b'], path: ['cases', 0, 'conditions', 0, 'selector'] },
      { selector: ['env', 'WORD'], path: ['cases', 0, 'conditions', 0, 'value'], optional: true },
      { selector: ['a', 'c'], path: ['cases', 0, 'conditions', 1, 'selector'] },
      { selector: ['a', 'd'], path: ['cases', 1, 'conditions', 0, 'selector'] },
    ])
  })

  it('wants values where a comparison needs one, conditions in each case, and cases of their own', () => {
    expect(check(ifElseNode, config)).toEqual([])
    const condition = { id: 'c', selector: ['a', 'b'], operator: 'is', value: '' } as const
    expect(
      check(ifElseNode, {
        cases: [
          { id: 'false', logicalOperator: 'and', conditions: [condition] },
          { id: 'y', logicalOperator: 'and', conditions: [] },
          { id: 'y', logicalOperator: 'and', conditions: [{ ...condition, value: false }] },
        ],
      }),
    ).toEqual([
      { code: 'NAME_DUPLICATE', path: ['cases', 0, 'id'], params: { name: 'false' } },
      { code: 'FIELD_REQUIRED', path: ['cases', 0, 'conditions', 0, 'value'] },
      { code: 'FIELD_REQUIRED', path: ['cases', 1, 'conditions'] },
      { code: 'NAME_DUPLICATE', path: ['cases', 2, 'id'], params: { name: 'y' } },
    ])
    expect(check(ifElseNode, { cases: [] })).toEqual([{ code: 'FIELD_REQUIRED', path: ['cases'] }])
  })

  it('offers the comparisons of a type', () => {
    expect(operatorsFor('number')).toEqual(['=', '≠', '>', '<', '≥', '≤', 'empty', 'not empty'])
    expect(operatorsFor('object')).toEqual(['empty', 'not empty'])
    expect(operatorsFor('array[file]')).toContain('all of')
    expect(operatorsFor(undefined)).toContain('before')
  })
})

describe('code', () => {
  const config: CodeConfig = {
    language: 'python3',
    code: 'def main(a): return {}',
    variables: [{ variable: 'a', selector: ['start', 'a'] }],
    outputs: {
      result: { type: 'object', children: { n: { type: 'number', children: null } } },
      list: { type: 'array[string]' },
    },
  }

  it('gives out what it declares, with inner fields', () => {
    expect(codeNode.outputs(config)).toEqual([
      { name: 'result', type: 'object', fields: [{ name: 'n', type: 'number' }] },
      { name: 'list', type: 'array[string]' },
    ])
  })

  it('can run only in languages that are here', () => {
    expect(check(codeNode, config)).toEqual([
      { code: 'CODE_LANGUAGE_UNAVAILABLE', path: ['language'], params: { language: 'python3' } },
    ])
    expect(check(codeNode, config, { codeLanguages: ['python3'] })).toEqual([])
  })

  it('wants code, outputs and proper names', () => {
    expect(
      check(codeNode, {
        language: 'javascript',
        code: ' ',
        variables: [{ variable: 'a b', selector: [] }],
        outputs: {},
      }),
    ).toEqual([
      { code: 'FIELD_REQUIRED', path: ['code'] },
      { code: 'NAME_INVALID', path: ['variables', 0, 'variable'], params: { name: 'a b' } },
      { code: 'FIELD_REQUIRED', path: ['outputs'] },
    ])
  })
})

describe('variable-aggregator', () => {
  const typeOf = (selector: readonly string[]) => (selector[0] === 'n' ? 'number' : undefined)

  it('has the type it declares, else that of its first candidate with one', () => {
    const variables = [
      ['x', 'y'],
      ['n', 'y'],
    ]
    expect(variableAggregatorNode.outputs({ outputType: 'string', variables }, { typeOf })).toEqual([
      { name: 'output', type: 'string' },
    ])
    expect(variableAggregatorNode.outputs({ outputType: 'any', variables }, { typeOf })).toEqual([
      { name: 'output', type: 'number' },
    ])
    expect(variableAggregatorNode.outputs({ outputType: 'any', variables })).toEqual([
      { name: 'output', type: 'any' },
    ])
  })

  it('has one object for each group, and then does not look at the plain list', () => {
    const config = {
      outputType: 'any',
      variables: [['ignored', 'x']],
      advanced: {
        groupEnabled: true,
        groups: [{ groupId: 'g', groupName: 'Group1', outputType: 'string', variables: [['a', 'b']] }],
      },
    } as const
    expect(variableAggregatorNode.outputs(config)).toEqual([
      { name: 'Group1', type: 'object', fields: [{ name: 'output', type: 'string' }] },
    ])
    expect(variableAggregatorNode.uses(config)).toEqual([
      { selector: ['a', 'b'], path: ['advanced', 'groups', 0, 'variables', 0], optional: true },
    ])
    expect(check(variableAggregatorNode, config)).toEqual([])
  })

  it('wants something to choose from', () => {
    expect(check(variableAggregatorNode, { outputType: 'any', variables: [] })).toEqual([
      { code: 'FIELD_REQUIRED', path: ['variables'] },
    ])
  })
})

describe('templates', () => {
  const checkTemplate = (template: string) =>
    template.includes('{% if %}') ? 'an if without a condition' : undefined

  it('are read by the environment, where it can', () => {
    const config = { template: '{% if %}', variables: [] }
    expect(check(templateTransformNode, config)).toEqual([])
    expect(check(templateTransformNode, config, { checkTemplate })).toEqual([
      { code: 'TEMPLATE_SYNTAX', path: ['template'], params: { reason: 'an if without a condition' } },
    ])
    expect(check(templateTransformNode, { ...config, template: 'fine' }, { checkTemplate })).toEqual([])
  })

  it('of a prompt are read where a message is in that edition', () => {
    const model = { provider: 'p', name: 'm', mode: 'chat', parameters: {} } as const
    const message = { role: 'user', text: '{% if %}', jinjaText: '{% if %}' } as const
    const prompt = [message, { ...message, edition: 'jinja2' }] as const
    expect(check(llmNode, { ...llmNode.defaults, model, prompt }, { checkTemplate })).toEqual([
      {
        code: 'TEMPLATE_SYNTAX',
        path: ['prompt', 1, 'jinjaText'],
        params: { reason: 'an if without a condition' },
      },
    ])
  })
})

describe('answer, end and template', () => {
  it('an answer reads the references of its text', () => {
    expect(answerNode.uses({ answer: 'A {{#llm.text#}}' })).toEqual([
      { selector: ['llm', 'text'], path: ['answer'], optional: true },
    ])
    expect(check(answerNode, { answer: '  ' })).toEqual([{ code: 'FIELD_REQUIRED', path: ['answer'] }])
  })

  it('an end has no way out and may name its outputs freely, but once', () => {
    const output = { selector: ['a', 'b'] }
    const config = { outputs: ['1', 'true', '', '1'].map((variable) => ({ variable, ...output })) }
    expect(endNode.handles?.(config)).toEqual([])
    expect(check(endNode, config)).toEqual([
      { code: 'FIELD_REQUIRED', path: ['outputs', 2, 'variable'] },
      { code: 'NAME_DUPLICATE', path: ['outputs', 3, 'variable'], params: { name: '1' } },
    ])
  })

  it('a template may miss its variables, but not its text', () => {
    const config = { template: '', variables: [{ variable: 'a', selector: ['x', 'y'] }] }
    expect(templateTransformNode.uses(config)).toEqual([
      { selector: ['x', 'y'], path: ['variables', 0, 'selector'], optional: true },
    ])
    expect(check(templateTransformNode, config)).toEqual([{ code: 'FIELD_REQUIRED', path: ['template'] }])
  })
})
