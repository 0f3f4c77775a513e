import type { Message } from '@skep/client'
import { type App, type AppMode, type AssistantConfig, createApp } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import type { ModelRequest, ModelsPort } from '../ports/models.ts'
import type { EnginePorts } from '../ports/ports.ts'
import type { ToolRequest, ToolsPort } from '../ports/tools.ts'
import { createScriptedModels, createTestPorts, FINISH, mustPlan, runToEnd } from '../test-support.ts'

const assistant: AssistantConfig = {
  model: { provider: 'p', name: 'm', mode: 'chat', parameters: { temperature: 0 } },
  promptType: 'simple',
  instruction: 'Speak to {{name}} of {{unknown}}.',
  inputs: [{ variable: 'name', label: 'Name', type: 'text-input', required: true }],
}

function appOf(mode: AppMode, more: Partial<AssistantConfig> = {}): App {
  return {
    ...createApp({ id: 'a', mode, name: 'A' }),
    graph: { nodes: [], edges: [] },
    assistant: { ...assistant, ...more },
  }
}

const past: readonly Message[] = [
  {
    id: '1',
    conversationId: 'c',
    role: 'user',
    text: 'First?',
    createdAtMs: 1,
    status: 'complete',
    citations: [],
  },
  {
    id: '2',
    conversationId: 'c',
    role: 'assistant',
    text: 'Yes.',
    createdAtMs: 2,
    status: 'complete',
    citations: [],
  },
]

const conversations: NonNullable<EnginePorts['conversations']> = {
  messages: async () => past,
  variables: async () => ({}),
  saveVariables: async () => undefined,
}

async function answerOf(app: App, ports: Partial<EnginePorts>, query: string): Promise<unknown> {
  const events = await runToEnd({
    plan: mustPlan(app),
    runId: 'r',
    inputs: { name: 'Ada', topic: 'bees' },
    ports: createTestPorts(ports),
    system: { query, ...(app.mode === 'completion' ? {} : { conversationId: 'c' }) },
  })
  const end = events.at(-1)
  return end?.type === 'run_succeeded' ? end.outputs : end
}

function models() {
  return createScriptedModels([{ type: 'text', text: 'Hello ' }, { type: 'text', text: 'Ada' }, FINISH])
}

describe('an app without a graph', () => {
  it('of the mode chat answers with its instruction, the conversation and the question', async () => {
    const scripted = models()
    expect(await answerOf(appOf('chat'), { models: scripted, conversations }, 'And now?')).toEqual({
      answer: 'Hello Ada',
    })
    expect(scripted.requests[0]?.messages).toEqual([
      { role: 'system', content: 'Speak to Ada of {{unknown}}.' },
      { role: 'user', content: 'First?' },
      { role: 'assistant', content: 'Yes.' },
      { role: 'user', content: 'And now?' },
    ])
  })

  it('looks into its knowledge first', async () => {
    const scripted = models()
    const asked: unknown[] = []
    const retriever: NonNullable<EnginePorts['retriever']> = {
      retrieve: async (request) => {
        asked.push(request)
        return { passages: [], durationMs: 1 }
      },
    }
    const knowledge: NonNullable<AssistantConfig['knowledge']> = {
      knowledgeIds: ['kb'],
      retrievalMode: 'multiple',
      multiple: { topK: 3, scoreThreshold: null, rerankingEnabled: false },
      metadataFiltering: { mode: 'disabled' },
    }
    const app = appOf('chat', { knowledge })
    expect(await answerOf(app, { models: scripted, retriever, conversations }, 'Bees?')).toEqual({
      answer: 'Hello Ada',
    })
    expect(asked).toEqual([{ knowledgeIds: ['kb'], query: 'Bees?', settings: { topK: 3 } }])
    expect(scripted.requests[0]?.messages[0]).toMatchObject({
      role: 'system',
      content: expect.stringMatching(/<context>\s*<\/context>\s*Speak to Ada/),
    })
  })

  it('writes the conversation into the one text of a completion model', async () => {
    const scripted = models()
    const app = appOf('chat', {
      model: { provider: 'p', name: 'm', mode: 'completion', parameters: {} },
      promptType: 'advanced',
      completion: {
        text: 'For {{name}}.\n{{#histories#}}\nAsk: {{#query#}}\nBot:',
        rolePrefix: { user: 'Ask', assistant: 'Bot' },
      },
    })
    expect(await answerOf(app, { models: scripted, conversations }, 'And {{name}}?')).toEqual({
      answer: 'Hello Ada',
    })
    expect(scripted.requests[0]?.messages).toEqual([
      { role: 'user', content: 'For Ada.\nAsk: First?\nBot: Yes.\nAsk: And {{name}}?\nBot:' },
    ])
  })

  it('of the mode agent lets its model use tools until it answers', async () => {
    const calls: ToolRequest[] = []
    const requests: ModelRequest[] = []
    const scripted: ModelsPort = {
      async *chat(request) {
        requests.push(structuredClone(request) as ModelRequest) // plain data
        if (requests.length > 1) {
          yield { type: 'text', text: 'It rains' }
          yield FINISH
          return
        }
        const name = request.tools?.[0]?.name ?? ''
        yield { type: 'tool-call', index: 0, id: '1', name, argumentsDelta: '{"city":"Oslo"}' }
        yield { type: 'finish', reason: 'tool-calls', usage: {} }
      },
    }
    const sky = { providerType: 'builtin', provider: 'sky', tool: 'weather' }
    const tools: ToolsPort = {
      find: async () => ({
        ...sky,
        description: 'The weather',
        parameters: { type: 'object', properties: { city: { type: 'string' } } },
      }),
      async *call(request) {
        calls.push(request)
        yield { type: 'text', text: 'rain' }
      },
    }
    const app = appOf('agent', {
      instruction: 'Help {{name}}',
      agent: {
        enabled: true,
        strategy: 'function_call',
        maxIterations: 3,
        tools: [
          {
            enabled: true,
            providerId: 'sky',
            providerName: 'sky',
            providerType: 'builtin',
            name: 'weather',
            parameters: { unit: '{{name}}', city: '' },
          },
        ],
      },
    })
    expect(await answerOf(app, { models: scripted, tools, conversations }, 'Rain?')).toEqual({
      answer: 'It rains',
    })
    expect(calls).toEqual([{ ...sky, parameters: { city: 'Oslo', unit: 'Ada' } }])
    expect(requests[0]?.messages).toEqual([
      { role: 'system', content: 'Help Ada' },
      { role: 'user', content: 'First?' },
      { role: 'assistant', content: 'Yes.' },
      { role: 'user', content: 'Rain?' },
    ])
  })

  it('of the mode completion asks with its instruction and remembers nothing', async () => {
    const scripted = models()
    const app = appOf('completion', { instruction: 'Write to {{name}}' })
    expect(await answerOf(app, { models: scripted, conversations }, '')).toEqual({ answer: 'Hello Ada' })
    expect(scripted.requests[0]?.messages).toEqual([{ role: 'user', content: 'Write to Ada' }])
  })

  it('fills what the visitor gives in once, whatever it holds', async () => {
    const scripted = models()
    const plan = mustPlan(appOf('chat'))
    const inputs = { name: '{{#sys.query#}} {{name}}' }
    await runToEnd({
      plan,
      runId: 'r',
      inputs,
      ports: createTestPorts({ models: scripted }),
      system: { query: 'secret' },
    })
    expect(scripted.requests[0]?.messages[0]).toEqual({
      role: 'system',
      content: 'Speak to {{#sys.query#}} {{name}} of {{unknown}}.',
    })
  })
})
