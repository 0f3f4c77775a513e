import { agentNode, type ErrorData, type JsonObject, SkepError, type ToolFace } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import type { ModelPart, ModelRequest, ModelsPort } from '../ports/models.ts'
import type { EnginePorts } from '../ports/ports.ts'
import type { ToolRequest, ToolsPort } from '../ports/tools.ts'
import { brief, createTestPorts, edges, makeApp, mustPlan, node, runToEnd } from '../test-support.ts'

const usage = { inputTokens: 3, outputTokens: 2, totalTokens: 5 }
const say = (...texts: readonly string[]): readonly ModelPart[] => [
  ...texts.map((text): ModelPart => ({ type: 'text', text })),
  { type: 'finish', reason: 'stop', usage },
]
const call = (name: string, given: string, text = ''): readonly ModelPart[] => [
  ...(text === '' ? [] : [{ type: 'text', text } as const]),
  // As providers cut it: the name first, the arguments in pieces.
  { type: 'tool-call', index: 0, id: 'call-1', name, argumentsDelta: given.slice(0, 3) },
  { type: 'tool-call', index: 0, argumentsDelta: given.slice(3) },
  { type: 'finish', reason: 'tool-calls', usage },
]

/** A model that gives the next answer of a list each time it is asked. */
function script(
  ...answers: readonly (readonly ModelPart[])[]
): ModelsPort & { readonly requests: ModelRequest[] } {
  const requests: ModelRequest[] = []
  return {
    requests,
    async *chat(request) {
      requests.push(structuredClone(request) as ModelRequest) // plain data
      yield* answers[requests.length - 1] ?? say('nothing more')
    },
  }
}

const weather: ToolFace = {
  providerType: 'builtin',
  provider: 'sky',
  tool: 'weather',
  description: 'Tells the weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, unit: { type: 'string' } },
    required: ['city', 'unit'],
  },
}
const fails: ToolFace = { ...weather, tool: 'fails', parameters: { type: 'object', properties: {} } }

function sky(): ToolsPort & { readonly calls: ToolRequest[] } {
  const calls: ToolRequest[] = []
  return {
    calls,
    async *call(request) {
      calls.push(request)
      if (request.tool === 'fails') throw new SkepError('HTTP_TIMEOUT', 'The sky is slow.')
      yield { type: 'text', text: `Sunny in ${String(request.parameters.city)}` }
      yield { type: 'json', value: { degrees: 20 } }
    },
    find: async ({ tool }) => [weather, fails].find((face) => face.tool === tool),
  }
}

const held = (tool: string, more: JsonObject = {}): JsonObject => ({
  providerType: 'builtin',
  provider: 'sky',
  tool,
  enabled: true,
  label: tool,
  parameters: {},
  settings: { unit: { type: 'constant', value: 'C' } },
  ...more,
})

const CONFIG: JsonObject = {
  ...(agentNode.defaults as JsonObject), // of JSON
  model: { provider: 'p', name: 'm', mode: 'chat', parameters: { temperature: 0.5 } },
  instruction: 'Help {{#conversation.name#}}',
  query: '{{#sys.query#}}',
  tools: [held('weather')],
  maxIterations: 3,
}

async function runAgent(config: JsonObject, models: ModelsPort, ports: Partial<EnginePorts> = {}) {
  const app = makeApp(
    [
      node('start', 'start', { variables: [] }),
      node('n', 'agent', { ...CONFIG, ...config }),
      node('answer', 'answer', { answer: '{{#n.text#}}' }),
    ],
    edges('start -> n', 'n -> answer'),
  )
  const events = await runToEnd({
    plan: mustPlan(app),
    ports: createTestPorts({ models, tools: sky(), ...ports }),
    conversationVariables: { name: 'Ann' },
    system: { query: 'How is Bonn?' },
  })
  const logs = events.flatMap((event) => (event.type === 'agent_log' ? [event.log] : []))
  return {
    events,
    logs,
    chunks: brief(events).filter((each) => each.startsWith('text_chunk n')),
    done: events.find((event) => event.type === 'node_succeeded' && event.nodeId === 'n'),
    error: events.flatMap((event): readonly ErrorData[] =>
      event.type === 'node_failed' ? [event.error] : [],
    )[0],
  }
}

