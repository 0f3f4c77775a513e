import { type App, type ErrorData, type JsonObject, SkepError, type ToolFace, toolNode } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import type { EnginePorts } from '../ports/ports.ts'
import type { ToolPart, ToolRequest, ToolsPort } from '../ports/tools.ts'
import { brief, createTestPorts, edges, makeApp, mustPlan, node, runToEnd } from '../test-support.ts'

const weather: ToolFace = {
  providerType: 'builtin',
  provider: 'sky',
  tool: 'weather',
  description: 'Tells the weather',
  parameters: {
    type: 'object',
    properties: {
      city: { type: 'string' },
      days: { type: 'integer' },
      exact: { type: 'boolean' },
      area: { type: 'object' },
    },
    required: ['city'],
  },
}

function toolsPort(
  work: (request: ToolRequest) => Iterable<ToolPart>,
  faces?: readonly ToolFace[],
): ToolsPort & { readonly calls: ToolRequest[] } {
  const calls: ToolRequest[] = []
  return {
    calls,
    async *call(request) {
      calls.push(request)
      yield* work(request)
    },
    ...(faces
      ? {
          find: async ({ provider, tool }) =>
            faces.find((face) => face.provider === provider && face.tool === tool),
        }
      : {}),
  }
}

async function runTool(config: JsonObject, ports: Partial<EnginePorts>, values: JsonObject = {}) {
  const app = makeApp(
    [
      node('start', 'start', { variables: [] }),
      node('n', 'tool', { ...toolNode.defaults, provider: 'sky', tool: 'weather', ...config } as JsonObject), // of JSON
      node('answer', 'answer', { answer: '{{#n.text#}}' }),
    ],
    edges('start -> n', 'n -> answer'),
  )
  const events = await runToEnd({
    plan: mustPlan(app),
    ports: createTestPorts(ports),
    conversationVariables: values,
  })
  return {
    events,
    done: events.find((event) => event.type === 'node_succeeded' && event.nodeId === 'n'),
    error: events.flatMap((event): readonly ErrorData[] =>
      event.type === 'node_failed' ? [event.error] : [],
    )[0],
  }
}

const mixed = (value: string): JsonObject => ({ type: 'mixed', value })

describe('a tool', () => {
  it('gets its parameters filled in and in the types of its schema', async () => {
    const tools = toolsPort(() => [], [weather])
    await runTool(
      {
        parameters: {
          city: mixed('{{#conversation.city#}}!'),
          days: mixed('{{#conversation.days#}}'),
          area: { type: 'variable', value: ['conversation', 'area'] },
          gone: { type: 'variable', value: ['conversation', 'gone'] },
        },
        settings: { exact: { type: 'constant', value: 1 } },
      },
      { tools },
      { city: 'Bonn', days: 3, area: { km: 5 } },
    )
    expect(tools.calls).toEqual([
      {
        providerType: 'builtin',
        provider: 'sky',
        tool: 'weather',
        parameters: { exact: true, city: 'Bonn!', days: 3, area: { km: 5 } },
      },
    ])
  })

  it.each([
    [{}, 'city'],
    [{ city: mixed('Bonn'), days: mixed('many') }, 'days'],
  ])('refuses parameters %j that its schema does not allow', async (parameters, name) => {
    const tools = toolsPort(() => [], [weather])
    const { error } = await runTool({ parameters }, { tools })
    expect(error).toMatchObject({ code: 'TOOL_PARAMETER_INVALID', data: { errorType: 'ToolParameterError' } })
    expect(error?.message).toContain(name)
    expect(tools.calls).toEqual([])
  })

  it('streams its text and leaves text, files, json and variables', async () => {
    const put: string[] = []
    const files = {
      get: async () => null,
      read: async () => new Uint8Array(),
      put: async (file: { readonly name: string }) => void put.push(file.name),
    }
    const tools = toolsPort(() => [
      { type: 'text', text: 'It ' },
      { type: 'json', value: { degrees: 20 } },
      { type: 'text', text: 'rains.' },
      { type: 'json', value: [{ a: 1 }, 2] },
      { type: 'bytes', name: 'map.png', mimeType: 'image/png', bytes: new Uint8Array([1]) },
      { type: 'variable', name: 'wind', value: 'north' },
      { type: 'result', outputs: { rain: true } },
    ])
    const { done, events } = await runTool({}, { tools, files })
    expect(done).toMatchObject({
      outputs: {
        text: 'It rains.',
        json: [{ degrees: 20 }, { a: 1 }, { data: 2 }],
        files: [{ kind: 'file', name: 'map.png', type: 'image', extension: '.png', sizeBytes: 1 }],
        wind: 'north',
        rain: true,
      },
    })
    expect(put).toEqual(['map.png'])
    expect(brief(events).filter((each) => each.startsWith('text_chunk'))).toEqual([
      'text_chunk n "It "',
      'text_chunk n "rains."',
      'text_chunk n ""',
    ])
  })

  it('that gave no json leaves one entry without data, as Dify has it', async () => {
    const { done } = await runTool({}, { tools: toolsPort(() => []) })
    expect(done).toMatchObject({ outputs: { text: '', files: [], json: [{ data: [] }] } })
  })

  it('that is not there ends in TOOL_NOT_FOUND with a hint', async () => {
    const { error } = await runTool({ tool: 'tides' }, { tools: toolsPort(() => [], [weather]) })
    expect(error).toMatchObject({
      code: 'TOOL_NOT_FOUND',
      data: { provider: 'sky', tool: 'tides', errorType: 'ToolInvokeError' },
    })
    expect(error?.message).toContain('Give it to Skep')
  })

  it('that throws ends in TOOL_FAILED; an error with a code keeps it', async () => {
    const failing = (error: Error): ToolsPort => ({
      // biome-ignore lint/correctness/useYield: it only fails
      async *call() {
        throw error
      },
    })
    const foreign = await runTool({}, { tools: failing(new Error('boom')) })
    expect(foreign.error).toMatchObject({
      code: 'TOOL_FAILED',
      message: 'The tool weather failed: boom',
      data: { errorType: 'ToolInvokeError' },
    })
    const known = await runTool({}, { tools: failing(new SkepError('HTTP_TIMEOUT', 'slow')) })
    expect(known.error).toMatchObject({ code: 'HTTP_TIMEOUT', message: 'slow' })
  })

  it('needs a port', async () => {
    expect((await runTool({}, {})).error).toMatchObject({ code: 'PORT_MISSING', data: { port: 'tools' } })
  })
})

