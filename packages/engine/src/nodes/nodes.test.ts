import type { RetrieveRequest } from '@skep/client'
import { type JsonObject, SkepError, type Value } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import type { CodePort, CodeRequest } from '../ports/code.ts'
import type { EnginePorts } from '../ports/ports.ts'
import {
  createScriptedModels,
  createTestPorts,
  edges,
  FINISH,
  makeApp,
  mustPlan,
  node,
  runToEnd,
  settle,
} from '../test-support.ts'

/** Runs one node after a start node whose variables are `values`. */
async function runNode(
  type: string,
  config: JsonObject,
  values: JsonObject,
  ports: Partial<EnginePorts> = {},
) {
  const app = makeApp(
    [node('start', 'start', { variables: [] }), node('n', type, config)],
    edges('start -> n'),
    { mode: 'workflow' },
  )
  const events = await runToEnd({
    plan: mustPlan(app),
    ports: createTestPorts(ports),
    conversationVariables: values,
  })
  return {
    events,
    end: events.at(-1),
    done: events.find((event) => event.type === 'node_succeeded' && event.nodeId === 'n'),
  }
}

const v = (name: string): string[] => ['conversation', name]

describe('if-else', () => {
  const cases = [
    {
      id: 'first',
      logicalOperator: 'and',
      conditions: [{ id: '1', selector: v('n'), operator: '>', value: '10' }],
    },
    {
      id: 'second',
      logicalOperator: 'and',
      conditions: [{ id: '2', selector: v('n'), operator: '>', value: '5' }],
    },
  ]

  it.each([
    [11, 'first', true],
    [7, 'second', true],
    [1, 'false', false],
  ])('with %d takes %s', async (n, handle, result) => {
    const { done } = await runNode('if-else', { cases }, { n })
    expect(done).toMatchObject({ handle, outputs: { result, selected_case_id: handle } })
  })

  it('fails when a variable is missing', async () => {
    const { end } = await runNode('if-else', { cases }, {})
    expect(end).toMatchObject({ type: 'run_failed', error: { code: 'VARIABLE_NOT_FOUND' } })
  })
})

const PICTURE = {
  kind: 'file',
  id: 'f1',
  name: 'a.png',
  sizeBytes: 5,
  mimeType: 'image/png',
  extension: '.png',
  type: 'image',
  transferMethod: 'remote_url',
  url: 'https://example.org/a.png',
} as const

describe('template-transform', () => {
  it('writes a text; a missing variable is None, as in Dify', async () => {
    const { done } = await runNode(
      'template-transform',
      {
        template: '{% for item in items %}- {{ item.name }}\n{% endfor %}{{ gone }}',
        variables: [
          { variable: 'items', selector: v('items') },
          { variable: 'gone', selector: v('gone') },
        ],
      },
      { items: [{ name: 'a' }, { name: 'b' }] },
    )
    expect(done).toMatchObject({
      inputs: { items: [{ name: 'a' }, { name: 'b' }], gone: null },
      outputs: { output: '- a\n- b\nNone' },
    })
  })

  it('knows files by the names of selectors and by those of Dify', async () => {
    const { done } = await runNode(
      'template-transform',
      {
        template:
          '{{ f.name }} {{ f.filename }} {{ f.size }} {{ f.type }} {{ f.extension }} {{ f.mime_type }} {{ f.transfer_method }} {{ f.url }} {{ l.0.related_id }}',
        variables: [
          { variable: 'f', selector: v('f') },
          { variable: 'l', selector: v('l') },
        ],
      },
      { f: PICTURE, l: [PICTURE] },
    )
    expect(done).toMatchObject({
      outputs: {
        output: 'a.png a.png 5 image .png image/png remote_url https://example.org/a.png f1',
      },
    })
  })

  it('fails with TEMPLATE_FAILED above 400,000 characters', async () => {
    const { end } = await runNode(
      'template-transform',
      {
        template: '{% for i in range(100) %}{{ t }}{% endfor %}',
        variables: [{ variable: 't', selector: v('t') }],
      },
      { t: 'x'.repeat(4001) },
    )
    expect(end).toMatchObject({ error: { code: 'TEMPLATE_FAILED', data: { maxChars: 400_000 } } })
  })
})

