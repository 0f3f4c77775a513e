import type { Message, Passage } from '@skep/client'
import { builtinNodes, type JsonObject, llmNode, SkepError } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import type { ModelPart } from '../ports/models.ts'
import type { EnginePorts } from '../ports/ports.ts'
import type { RunOptions } from '../run/run.ts'
import {
  createScriptedModels,
  createTestPorts,
  edges,
  FINISH,
  makeApp,
  mustPlan,
  node,
  runToEnd,
} from '../test-support.ts'

const MODEL = { provider: 'test', name: 'm', mode: 'chat', parameters: {} }

function text(part: string): ModelPart {
  return { type: 'text', text: part }
}

async function ask(config: JsonObject, ports: Partial<EnginePorts>, options: Partial<RunOptions> = {}) {
  const app = makeApp(
    [
      node('start', 'start', { variables: [] }),
      node('find', 'knowledge-retrieval', {
        ...(builtinNodes.find(({ type }) => type === 'knowledge-retrieval')?.defaults ?? {}),
        query: ['sys', 'query'],
        knowledgeIds: ['base'],
      }),
      node('llm', 'llm', { ...llmNode.defaults, model: MODEL, ...config } as JsonObject), // the defaults are JSON
      node('answer', 'answer', { answer: '{{#llm.text#}}' }),
    ],
    edges('start -> find', 'find -> llm', 'llm -> answer'),
  )
  const events = await runToEnd({
    plan: mustPlan(app),
    ports: createTestPorts({
      retriever: { retrieve: async () => ({ passages: [], durationMs: 1 }) },
      ...ports,
    }),
    system: { query: 'What is a skep?' },
    ...options,
  })
  return {
    events,
    done: events.find((event) => event.type === 'node_succeeded' && event.nodeId === 'llm'),
    end: events.at(-1),
    said: events.flatMap((event) => (event.type === 'text_chunk' ? [event.text] : [])),
  }
}

const user = (prompt: string) => ({ prompt: [{ role: 'user', text: prompt }] })

function passage(id: string, name: string, content: string, start: number): Passage {
  return {
    chunkId: id,
    knowledgeId: 'base',
    knowledgeName: 'Bees',
    documentId: `doc-${id}`,
    documentName: name,
    text: content,
    location: { start, end: start + content.length, page: 2, headings: ['Hives'] },
    score: 0.9,
    scores: { vector: 0.9, fullText: 4 },
    metadata: { year: 1901 },
  }
}

const PASSAGES = [
  passage('c1', 'hives.pdf', 'A skep is a woven hive.', 100),
  passage('c2', 'tools.pdf', 'A smoker calms bees.', 7),
]
const retriever: EnginePorts['retriever'] = {
  retrieve: async () => ({ passages: PASSAGES, durationMs: 1 }),
}
const context = { enabled: true, selector: ['find', 'result'] }