describe('function calling', () => {
  it('gives the model its tools, calls what it wants and goes on until it answers', async () => {
    const models = script(call('weather', '{"city": "Bonn"}'), say('It is ', 'sunny.'))
    const tools = sky()
    const { done, chunks } = await runAgent({}, models, { tools })
    expect(tools.calls).toEqual([
      { providerType: 'builtin', provider: 'sky', tool: 'weather', parameters: { city: 'Bonn', unit: 'C' } },
    ])
    const modelTools = [
      {
        name: 'weather',
        description: 'Tells the weather',
        // What the editor has decided is none of the model's business.
        parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      },
    ]
    const messages = [
      { role: 'system', content: 'Help Ann' },
      { role: 'user', content: 'How is Bonn?' },
    ]
    expect(models.requests).toEqual([
      { provider: 'p', model: 'm', temperature: 0.5, messages, tools: modelTools },
      {
        provider: 'p',
        model: 'm',
        temperature: 0.5,
        messages: [
          ...messages,
          {
            role: 'assistant',
            content: '',
            toolCalls: [{ id: 'call-1', name: 'weather', arguments: '{"city": "Bonn"}' }],
          },
          { role: 'tool', toolCallId: 'call-1', content: 'Sunny in Bonn' },
        ],
        tools: modelTools,
      },
    ])
    expect(chunks).toEqual(['text_chunk n "It is "', 'text_chunk n "sunny."', 'text_chunk n ""'])
    expect(done).toMatchObject({
      outputs: { text: 'It is sunny.', files: [], usage: { total_tokens: 10 } },
      process: { strategy: 'function_calling', rounds: 2, tools: ['weather'] },
      usage: { totalTokens: 10 },
    })
  })

  it('tells each step, and keeps them in its json before what the tools gave', async () => {
    const models = script(call('weather', '{"city": "Bonn"}'), say('Sunny.'))
    const { logs, done } = await runAgent({}, models)
    const last = new Map(logs.map((log) => [log.id, log]))
    const label = (id: string | undefined): string | undefined =>
      id === undefined ? undefined : last.get(id)?.label
    expect([...last.values()].map((log) => [log.label, label(log.parentId), log.status])).toEqual([
      ['ROUND 1', undefined, 'succeeded'],
      ['m Thought', 'ROUND 1', 'succeeded'],
      ['CALL weather', 'ROUND 1', 'succeeded'],
      ['ROUND 2', undefined, 'succeeded'],
      ['m Thought', 'ROUND 2', 'succeeded'],
    ])
    expect(
      logs.filter(({ label: name }) => name === 'CALL weather').map(({ status, data }) => [status, data]),
    ).toEqual([
      ['running', { tool: 'weather', arguments: { city: 'Bonn' } }],
      ['succeeded', { tool: 'weather', arguments: { city: 'Bonn' }, output: 'Sunny in Bonn' }],
    ])
    expect(done).toMatchObject({
      outputs: {
        json: [
          { label: 'ROUND 1', status: 'success', parent_id: null, error: null },
          { label: 'm Thought' },
          { label: 'CALL weather' },
          { label: 'ROUND 2' },
          { label: 'm Thought' },
          { degrees: 20 },
        ],
      },
    })
  })

  it.each([
    ['weather', '{"city": 5}', /do not follow its schema/],
    ['weather', '{"town": "Bonn"}', /do not follow its schema/],
    ['weather', 'Bonn', /not a JSON object/],
    ['tides', '{}', /no tool named "tides". The tools are: weather\./],
  ])('tells the model about a bad call of %s with %s and goes on', async (name, given, told) => {
    const models = script(call(name, given), say('Sorry.'))
    const tools = sky()
    const { done, logs } = await runAgent({}, models, { tools })
    expect(tools.calls).toEqual([])
    expect(models.requests[1]?.messages.at(-1)).toMatchObject({
      role: 'tool',
      content: expect.stringMatching(told),
    })
    expect(logs.find(({ status }) => status === 'failed')).toMatchObject({
      error: { code: 'TOOL_PARAMETER_INVALID' },
    })
    expect(done).toMatchObject({ outputs: { text: 'Sorry.' } })
  })

  it('tells the model about a tool that failed and goes on', async () => {
    const models = script(call('fails', '{}'), say('No luck.'))
    const { done, logs } = await runAgent({ tools: [held('fails', { settings: {} })] }, models)
    expect(models.requests[1]?.messages.at(-1)).toMatchObject({
      content: 'The tool fails failed: The sky is slow.',
    })
    expect(logs.find(({ status }) => status === 'failed')).toMatchObject({ error: { code: 'HTTP_TIMEOUT' } })
    expect(done).toMatchObject({ outputs: { text: 'No luck.' } })
  })

  it('lets nobody overrule what the editor has decided', async () => {
    const models = script(call('weather', '{"city": "Bonn", "unit": "K"}'), say('ok'))
    const tools = sky()
    await runAgent({}, models, { tools })
    expect(tools.calls[0]?.parameters).toEqual({ city: 'Bonn', unit: 'C' })
  })

  it('asks without tools after the last round, so that there is an answer', async () => {
    const again = call('weather', '{"city": "Bonn"}', 'Let me look.')
    const models = script(again, again, say('Enough.'))
    const { done } = await runAgent({ maxIterations: 2 }, models)
    expect(models.requests.map(({ tools }) => tools?.length)).toEqual([1, 1, undefined])
    expect(done).toMatchObject({ outputs: { text: 'Let me look.\n\nLet me look.\n\nEnough.' } })
  })

  it('works without tools, and passes over those that are switched off', async () => {
    const models = script(say('Hello.'))
    const { done } = await runAgent({ tools: [held('gone', { enabled: false })] }, models, {
      tools: undefined,
    } as never) // as a host without tools
    expect(models.requests[0]).not.toHaveProperty('tools')
    expect(done).toMatchObject({ outputs: { text: 'Hello.', json: [{}, {}] } })
  })

  it('gives tools of the same name names of their own', async () => {
    const models = script(say('ok'))
    await runAgent({ tools: [held('weather'), held('weather'), held('weather')] }, models)
    expect(models.requests[0]?.tools?.map(({ name }) => name)).toEqual(['weather', 'weather_2', 'weather_3'])
  })

  it('takes the schema that a file brought where the port knows no tools', async () => {
    const models = script(say('ok'))
    const schema = { type: 'object', properties: { q: { type: 'string' } } }
    const port: ToolsPort = { async *call() {} }
    await runAgent({ tools: [held('search', { schema, settings: {} })] }, models, { tools: port })
    expect(models.requests[0]?.tools).toEqual([{ name: 'search', description: 'search', parameters: schema }])
  })
})