describe('code', () => {
  const config = {
    language: 'javascript',
    code: 'function main({ a }) { return { sum: a + 1 } }',
    variables: [
      { variable: 'a', selector: v('a') },
      { variable: 'b', selector: v('gone') },
    ],
    outputs: { sum: { type: 'number' } },
  }
  const port = (run: (request: CodeRequest) => Value): CodePort => ({
    languages: ['javascript'],
    run: async (request) => ({ result: run(request), logs: ['hello'] }),
  })

  it('gives files to code under the names of selectors, too', async () => {
    const requests: CodeRequest[] = []
    const { done } = await runNode(
      'code',
      { ...config, variables: [{ variable: 'a', selector: v('a') }] },
      { a: { list: [PICTURE] } },
      {
        code: port((request) => {
          requests.push(request)
          return { sum: 2 }
        }),
      },
    )
    expect(requests[0]?.inputs).toEqual({
      a: {
        list: [
          {
            ...PICTURE,
            filename: 'a.png',
            size: 5,
            mime_type: 'image/png',
            transfer_method: 'remote_url',
            related_id: 'f1',
            remote_url: 'https://example.org/a.png',
          },
        ],
      },
    })
    expect(done).toMatchObject({ inputs: { a: { list: [PICTURE] } } })
  })

  it('hands over named arguments and checks what comes back', async () => {
    const requests: CodeRequest[] = []
    const { done } = await runNode(
      'code',
      config,
      { a: 1 },
      {
        code: port((request) => {
          requests.push(request)
          return { sum: 2 }
        }),
      },
    )
    expect(requests).toMatchObject([{ language: 'javascript', code: config.code, inputs: { a: 1, b: null } }])
    expect(done).toMatchObject({
      inputs: { a: 1, b: null },
      outputs: { sum: 2 },
      process: { logs: ['hello'] },
    })
  })

  it.each([
    ['CODE_OUTPUT_INVALID', config, port(() => ({ sum: 'two' }))],
    ['CODE_LANGUAGE_UNAVAILABLE', { ...config, language: 'python3' }, port(() => ({ sum: 2 }))],
    ['PORT_MISSING', config, undefined],
    [
      'CODE_TIMEOUT',
      config,
      port(() => {
        throw new SkepError('CODE_TIMEOUT', 'too slow')
      }),
    ],
  ])('fails with %s', async (code, nodeConfig, codePort) => {
    const { end } = await runNode('code', nodeConfig, { a: 1 }, codePort ? { code: codePort } : {})
    expect(end).toMatchObject({ type: 'run_failed', error: { code } })
  })
})

describe('code in a language that is loaded first', () => {
  it('tells how far that has come, in few events, and names the app', async () => {
    const apps: (string | undefined)[] = []
    const code: CodePort = {
      languages: ['python3'],
      async run(_request, { appId, onProgress }) {
        apps.push(appId)
        for (let part = 0; part <= 100; part++) {
          await settle()
          onProgress?.({ loadedBytes: part * 10, totalBytes: 1000 })
        }
        return { result: { sum: 2 }, logs: [] }
      },
    }
    const config = {
      language: 'python3',
      code: 'def main(): ...',
      variables: [],
      outputs: { sum: { type: 'number' } },
    }
    const { events, done } = await runNode('code', config, {}, { code })
    const told = events.filter((event) => event.type === 'node_progress')
    expect(told.map(({ message }) => message)).toEqual([
      ...[0, 10, 20, 30, 40, 50, 60, 70, 80, 90].map((percent) => `Loading Python: ${percent} %`),
      'Starting Python',
    ])
    expect(told[3]?.data).toEqual({ loadedBytes: 300, totalBytes: 1000 })
    expect(apps).toEqual([expect.any(String)])
    expect(done).toMatchObject({ outputs: { sum: 2 } })
  })
})

