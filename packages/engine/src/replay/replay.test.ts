import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunEvent } from '@skep/client'
import { type App, DEFAULT_MODERATION, SkepError } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import type { HttpResponse } from '../ports/http.ts'
import type { ModelPart } from '../ports/models.ts'
import type { EnginePorts } from '../ports/ports.ts'
import { answer, form, say, sayExecutor, sayNode, start } from '../run/resume.fixture.ts'
import { edges, makeApp, mustPlan, node } from '../test-support.ts'
import { examplePorts } from './example-ports.fixture.ts'
import { type Example, examples } from './examples.fixture.ts'
import { type History, recordExample } from './record-example.fixture.ts'
import { recordRun } from './record-run.ts'
import type { Recording } from './recording.ts'
import { replay } from './replay.ts'

async function replayed({
  app,
  recording,
}: Pick<History, 'app' | 'recording'>): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = []
  for await (const event of replay(recording, mustPlan(app))) events.push(event)
  return events
}

const ends: Readonly<Record<string, string>> = {
  'code-fails': 'run_failed',
  'model-fails': 'run_failed',
  'http-retried': 'run_partial_succeeded',
  'http-fail-branch': 'run_partial_succeeded',
  stopped: 'run_stopped',
}

describe('a recorded run', () => {
  it.each(examples)('of "$name" tells the same when it is replayed', async (example) => {
    const history = await recordExample(example)
    expect(history.events.at(-1)?.type).toBe(ends[example.name] ?? 'run_succeeded')
    expect(await replayed(history)).toEqual(history.events)
  })

  const folder = join(import.meta.dirname, 'histories')
  it.each(readdirSync(folder))('of an earlier release still tells the same: %s', async (file) => {
    const history: History = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    expect(await replayed(history)).toEqual(history.events)
  })

  it('there is one of every example', () => {
    expect(readdirSync(folder).toSorted()).toEqual(examples.map(({ name }) => `${name}.json`).toSorted())
  })

  it('keeps a streamed text as one, and tells its pieces again', async () => {
    const { recording, events } = await recordExample(find('chat'))
    expect(recording.deliveries.filter((delivery) => 'lengths' in delivery)).toEqual([
      { call: 1, part: { type: 'text' }, text: 'Bees are well.', lengths: [5, 4, 4, 1] },
    ])
    const pieces = events.flatMap((event) => (event.type === 'text_chunk' ? [event.text] : []))
    expect(pieces).toEqual(['Bees ', 'are ', 'well', '.', ''])
  })

  it('that waits for a person replays up to its pause', async () => {
    const { form: _, ...open } = find('a-person-decides')
    const history = await recordExample(open)
    expect(history.events.at(-1)?.type).toBe('run_paused')
    expect(await replayed(history)).toEqual(history.events)
  })

  it('finds its forms when a step takes its own time before one', async () => {
    const app = makeApp(
      [start, say('a', 'A', { turns: 50 }), form('ask'), answer('yes', '{{#ask.why#}}')],
      edges('start -> a', 'a -> ask', 'ask:yes -> yes'),
    )
    const plan = mustPlan(app, { nodes: [sayNode], executors: [sayExecutor] })
    const recorded = recordRun({ plan, ports: examplePorts() })
    const events: RunEvent[] = []
    for await (const event of recorded) {
      events.push(event)
      if (event.type !== 'run_paused') continue
      const [executionId = ''] = event.executionIds
      recorded.submitForm({ executionId, submission: { actionId: 'yes', inputs: { why: 'Because.' } } })
    }
    expect(events.at(-1)).toMatchObject({ type: 'run_succeeded', outputs: { answer: 'Because.' } })
    const again: RunEvent[] = []
    for await (const event of replay(recorded.recording(), plan)) again.push(event)
    expect(again).toEqual(events)
  })

  it('can be the second part of a run: from its events on', async () => {
    const { form, ...open } = find('a-person-decides')
    if (!form) throw new Error('The example has no form.')
    const { app, events } = await recordExample(open)
    const paused = events.findLast(({ type }) => type === 'node_paused')
    if (paused?.type !== 'node_paused') throw new Error('Nothing waits.')
    const recorded = recordRun({ plan: mustPlan(app), ports: examplePorts(), from: events })
    recorded.submitForm({ executionId: paused.executionId, submission: form })
    const rest: RunEvent[] = []
    for await (const event of recorded) rest.push(event)
    expect(rest.at(-1)?.type).toBe('run_succeeded')
    expect(await replayed({ app, recording: JSON.parse(JSON.stringify(recorded.recording())) })).toEqual(rest)
  })

  it('keeps the functions that ports are given, and what comes through them', async () => {
    const ports = examplePorts()
    const { code } = ports
    if (!code) throw new Error('There is no code port.')
    const calls: EnginePorts['code'] = {
      ...code,
      run: async (request, options) => {
        options.onProgress?.({ loadedBytes: 1, totalBytes: 2 })
        return code.run(request, options)
      },
    }
    const history = await recordExample(find('code'), { ...ports, code: calls })
    expect(history.events.some(({ type }) => type === 'node_progress')).toBe(true)
    expect(await replayed(history)).toEqual(history.events)
  })
})