describe('ReAct', () => {
  const react = { strategy: 'ReAct' }
  const action = (name: string, input: string): string =>
    `Thought: I must look.\nAction:\n\`\`\`json\n{"action": "${name}", "action_input": ${input}}\n\`\`\``

  it('reads actions out of the text, observes, and streams only the final answer', async () => {
    const models = script(
      say(action('weather', '{"city": "Bonn"}')),
      say('Thought: I know.\nFinal', ' Answer: It', ' is sunny', '.'),
    )
    const tools = sky()
    const { done, chunks } = await runAgent(react, models, { tools })
    expect(tools.calls[0]?.parameters).toEqual({ city: 'Bonn', unit: 'C' })
    expect(models.requests[0]).not.toHaveProperty('tools')
    expect(models.requests[0]).toMatchObject({ stop: ['Observation:'] })
    expect(models.requests[0]?.messages[0]?.content).toContain('- weather: Tells the weather')
    expect(models.requests[1]?.messages.slice(-2)).toEqual([
      { role: 'assistant', content: action('weather', '{"city": "Bonn"}') },
      { role: 'user', content: 'Observation: Sunny in Bonn' },
    ])
    expect(chunks).toEqual([
      'text_chunk n "It"',
      'text_chunk n " is sunny"',
      'text_chunk n "."',
      'text_chunk n ""',
    ])
    expect(done).toMatchObject({ outputs: { text: 'It is sunny.' }, process: { rounds: 2 } })
  })

  it.each([
    ['Action: weather\nAction Input: {"city": "Bonn"}'],
    ['```json\n{"action": "weather", "action_input": "{\\"city\\": \\"Bonn\\"}"}\n```'],
    [
      'Thought: hm\nAction: {"action": "weather", "action_input": {"city": "Bonn"}}\nObservation: made up\nFinal Answer: made up',
    ],
    ['<think>Final Answer: no</think>Action:\n{"action": "weather", "action_input": {"city": "Bonn",}}'],
  ])('understands %j', async (text) => {
    const tools = sky()
    const { done } = await runAgent(react, script(say(text), say('Final Answer: done')), { tools })
    expect(tools.calls.map(({ parameters }) => parameters)).toEqual([{ city: 'Bonn', unit: 'C' }])
    expect(done).toMatchObject({ outputs: { text: 'done' } })
  })

  it.each([
    ['Just an answer without any form.', 'Just an answer without any form.'],
    ['{"action": "Final Answer", "action_input": "By blob"}', 'By blob'],
    ['**Final Answer:** Bold *and* clear', 'Bold *and* clear'],
    ['Thought: I know.\nfinal answer: small', 'small'],
  ])('takes %j as an answer', async (text, answer) => {
    const { done, events } = await runAgent(react, script(say(...text)), {})
    expect(done).toMatchObject({ outputs: { text: answer } })
    const streamed = events.flatMap((event) =>
      event.type === 'text_chunk' && event.nodeId === 'n' ? [event.text] : [],
    )
    expect(streamed.join('')).toBe(answer)
  })

  it('ends after the last round even with a model that only wants to act', async () => {
    const models = script(...Array.from({ length: 9 }, () => say(action('weather', '{"city": "Bonn"}'))))
    const { done } = await runAgent({ ...react, maxIterations: 2 }, models)
    expect(models.requests).toHaveLength(3)
    expect(done).toBeDefined()
  })
})

