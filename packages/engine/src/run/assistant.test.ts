import type { Message } from '@skep/client'
import { type App, type AppMode, type AssistantConfig, createApp } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import type { EnginePorts } from '../ports/ports.ts'
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
