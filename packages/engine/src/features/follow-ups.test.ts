import { type App, createApp, SkepError } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { createFakeClock, settle } from '../test-support.ts'
import { suggestFollowUps } from './follow-ups.ts'
import { chatApp, choice, createModels, said } from './test-features.ts'

const messages = [
  said('1', 'user', 'Why do bees dance?'),
  said('2', 'assistant', 'To tell where flowers are.'),
]
const clock = createFakeClock()

describe('follow-up questions', () => {
  it('come from the model that the app talks with, without what was asked already', async () => {
    const models = createModels({
      talk: [
        [
          'Here: {"questions": ["How far?", " How\\nfar? ", "HOW FAR?", "why do bees dance?", "", "Who saw it?"]}',
        ],
      ],
    })
    const app = chatApp({ followUps: { enabled: true } })
    expect(await suggestFollowUps({ app, messages, ports: { models, clock } })).toEqual([
      'How far?',
      'Who saw it?',
    ])
    expect(models.requests[0]?.messages[1]?.content).toBe(
      'User: Why do bees dance?\n\nAssistant: To tell where flowers are.',
    )
  })

  it.each(['chat', 'agent'] as const)('come from the model of a %s without a graph', async (mode) => {
    const models = createModels({ talk: [['{"questions": ["How far?"]}']] })
    const app: App = {
      ...createApp({ id: 'a', mode, name: 'A' }),
      graph: { nodes: [], edges: [] },
      assistant: { model: choice('talk'), promptType: 'simple', instruction: 'Be short.', inputs: [] },
      features: { followUps: { enabled: true } },
    }
    expect(await suggestFollowUps({ app, messages, ports: { models, clock } })).toEqual(['How far?'])
  })

  it('come from a model of their own by a prompt of their own', async () => {
    const models = createModels({ small: [['{"questions": ["a", "b", "c", "d", "e", "f"]}']] })
    const app = chatApp({ followUps: { enabled: true, model: choice('small'), prompt: 'Ask about honey.' } })
    expect(await suggestFollowUps({ app, messages, ports: { models, clock } })).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
    ])
    expect(models.requests[0]?.messages[0]?.content).toContain('Ask about honey.')
  })

  it.each([
    ['fails', [new SkepError('MODEL_RATE_LIMIT', 'Later.')]],
    ['says nothing that can be read', [['I have none.']]],
    ['says something else', [['{"questions": "none"}']]],
  ] as const)('are none when the model %s', async (_, talk) => {
    const app = chatApp({ followUps: { enabled: true } })
    expect(
      await suggestFollowUps({ app, messages, ports: { models: createModels({ talk }), clock } }),
    ).toEqual([])
  })

  it('are none when the model takes too long', async () => {
    const app = chatApp({ followUps: { enabled: true } })
    const own = createFakeClock()
    const asked = suggestFollowUps({
      app,
      messages,
      ports: { models: createModels({ talk: ['wait'] }), clock: own },
    })
    await settle()
    await own.advance(60_000)
    expect(await asked).toEqual([])
  })

  it('are not asked for where there is no whole answer, no model, or no wish for them', async () => {
    const models = createModels({ talk: [['{"questions": ["a"]}']] })
    const on = chatApp({ followUps: { enabled: true } })
    const none = await Promise.all([
      suggestFollowUps({ app: on, messages: messages.slice(0, 1), ports: { models, clock } }),
      suggestFollowUps({
        app: on,
        messages: [said('1', 'user', '?'), said('2', 'assistant', 'Half', 'stopped')],
        ports: { models, clock },
      }),
      suggestFollowUps({ app: on, messages, ports: { clock } }),
      suggestFollowUps({ app: chatApp({}), messages, ports: { models, clock } }),
    ])
    expect([none, models.requests]).toEqual([[[], [], [], []], []])
  })
})