describe('an agent', () => {
  it.each([
    [{ strategy: 'tree_of_thoughts' }, 'AGENT_STRATEGY_UNKNOWN'],
    [{ query: '{{#conversation.none#}}' }, 'PROMPT_EMPTY'],
    [{ tools: [held('gone')] }, 'TOOL_NOT_FOUND'],
  ])('with %j fails with %s before it asks', async (config, code) => {
    const models = script()
    const { error } = await runAgent(config, models)
    expect(error).toMatchObject({ code })
    expect(models.requests).toEqual([])
  })

  it('remembers the conversation', async () => {
    const models = script(say('ok'))
    const message = { conversationId: 'c', createdAtMs: 1, status: 'done' }
    const conversations = {
      messages: async () => [
        { ...message, id: '1', role: 'user', text: 'Hi' },
        { ...message, id: '2', role: 'assistant', text: 'Hello' },
      ],
      variables: async () => ({}),
      saveVariables: async () => undefined,
    }
    const app = makeApp(
      [
        node('start', 'start', { variables: [] }),
        node('n', 'agent', { ...CONFIG, tools: [], memory: { window: { enabled: true, size: 5 } } }),
        node('answer', 'answer', { answer: '{{#n.text#}}' }),
      ],
      edges('start -> n', 'n -> answer'),
    )
    await runToEnd({
      plan: mustPlan(app),
      ports: createTestPorts({ models, conversations: conversations as never }), // only what memory reads
      system: { query: 'And now?', conversationId: 'c' },
    })
    expect(models.requests[0]?.messages.slice(1)).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'And now?' },
    ])
  })

  it('stops in the middle of a tool when the run is stopped', async () => {
    const controller = new AbortController()
    let seen: AbortSignal | undefined
    const tools: ToolsPort = {
      async *call(_request, { signal }) {
        seen = signal
        controller.abort()
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
      find: async () => weather,
    }
    const app = makeApp(
      [
        node('start', 'start', { variables: [] }),
        node('n', 'agent', CONFIG),
        node('answer', 'answer', { answer: '' }),
      ],
      edges('start -> n', 'n -> answer'),
    )
    const events = await runToEnd({
      plan: mustPlan(app),
      ports: createTestPorts({ models: script(call('weather', '{"city": "Bonn"}')), tools }),
      system: { query: 'How is Bonn?' },
      signal: controller.signal,
    })
    expect(events.at(-1)?.type).toBe('run_stopped')
    expect(seen?.aborted).toBe(true)
  })
})