describe('a run that cannot be replayed', () => {
  it.each<readonly [why: string, reason: string, change: Partial<Recording>]>([
    ['was cut', 'truncated', { isTruncated: true }],
    ['was redacted', 'redacted', { isRedacted: true }],
    ['is of another app', 'app', { appId: 'other' }],
    ['was recorded by another version', 'version', { version: 2 as unknown as 1 }],
    ['lacks what a port gave', 'diverged', { deliveries: [] }],
    ['was recorded with other ports', 'diverged', { ports: {} }],
  ])('says so when it %s', async (_, reason, change) => {
    const { app, recording } = await recordExample(find('chat'))
    const events = await replayed({ app, recording: { ...recording, ...change } })
    expect(events.at(-1)).toMatchObject({
      type: 'run_failed',
      error: { code: 'RUN_NOT_REPLAYABLE', data: { reason } },
    })
  })

  it('is one of another version, whatever that looks like', async () => {
    const { app } = find('chat')
    const recording = { version: 99, about: 'something else' } as unknown as Recording
    expect(await replayed({ app, recording })).toMatchObject([
      { type: 'run_failed', sequence: 1, error: { data: { reason: 'version' } } },
    ])
  })

  it('is one that was longer than its recording may be', async () => {
    const recorded = recordRun(
      { plan: mustPlan(find('chat').app), ports: examplePorts(), system: { query: 'q' } },
      { maxChars: 50 },
    )
    for await (const event of recorded) void event
    expect(recorded.recording().isTruncated).toBe(true)
    expect(JSON.stringify(recorded.recording().deliveries).length).toBeLessThan(100)
  })

  const secretApp = makeApp(
    [
      node('start', 'start', { variables: [] }),
      node('get', 'http-request', {
        method: 'GET',
        url: 'https://server.test/{{#env.key#}}',
        headers: [],
        params: [],
        authorization: { type: 'none' },
        body: { type: 'none' },
        timeout: {},
        sslVerify: true,
      }),
      node('out', 'answer', { answer: '{{#get.body#}}' }),
    ],
    edges('start -> get', 'get -> out'),
    {
      id: 'secret',
      environmentVariables: [{ id: 'k', name: 'key', type: 'secret', value: '', secretName: 'key' }],
    },
  )

  const SECRET = 'a secret value'

  it.each<readonly [what: string, told: Partial<HttpResponse>, isRedacted: boolean]>([
    ['keeps no secret', {}, false],
    ['is one whose server told a secret', { headers: { told: SECRET } }, true],
    ['is one whose server told a secret in its body', { body: new TextEncoder().encode(SECRET) }, true],
    ['is one whose server told a secret in Base64', { headers: { told: btoa(SECRET) } }, true],
  ])('%s', async (_, told, isRedacted) => {
    const http: EnginePorts['http'] = {
      fetch: async () => ({ status: 200, headers: {}, body: new TextEncoder().encode('x'), ...told }),
    }
    const history = await recordExample({ name: 'secret', app: secretApp }, { ...examplePorts(), http })
    for (const trace of [SECRET, btoa(SECRET), btoa(`"${SECRET}"`)]) {
      expect(JSON.stringify(history)).not.toContain(trace)
    }
    expect(history.recording.isRedacted ?? false).toBe(isRedacted)
    if (!isRedacted) expect(await replayed(history)).toEqual(history.events)
  })

  it('is one whose model told a secret in pieces, or whose server failed with one', async () => {
    const app = makeApp(find('chat').app.graph.nodes, find('chat').app.graph.edges, {
      id: 'secret',
      environmentVariables: secretApp.environmentVariables,
    })
    for (const failure of [undefined, new SkepError('MODEL_NETWORK', `Not with ${SECRET}.`)]) {
      const models: EnginePorts['models'] = {
        async *chat(): AsyncGenerator<ModelPart> {
          for (const text of ['a sec', 'ret va', 'lue']) yield { type: 'text', text }
          if (failure) throw failure
          yield { type: 'finish', reason: 'stop', usage: {} }
        },
      }
      const { recording } = await recordExample(
        { name: 'secret', app, query: 'q' },
        { ...examplePorts(), models },
      )
      expect(JSON.stringify(recording)).not.toContain(SECRET)
      expect(recording.isRedacted).toBe(true)
    }
  })
})

describe('a recorded run of an app with features', () => {
  const judged = (presetReply: string): App => {
    const { app } = find('chat')
    return {
      ...app,
      features: {
        ...app.features,
        moderation: {
          ...DEFAULT_MODERATION,
          enabled: true,
          method: { type: 'host', name: 'house-rules' },
          inputs: { enabled: true, presetReply },
          outputs: { enabled: true, presetReply },
        },
      },
    }
  }
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

  it.each([
    ['lets pass', []],
    ['flags what is said', ['well']],
    ['flags what came in', ['How']],
  ])('tells the same when its judge %s, however slowly it is read', async (_, words) => {
    const moderation: EnginePorts['moderation'] = {
      check: async (request) => {
        await wait(2)
        const text = request.stage === 'input' ? request.query : request.text
        return { action: words.some((word) => text.includes(word)) ? 'block' : 'allow' }
      },
    }
    const example = { name: 'judged', app: judged('No.'), query: 'How are bees?' }
    const ports = examplePorts()
    const clock: EnginePorts['clock'] = {
      ...ports.clock,
      sleep: (_ms, signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('awake')))),
    }
    const history = await recordExample(example, { ...ports, clock, moderation })
    const again: RunEvent[] = []
    for await (const event of replay(history.recording, mustPlan(history.app))) {
      again.push(event)
      await wait(1)
    }
    expect(again).toEqual(history.events)
    const isFlagged = again.some(({ type }) => type === 'moderation_flagged')
    expect(isFlagged).toBe(words.length > 0)
  })
})

function find(name: string): Example {
  const example = examples.find((each) => each.name === name)
  if (!example) throw new Error(`There is no example ${name}.`)
  return example
}