describe('variable-aggregator', () => {
  it.each([
    ['the first that exists', ['gone', 'b', 'c'], { output: 'B' }],
    ['an empty one, for it exists', ['empty', 'b'], { output: '' }],
    ['null, for it exists', ['nothing', 'b'], { output: null }],
    ['no output when none exists', ['gone'], {}],
  ])('passes on %s', async (_, names, outputs) => {
    const { done } = await runNode(
      'variable-aggregator',
      { outputType: 'any', variables: names.map(v) },
      { b: 'B', c: 'C', empty: '', nothing: null },
    )
    expect(done && 'outputs' in done ? done.outputs : undefined).toEqual(outputs)
  })

  it('has one output per group', async () => {
    const group = (groupName: string, ...names: string[]) => ({
      groupId: groupName,
      groupName,
      outputType: 'any',
      variables: names.map(v),
    })
    const { done } = await runNode(
      'variable-aggregator',
      {
        outputType: 'any',
        variables: [],
        advanced: {
          groupEnabled: true,
          groups: [group('one', 'gone', 'b'), group('two', 'c'), group('three', 'gone')],
        },
      },
      { b: 'B', c: 'C' },
    )
    expect(done && 'outputs' in done ? done.outputs : undefined).toEqual({
      one: { output: 'B' },
      two: { output: 'C' },
    })
  })
})