describe('an app as a tool', () => {
  const shout: App = makeApp(
    [
      node('start', 'start', {
        variables: [
          { variable: 'word', label: 'Word', type: 'text-input', required: true },
          { variable: 'times', label: 'Times', type: 'number', required: false },
        ],
      }),
      node('t', 'template-transform', {
        template: '{{ word | upper }}',
        variables: [{ variable: 'word', selector: ['start', 'word'] }],
      }),
      node('end', 'end', { outputs: [{ variable: 'loud', selector: ['t', 'output'] }] }),
    ],
    edges('start -> t', 't -> end'),
    { id: 'shout', mode: 'workflow' },
  )
  const config: JsonObject = { providerType: 'workflow', provider: 'shout', tool: 'shout' }

  it('runs with its form as parameters, and its outputs are what the tool leaves', async () => {
    const { done, events } = await runTool(
      { ...config, parameters: { word: mixed('hey'), times: mixed('2') } },
      { subApps: { load: async () => shout } },
    )
    expect(done).toMatchObject({
      inputs: { word: 'hey', times: 2 },
      outputs: { text: '{"loud": "HEY"}', json: [{ loud: 'HEY' }], files: [], loud: 'HEY' },
    })
    // What happens inside is not part of this run's trace.
    expect(events.filter((event) => 'nodeId' in event && event.nodeId === 't')).toEqual([])
  })

  it('fails with what the app fails with', async () => {
    const { error } = await runTool(config, { subApps: { load: async () => shout } })
    expect(error).toMatchObject({ code: 'TOOL_PARAMETER_INVALID' })
    const missing = await runTool(config, {
      subApps: {
        load: async () => {
          throw new SkepError('APP_NOT_FOUND', 'gone')
        },
      },
    })
    expect(missing.error).toMatchObject({ code: 'APP_NOT_FOUND' })
  })

  it('that calls itself ends at a depth of five', async () => {
    let loads = 0
    const endless = makeApp(
      [
        node('start', 'start', { variables: [] }),
        node('again', 'tool', {
          ...toolNode.defaults,
          providerType: 'workflow',
          provider: 'endless',
        } as JsonObject), // of JSON
        node('end', 'end', { outputs: [] }),
      ],
      edges('start -> again', 'again -> end'),
      { id: 'endless', mode: 'workflow' },
    )
    const { error } = await runTool(
      { providerType: 'workflow', provider: 'endless', tool: '' },
      {
        subApps: {
          load: async () => {
            loads += 1
            return endless
          },
        },
      },
    )
    expect(error).toMatchObject({ code: 'RUN_LIMIT_DEPTH' })
    expect(loads).toBeGreaterThan(4)
    expect(loads).toBeLessThan(13)
  })
})
