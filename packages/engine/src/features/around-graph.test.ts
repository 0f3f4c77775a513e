import type { RunEvent } from '@skep/client'
import { type App, DEFAULT_FILE_UPLOAD, defineNode, type FileValue, SkepError, startNode } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { defineExecutor } from '../define-executor.ts'
import type { AnnotationsPort } from '../ports/features.ts'
import type { EnginePorts } from '../ports/ports.ts'
import { form as askForm } from '../run/resume.fixture.ts'
import { run } from '../run/run.ts'
import { createFakeClock, edges, mustPlan, node, settle } from '../test-support.ts'
import { resumeWithFeatures } from './resume-with-features.ts'
import { runWithFeatures } from './run-with-features.ts'
import { chatApp, createModels, optionsFor, read, talk, types } from './test-features.ts'

const annotation = {
  id: 'a1',
  appId: 'app',
  question: 'What are your hours?',
  answer: 'Nine to five.',
  hitCount: 0,
  createdAtMs: 0,
  updatedAtMs: 0,
}
const annotationReply = { enabled: true, scoreThreshold: 0.8 }

describe('annotation reply', () => {
  it('answers with the stored answer, and the graph never runs', async () => {
    const asked: unknown[] = []
    const annotations: AnnotationsPort = {
      find: async (request) => {
        asked.push(request)
        return { annotation, score: 0.93 }
      },
    }
    const models = createModels({ talk: [['Sure.']] })
    const app = chatApp({
      annotationReply: { ...annotationReply, embeddingModel: { provider: 'p', name: 'e' } },
    })
    const events = await talk(app, { models, annotations }, 'your hours?')
    expect(events.map(({ atMs: _, runId: __, ...event }) => event)).toEqual([
      {
        sequence: 1,
        type: 'run_started',
        appId: 'app',
        inputs: {},
        conversationId: 'c',
        system: { query: 'your hours?', conversation_id: 'c' },
      },
      {
        sequence: 2,
        type: 'annotation_replied',
        annotationId: 'a1',
        question: annotation.question,
        score: 0.93,
      },
      { sequence: 3, type: 'answer_replaced', text: 'Nine to five.', reason: 'annotation' },
      { sequence: 4, type: 'run_succeeded', outputs: { answer: 'Nine to five.' }, durationMs: 0 },
    ])
    expect(asked).toEqual([
      { appId: 'app', query: 'your hours?', threshold: 0.8, embeddingModel: { provider: 'p', name: 'e' } },
    ])
    expect(models.requests).toEqual([])
  })

  it.each<[string, AnnotationsPort['find']]>([
    ['finds nothing', async () => null],
    ['fails', () => Promise.reject(new SkepError('STORAGE_FAILED', 'Broken.'))],
    [
      'throws',
      () => {
        throw new Error('Broken.')
      },
    ],
  ])('leaves the answer to the graph when the search %s', async (_, find) => {
    const models = createModels({ talk: [['Sure.']] })
    const events = await talk(chatApp({ annotationReply }), { models, annotations: { find } })
    expect([read(events).text, events.at(-1)?.type]).toEqual(['Sure.', 'run_succeeded'])
    expect(types(events)).not.toContain('annotation_replied')
  })

  it('does not wait for ever for the search', async () => {
    const clock = createFakeClock()
    const models = createModels({ talk: [['Sure.']] })
    const annotations: AnnotationsPort = { find: () => new Promise(() => undefined) }
    const done = talk(chatApp({ annotationReply }), { models, annotations, clock })
    await settle()
    await clock.advance(5000)
    expect(read(await done).text).toBe('Sure.')
  })

  it('is not asked when it is off', async () => {
    const models = createModels({ talk: [['Sure.']] })
    const annotations: AnnotationsPort = { find: async () => ({ annotation, score: 1 }) }
    const app = chatApp({ annotationReply: { ...annotationReply, enabled: false } })
    expect(read(await talk(app, { models, annotations })).text).toBe('Sure.')
  })
})