describe('knowledge-retrieval', () => {
  const config = {
    query: v('q'),
    knowledgeIds: ['k1'],
    retrievalMode: 'multiple',
    multiple: { topK: 2, scoreThreshold: 0.3, rerankingEnabled: false },
    metadataFiltering: { mode: 'disabled' },
  }
  const hit = (id: string, year: number) => ({
    chunkId: id,
    knowledgeId: 'k1',
    knowledgeName: 'K',
    documentId: 'd',
    documentName: `${id}.pdf`,
    text: `text of ${id}`,
    location: { start: 5, end: 10 },
    score: 0.5,
    scores: { fused: 0.5 },
    metadata: { year },
  })

  function retriever(...hits: ReturnType<typeof hit>[]) {
    const requests: RetrieveRequest[] = []
    const port: NonNullable<EnginePorts['retriever']> = {
      retrieve: async (request) => {
        requests.push(request)
        return { passages: hits, durationMs: 3 }
      },
    }
    return { requests, port }
  }

  it('leaves Dify’s fields and what a citation needs', async () => {
    const { requests, port } = retriever(hit('a', 2000))
    const { done } = await runNode('knowledge-retrieval', config, { q: 'bees?' }, { retriever: port })
    expect(requests).toEqual([
      { knowledgeIds: ['k1'], query: 'bees?', settings: { topK: 2, scoreThreshold: 0.3 } },
    ])
    expect(done).toMatchObject({
      outputs: {
        result: [
          {
            content: 'text of a',
            title: 'a.pdf',
            url: '',
            icon: '',
            metadata: {
              source: 'knowledge',
              dataset_id: 'k1',
              dataset_name: 'K',
              document_id: 'd',
              document_name: 'a.pdf',
              segment_id: 'a',
              score: 0.5,
              position: 1,
              doc_metadata: { year: 2000 },
              skep: { query: 'bees?', location: { start: 5, end: 10 }, scores: { fused: 0.5 } },
            },
            files: [],
            summary: null,
          },
        ],
      },
    })
  })

  const model = { provider: 'p', name: 'm', mode: 'chat', parameters: {} }
  const describe2 = async () => [
    {
      id: 'k1',
      name: 'Bees',
      description: 'All on bees',
      metadataFields: [{ name: 'year', type: 'number' as const }],
    },
    {
      id: 'k2',
      name: 'Wasps',
      description: 'All on wasps',
      metadataFields: [{ name: 'author', type: 'string' as const }],
    },
  ]

  it.each([
    ['the base that a model chooses', '{"id": "k2"}', ['k2']],
    ['the first where it names none that is there', '{"id": "k9"}', ['k1']],
    ['the first where it says something else', 'Wasps!', ['k1']],
  ])('searches %s, in single mode', async (_, text, knowledgeIds) => {
    const { requests, port } = retriever(hit('a', 2000))
    const models = createScriptedModels([{ type: 'text', text }, FINISH])
    const { done } = await runNode(
      'knowledge-retrieval',
      { ...config, knowledgeIds: ['k1', 'k2'], retrievalMode: 'single', singleModel: model },
      { q: 'wasps?' },
      { retriever: { retrieve: port.retrieve, describe: describe2 }, models },
    )
    expect(requests.map((request) => request.knowledgeIds)).toEqual([knowledgeIds])
    expect(String(models.requests[0]?.messages[0]?.content)).toContain('All on wasps')
    expect(done).toMatchObject({ process: { knowledgeIds } })
  })

  const year = (operator: string, value: JsonObject[string]) => ({ name: 'year', operator, value })

  it.each([
    [
      'a condition',
      '{"conditions": [{"name": "year", "operator": ">", "value": 2001}]}',
      { logicalOperator: 'and', conditions: [year('>', 2001)] },
    ],
    [
      'conditions of which one is on a field that is not there',
      '{"logical_operator": "or", "conditions": [{"name": "year", "operator": "=", "value": "2001"}, {"name": "owner", "operator": "is", "value": "x"}]}',
      { logicalOperator: 'or', conditions: [year('=', '2001')] },
    ],
    [
      'an unknown comparison',
      '{"conditions": [{"name": "year", "operator": "like", "value": 1}]}',
      undefined,
    ],
    [
      'a comparison of another type',
      '{"conditions": [{"name": "year", "operator": "before", "value": 1}]}',
      undefined,
    ],
    ['no condition', '{"conditions": []}', undefined],
    ['words', 'All of them', undefined],
  ])('filters by what a model makes of the question: %s', async (_, text, filter) => {
    const { requests, port } = retriever(hit('a', 1990))
    const models = createScriptedModels([{ type: 'text', text }, FINISH])
    const { done } = await runNode(
      'knowledge-retrieval',
      { ...config, metadataFiltering: { mode: 'automatic', model } },
      { q: 'bees since 2001?' },
      { retriever: { retrieve: port.retrieve, describe: describe2 }, models },
    )
    expect(requests[0]?.filter).toEqual(filter)
    expect(done).toMatchObject({ process: { filter: filter ?? null } })
  })

  it('lets a model filter by fields that all searched bases have', async () => {
    const { requests, port } = retriever()
    const text = '{"conditions": [{"name": "year", "operator": ">", "value": 2001}]}'
    const models = createScriptedModels([{ type: 'text', text }, FINISH])
    await runNode(
      'knowledge-retrieval',
      { ...config, knowledgeIds: ['k1', 'k2'], metadataFiltering: { mode: 'automatic', model } },
      { q: 'bees since 2001?' },
      { retriever: { retrieve: port.retrieve, describe: describe2 }, models },
    )
    expect(requests[0]?.filter).toBeUndefined()
    expect(models.requests).toEqual([])
  })

  it('asks no model for a filter where no document has metadata', async () => {
    const { port } = retriever(hit('a', 1990))
    const { done } = await runNode(
      'knowledge-retrieval',
      { ...config, metadataFiltering: { mode: 'automatic', model } },
      { q: 'bees?' },
      { retriever: port },
    )
    expect(done).toMatchObject({ outputs: { result: [{ title: 'a.pdf' }] }, process: { filter: null } })
  })

  it('finds nothing by pictures alone, and says so', async () => {
    const { requests, port } = retriever(hit('a', 1990))
    const { done } = await runNode(
      'knowledge-retrieval',
      { ...config, query: [], attachments: v('pictures') },
      { pictures: [{ kind: 'file' }] },
      { retriever: port },
    )
    expect({ requests, outputs: done && 'outputs' in done ? done.outputs : null }).toEqual({
      requests: [],
      outputs: { result: [] },
    })
  })

  it('hands on its filter with references filled in, and does not look at more than it returns', async () => {
    const { requests, port } = retriever(hit('b', 2001))
    const conditions = [
      { id: '1', name: 'year', operator: '>', value: '{{#conversation.since#}}' },
      { name: 'document_name', operator: 'in', value: ['{{#conversation.name#}}', 'x'] },
      { name: 'owner', operator: 'empty' },
    ]
    const { done } = await runNode(
      'knowledge-retrieval',
      {
        ...config,
        metadataFiltering: { mode: 'manual', conditions: { logicalOperator: 'or', conditions } },
      },
      { q: 'bees?', since: 2000, name: 'b.pdf' },
      { retriever: port },
    )
    expect(requests[0]?.settings?.topK).toBe(2)
    expect(requests[0]?.filter).toEqual({
      logicalOperator: 'or',
      conditions: [
        { name: 'year', operator: '>', value: '2000' },
        { name: 'document_name', operator: 'in', value: ['b.pdf', 'x'] },
        { name: 'owner', operator: 'empty', value: null },
      ],
    })
    expect(done).toMatchObject({ outputs: { result: [{ title: 'b.pdf' }] } })
  })

  it.each([
    [
      'weights',
      { rerankingMode: 'weighted_score', weights: { vectorWeight: 0.2, keywordWeight: 0.8 } },
      { vectorWeight: 0.2 },
    ],
    [
      'a rerank model',
      { rerankingEnabled: true, rerankingModel: { provider: 'cohere', model: 'rerank' }, diversity: 0.5 },
      { rerank: { type: 'model', provider: 'cohere', model: 'rerank' } },
    ],
    [
      'fusion and diversity',
      { fusion: 'rrf', diversity: 0.25 },
      { fusion: 'rrf', rerank: { type: 'mmr', lambda: 0.75 } },
    ],
  ])('searches by %s', async (_, multiple, settings) => {
    const { requests, port } = retriever(hit('a', 2000))
    await runNode(
      'knowledge-retrieval',
      { ...config, multiple: { topK: 3, rerankingEnabled: false, ...multiple } },
      { q: 'bees?' },
      { retriever: port },
    )
    expect(requests[0]?.settings).toEqual({ topK: 3, ...settings })
  })

  it('tells of what went wrong without ending the search', async () => {
    const warning = { code: 'MODEL_AUTH' as const, message: 'The key is wrong.', data: {} }
    const retrieve = async () => ({ passages: [hit('a', 2000)], durationMs: 1, warnings: [warning] })
    const { events, done } = await runNode(
      'knowledge-retrieval',
      config,
      { q: 'bees?' },
      { retriever: { retrieve } },
    )
    expect(events.filter(({ type }) => type === 'node_progress')).toMatchObject([
      { message: warning.message },
    ])
    expect(done).toMatchObject({ process: { warnings: [{ code: 'MODEL_AUTH', message: warning.message }] } })
  })

  it.each([
    ['an empty question finds nothing', '', { type: 'run_succeeded' }],
    ['a question that is no text fails', 5, { type: 'run_failed', error: { code: 'VARIABLE_TYPE' } }],
  ])('%s', async (_, q, end) => {
    const { port } = retriever(hit('a', 2000))
    expect((await runNode('knowledge-retrieval', config, { q }, { retriever: port })).end).toMatchObject(end)
  })

  it('fails when no base is chosen, and when the port is missing', async () => {
    const { port } = retriever()
    const none = await runNode(
      'knowledge-retrieval',
      { ...config, knowledgeIds: [] },
      { q: 'x' },
      { retriever: port },
    )
    expect(none.end).toMatchObject({ error: { code: 'KNOWLEDGE_NOT_FOUND' } })
    const missing = await runNode('knowledge-retrieval', config, { q: 'x' })
    expect(missing.end).toMatchObject({ error: { code: 'PORT_MISSING', data: { port: 'retriever' } } })
  })
})