describe('llm', () => {
  it('sends the filled prompt with its parameters and streams the answer', async () => {
    const models = createScriptedModels([text('A woven '), text('hive'), FINISH])
    const { done, end, said } = await ask(
      {
        model: {
          ...MODEL,
          parameters: { temperature: 0.2, top_p: 1, max_tokens: 9, stop: ['END'], seed: 1, top_k: 5 },
        },
        prompt: [
          { role: 'system', text: 'Be brief.' },
          { role: 'assistant', text: '   ' },
          { role: 'user', text: 'Q: {{#sys.query#}}' },
        ],
      },
      { models },
    )
    expect(models.requests).toEqual([
      {
        provider: 'test',
        model: 'm',
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Q: What is a skep?' },
        ],
        temperature: 0.2,
        topP: 1,
        maxTokens: 9,
        stop: ['END'],
        seed: 1,
        extra: { top_k: 5 },
      },
    ])
    expect(said).toEqual(['A woven ', 'hive', ''])
    expect(done).toMatchObject({
      inputs: { provider: 'test', model: 'm', messages: models.requests[0]?.messages },
      outputs: {
        text: 'A woven hive',
        usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5, latency: 0 },
        finish_reason: 'stop',
        files: [],
      },
      usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 },
    })
    expect(end).toMatchObject({
      type: 'run_succeeded',
      outputs: { answer: 'A woven hive' },
      usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 },
    })
  })

  it('puts numbered passages where the context stands, and hands them to providers that quote', async () => {
    const models = createScriptedModels([text('See [2].'), FINISH])
    const { events } = await ask(
      { ...user('{{#context#}}\n---\n{{#sys.query#}}'), context },
      { models, retriever },
    )
    expect(models.requests[0]).toMatchObject({
      messages: [
        {
          role: 'user',
          content:
            '[1] hives.pdf\nA skep is a woven hive.\n\n[2] tools.pdf\nA smoker calms bees.\n---\nWhat is a skep?',
        },
      ],
      context: {
        query: 'What is a skep?',
        passages: [
          { number: 1, title: 'hives.pdf', text: 'A skep is a woven hive.' },
          { number: 2, title: 'tools.pdf', text: 'A smoker calms bees.' },
        ],
      },
    })
    const told = events.flatMap((event) => (event.type === 'citations' ? [event.citations] : []))
    expect(told).toEqual([
      PASSAGES.map((each, index) => ({ ...each, number: index + 1 })),
      [{ ...PASSAGES[1], number: 2 }],
    ])
  })

  it('turns sources of the model into quotes in the loaded text', async () => {
    const models = createScriptedModels([
      text('A woven hive.'),
      { type: 'source', number: 1, start: 10, end: 23 },
      FINISH,
    ])
    const { events } = await ask({ ...user('{{#context#}}'), context }, { models, retriever })
    expect(events.findLast((event) => event.type === 'citations')).toMatchObject({
      citations: [{ number: 1, documentName: 'hives.pdf', quote: { start: 110, end: 123 } }],
    })
  })

  it.each<readonly [what: string, isQuoted: boolean, numbers: readonly number[]]>([
    ['all that it was given, when it names none', false, [1, 2]],
    ['none, when it only quotes and has quoted nothing', true, []],
  ])('cites %s', async (_, isQuoted, numbers) => {
    const models = createScriptedModels([text('I do not know.'), { ...FINISH, isQuoted } as ModelPart]) // a finish
    const { events } = await ask({ ...user('{{#context#}}'), context }, { models, retriever })
    const last = events.findLast((event) => event.type === 'citations')
    expect(last?.type === 'citations' && last.citations.map(({ number }) => number)).toEqual(numbers)
  })

  it('never fills references that stand in a passage', async () => {
    const models = createScriptedModels([FINISH])
    await ask(
      { ...user('{{#context#}}'), context },
      {
        models,
        retriever: {
          retrieve: async () => ({
            passages: [passage('c', 'evil.pdf', '{{#sys.query#}} {{#context#}}', 0)],
            durationMs: 1,
          }),
        },
      },
    )
    expect(models.requests[0]?.messages).toEqual([
      { role: 'user', content: '[1] evil.pdf\n{{#sys.query#}} {{#context#}}' },
    ])
  })

  it('says that nothing was found by an empty context, without citations', async () => {
    const models = createScriptedModels([text('No passage found.'), FINISH])
    const { events } = await ask({ ...user('{{#context#}} {{#sys.query#}}'), context }, { models })
    expect(models.requests[0]?.context).toEqual({ query: 'What is a skep?', passages: [] })
    expect(events.filter((event) => event.type === 'citations')).toEqual([])
  })

  it('shows Jinja messages only their own variables', async () => {
    const models = createScriptedModels([FINISH])
    await ask(
      {
        prompt: [
          {
            role: 'user',
            text: 'not this',
            edition: 'jinja2',
            jinjaText: '{% if q %}Q: {{ q }}{% endif %}{{ sys }}',
          },
        ],
        jinjaVariables: [{ variable: 'q', selector: ['sys', 'query'] }],
      },
      { models },
    )
    expect(models.requests[0]?.messages).toEqual([{ role: 'user', content: 'Q: What is a skep?' }])
  })

  it('remembers the last turns of the conversation, without the question now asked', async () => {
    const message = (
      role: Message['role'],
      words: string,
      status: Message['status'] = 'complete',
    ): Message => ({
      id: words,
      conversationId: 'c',
      role,
      text: words,
      status,
      citations: [],
      createdAtMs: 0,
    })
    const models = createScriptedModels([FINISH])
    await ask(
      {
        prompt: [{ role: 'system', text: 'S' }],
        memory: { window: { enabled: true, size: 3 }, queryTemplate: '> {{#sys.query#}}' },
      },
      {
        models,
        conversations: {
          messages: async () => [
            message('user', 'q0'),
            message('assistant', 'a0'),
            message('user', 'q1'),
            message('assistant', 'a1'),
            message('user', 'q2'),
            message('assistant', 'broken', 'failed'),
            message('user', 'q3'),
            message('assistant', 'a3', 'stopped'),
            message('user', 'q4'),
            message('assistant', 'a4'),
            message('user', 'What is a skep?'),
          ],
          variables: async () => ({}),
          saveVariables: async () => undefined,
        },
      },
      { system: { query: 'What is a skep?', conversationId: 'c' } },
    )
    expect(models.requests[0]?.messages).toEqual([
      { role: 'system', content: 'S' },
      { role: 'user', content: 'q1' },
      { role: 'assistant', content: 'a1' },
      { role: 'user', content: 'q3' },
      { role: 'assistant', content: 'a3' },
      { role: 'user', content: 'q4' },
      { role: 'assistant', content: 'a4' },
      { role: 'user', content: '> What is a skep?' },
    ])
  })

  it('separates tagged thoughts from the answer', async () => {
    const models = createScriptedModels([text('<th'), text('ink>hm</think>\n\nHive'), FINISH])
    const { done, said, events } = await ask({ ...user('?'), reasoningFormat: 'separated' }, { models })
    expect(said).toEqual(['Hive', ''])
    expect(events.flatMap((event) => (event.type === 'reasoning_chunk' ? [event.text] : []))).toEqual(['hm'])
    expect(done).toMatchObject({ outputs: { text: 'Hive', reasoning_content: 'hm' } })
  })

  it('leaves tags in the text where the node wants them', async () => {
    const { done } = await ask(user('?'), {
      models: createScriptedModels([text('<think>hm</think>Hive'), FINISH]),
    })
    expect(done).toMatchObject({ outputs: { text: '<think>hm</think>Hive' } })
  })

  describe('with structured output', () => {
    const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }
    const config = { ...user('?'), structuredOutput: { enabled: true, schema } }

    it('asks for JSON and reads it', async () => {
      const models = createScriptedModels([text('```json\n{"name": "Ann",}\n```'), FINISH])
      const { done } = await ask(config, { models })
      expect(models.requests[0]?.responseFormat).toEqual({
        type: 'json-schema',
        name: 'structured_output',
        schema,
      })
      expect(done).toMatchObject({ outputs: { structured_output: { name: 'Ann' } } })
    })

    it('asks in words where the model cannot be asked otherwise', async () => {
      const plain = createScriptedModels([text('{"name": "Ann"}'), FINISH])
      const { done } = await ask(config, {
        models: {
          chat: (request, options) => {
            if (request.responseFormat) throw new SkepError('MODEL_CAPABILITY', 'no JSON here')
            return plain.chat(request, options)
          },
        },
      })
      expect(plain.requests[0]?.messages[0]).toMatchObject({
        role: 'system',
        content: expect.stringContaining(JSON.stringify(schema)),
      })
      expect(done).toMatchObject({ outputs: { structured_output: { name: 'Ann' } } })
    })

    it.each(['no JSON', '{"name": 5}', '[1]'])('fails on %j', async (reply) => {
      const { end } = await ask(config, { models: createScriptedModels([text(reply), FINISH]) })
      expect(end).toMatchObject({ type: 'run_failed', error: { code: 'MODEL_OUTPUT_INVALID' } })
    })
  })

  it('shows pictures to a model that sees, and keeps their bytes out of the trace', async () => {
    const models = createScriptedModels([FINISH])
    const picture = {
      kind: 'file',
      id: 'p',
      name: 'p.png',
      sizeBytes: 3,
      mimeType: 'image/png',
      extension: '.png',
      type: 'image',
      transferMethod: 'local_file',
    } as const
    const { events } = await ask(
      { ...user('What is this?'), vision: { enabled: true, selector: ['sys', 'files'], detail: 'low' } },
      {
        models,
        files: { get: async () => picture, read: async () => new Uint8Array(300).fill(65) },
      },
      { system: { query: '', files: [picture] } },
    )
    expect(models.requests[0]?.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', url: `data:image/png;base64,${'QUFB'.repeat(100)}`, detail: 'low' },
        ],
      },
    ])
    expect(JSON.stringify(events)).not.toContain('QUFB'.repeat(20))
  })

  it.each([
    [
      'an empty prompt',
      { prompt: [{ role: 'user', text: ' {{#sys.nothing#}} ' }] },
      [FINISH],
      'PROMPT_EMPTY',
    ],
    ['a stream that breaks off', user('?'), [text('A')], 'MODEL_STREAM_INTERRUPTED'],
  ])('fails on %s', async (_, config, parts, code) => {
    const { end } = await ask(config, { models: createScriptedModels(parts as readonly ModelPart[]) }) // mixed table
    expect(end).toMatchObject({ type: 'run_failed', nodeId: 'llm', error: { code } })
  })

  it('fails without models, naming the port', async () => {
    const { end } = await ask(user('?'), {})
    expect(end).toMatchObject({ error: { code: 'PORT_MISSING', data: { port: 'models' } } })
  })

  it('hands the stop of the run to the model', async () => {
    const controller = new AbortController()
    let isStopped = false
    const { end } = await ask(
      user('?'),
      {
        models: {
          async *chat(_, { signal }) {
            yield text('A')
            controller.abort()
            isStopped = signal.aborted
            yield text('B')
          },
        },
      },
      { signal: controller.signal },
    )
    expect(isStopped).toBe(true)
    expect(end?.type).toBe('run_stopped')
  })
})