describe('limits on files', () => {
  const file: FileValue = {
    kind: 'file',
    id: 'f',
    name: 'bees.mp4',
    sizeBytes: 10,
    mimeType: 'video/mp4',
    extension: '.mp4',
    type: 'video',
    transferMethod: 'local_file',
  }

  it('end a run before anything has happened, with a code of their own', async () => {
    const models = createModels({ talk: [['Sure.']] })
    const app = chatApp({ fileUpload: DEFAULT_FILE_UPLOAD })
    const events = await talk(app, { models }, 'Why?', { system: { query: 'Why?', files: [file] } })
    expect(events).toMatchObject([
      { type: 'run_started', sequence: 1 },
      {
        type: 'run_failed',
        sequence: 2,
        error: {
          code: 'FILE_NOT_ALLOWED',
          data: { reason: 'type', name: 'bees.mp4', limit: ['image'] },
        },
      },
    ])
    expect(models.requests).toEqual([])
  })

  it('let through what they allow', async () => {
    const models = createModels({ talk: [['Sure.']] })
    const app = chatApp({ fileUpload: { ...DEFAULT_FILE_UPLOAD, types: ['video'] } })
    const events = await talk(app, { models }, 'Why?', { system: { query: 'Why?', files: [file] } })
    expect(read(events).text).toBe('Sure.')
  })
})

describe('a run with features', () => {
  it('is a run like any other where there are none', async () => {
    const models = (): ReturnType<typeof createModels> => createModels({ talk: [['Sure.']] })
    const app = chatApp({ openingStatement: 'Hi', followUps: { enabled: true } })
    const plain = []
    for await (const event of run(optionsFor(app, { models: models() }, 'Why?'))) plain.push(event)
    expect(await talk(app, { models: models() })).toEqual(plain)
  })

  it('is read once and shows what the graph knows', async () => {
    const models = createModels({ talk: [['Sure.']] })
    const annotations: AnnotationsPort = { find: async () => null }
    const started = runWithFeatures(optionsFor(chatApp({ annotationReply }), { models, annotations }, 'Why?'))
    expect(started.snapshot().status).toBe('running')
    for await (const _ of started) {
      // to its end
    }
    expect(started.snapshot().status).toBe('succeeded')
    await expect(
      (async () => {
        for await (const _ of started) {
          // never comes here
        }
      })(),
    ).rejects.toMatchObject({ code: 'CALL_INVALID' })
  })
})