describe('end and answer', () => {
  it('end gives null for what does not exist', async () => {
    const { end } = await runNode(
      'end',
      {
        outputs: [
          { variable: 'a', selector: v('a') },
          { variable: '__proto__', selector: v('gone') },
        ],
      },
      { a: [1] },
    )
    expect(end).toMatchObject({ type: 'run_succeeded' })
    expect(JSON.stringify(end && 'outputs' in end ? end.outputs : null)).toBe('{"a":[1],"__proto__":null}')
  })

  it('answer writes lists and objects for people, and passes files on', async () => {
    const file = {
      kind: 'file',
      id: 'f',
      name: 'p.pdf',
      sizeBytes: 1,
      mimeType: 'application/pdf',
      extension: '.pdf',
      type: 'document',
      transferMethod: 'remote_url',
      url: 'https://example.org/p.pdf',
    }
    const { done } = await runNode(
      'answer',
      {
        answer:
          '{{#conversation.list#}}\n{{#conversation.object#}} {{#conversation.file#}}{{#conversation.gone#}}',
      },
      { list: ['a', 'b'], object: { k: 1 }, file },
    )
    expect(done).toMatchObject({
      outputs: {
        answer: '- a\n- b\n{\n  "k": 1\n} [p.pdf](https://example.org/p.pdf)',
        files: [file],
      },
    })
  })
})