describe('a run that waits for a person', () => {
  const form = {
    content: 'May I?',
    fields: [],
    actions: [{ id: 'yes', title: 'Yes', style: 'primary' }],
  } as const

  it('shows what was said before, waits, and goes on', async () => {
    const models = createModels({ talk: [['Before sec']] })
    const app = chatApp({
      moderation: {
        enabled: true,
        method: { type: 'keywords', keywords: ['secret'] },
        inputs: { enabled: false, presetReply: '' },
        outputs: { enabled: true, presetReply: 'No.' },
      },
    })
    const ask = defineNode({ ...startNode, type: 'ask', isRoot: false })
    const executor = defineExecutor(ask, async function* ({ submission }) {
      if (submission === undefined) yield { type: 'pause', form }
      return { outputs: { x: ' after' } }
    })
    const waiting: App = {
      ...app,
      graph: {
        nodes: [
          ...app.graph.nodes,
          node('ask', 'ask', { variables: [] }),
          node('end', 'answer', { answer: '{{#ask.x#}}' }),
        ],
        edges: edges('start -> llm', 'llm -> answer', 'answer -> ask', 'ask -> end'),
      },
    }
    const plan = mustPlan(waiting, { nodes: [ask], executors: [executor] })
    const started = runWithFeatures({ ...optionsFor(app, { models }, 'Why?'), plan })
    const events = []
    let before = ''
    for await (const event of started) {
      events.push(event)
      if (event.type !== 'run_paused') continue
      before = read(events).text
      const [executionId = ''] = event.executionIds
      started.submitForm({ executionId, submission: { actionId: 'yes', inputs: {} } })
    }
    expect([before, read(events).text, events.at(-1)?.type]).toEqual([
      'Before sec',
      'Before sec after',
      'run_succeeded',
    ])
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
  })

  it('asks nobody when what it said before does not pass', async () => {
    const models = createModels({ talk: [['A secret.']] })
    const moderation: EnginePorts['moderation'] = {
      // Slower than the graph, which comes to its form meanwhile.
      check: async () => {
        await settle()
        await settle()
        return { action: 'block' }
      },
    }
    const base = chatApp({
      moderation: {
        enabled: true,
        method: { type: 'host', name: 'house-rules' },
        inputs: { enabled: false, presetReply: '' },
        outputs: { enabled: true, presetReply: 'No.' },
      },
    })
    const graph = {
      nodes: [...base.graph.nodes, askForm('ask')],
      edges: edges('start -> llm', 'llm -> answer', 'answer -> ask'),
    }
    const events = await talk({ ...base, graph }, { models, moderation })
    expect(read(events).text).toBe('No.')
    expect(types(events)).not.toContain('node_paused')
    expect(types(events)).not.toContain('run_paused')
    expect(events.at(-1)?.type).toBe('run_succeeded')
  })

  it('keeps waiting when its reader leaves', async () => {
    const annotations: AnnotationsPort = { find: async () => null }
    const ask = defineNode({ ...startNode, type: 'ask', isRoot: false })
    const executor = defineExecutor(ask, async function* ({ submission }) {
      if (submission === undefined) yield { type: 'pause', form }
      return { outputs: {} }
    })
    const base = chatApp({ annotationReply })
    const waiting: App = {
      ...base,
      graph: {
        nodes: [
          node('start', 'start', { variables: [] }),
          node('ask', 'ask', { variables: [] }),
          node('end', 'answer', { answer: 'x' }),
        ],
        edges: edges('start -> ask', 'ask -> end'),
      },
    }
    const plan = mustPlan(waiting, { nodes: [ask], executors: [executor] })
    const started = runWithFeatures({ ...optionsFor(base, { annotations }, 'Why?'), plan })
    expect(() =>
      started.submitForm({ executionId: 'x', submission: { actionId: 'yes', inputs: {} } }),
    ).toThrow('Nothing waits')
    for await (const event of started) if (event.type === 'run_paused') break
    expect(started.snapshot().status).toBe('paused')
  })

  it('is judged as before when it goes on in another place', async () => {
    const models = createModels({ talk: [['Before sec']] })
    const app = chatApp({
      moderation: {
        enabled: true,
        method: { type: 'keywords', keywords: ['secret'] },
        inputs: { enabled: false, presetReply: '' },
        outputs: { enabled: true, presetReply: 'No.' },
      },
    })
    const ask = defineNode({ ...startNode, type: 'ask', isRoot: false })
    const executor = defineExecutor(ask, async function* ({ submission }) {
      if (submission === undefined) yield { type: 'pause', form }
      return { outputs: { x: 'ret things' } }
    })
    const waiting: App = {
      ...app,
      graph: {
        nodes: [
          ...app.graph.nodes,
          node('ask', 'ask', { variables: [] }),
          node('end', 'answer', { answer: '{{#ask.x#}}' }),
        ],
        edges: edges('start -> llm', 'llm -> answer', 'answer -> ask', 'ask -> end'),
      },
    }
    const plan = mustPlan(waiting, { nodes: [ask], executors: [executor] })
    const options = { ...optionsFor(app, { models }, 'Why?'), plan }
    const events: RunEvent[] = []
    for await (const event of runWithFeatures(options)) {
      events.push(event)
      if (event.type === 'run_paused') break
    }
    const last = events.at(-1)
    const [executionId = ''] = last?.type === 'run_paused' ? last.executionIds : []
    const revived = resumeWithFeatures({ plan, ports: options.ports, from: events })
    revived.submitForm({ executionId, submission: { actionId: 'yes', inputs: {} } })
    for await (const event of revived) events.push(event)
    expect(read(events)).toMatchObject({ text: 'No.' })
    expect(read(events).seen.join()).not.toContain('ret')
    expect(events.at(-1)).toMatchObject({ type: 'run_succeeded', outputs: { answer: 'No.' } })
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
  })
})
