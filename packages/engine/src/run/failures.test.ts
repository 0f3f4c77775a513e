import type { RunEvent } from '@skep/client'
import type { AppNode, ErrorStrategy, JsonObject } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { systemClock, systemRandom } from '../ports/system.ts'
import { createWork, workNode } from '../test-nodes.ts'
import {
  brief,
  createFakeClock,
  createTestPorts,
  edges,
  makeApp,
  mustPlan,
  node,
  runToEnd,
  settle,
} from '../test-support.ts'
import type { RunLimits } from './limits.ts'
import { run } from './run.ts'

const start = node('start', 'start', { variables: [] })

function failing(strategy: ErrorStrategy | undefined, config: JsonObject = {}, more: Partial<AppNode> = {}) {
  return node(
    'work',
    'work',
    { turns: 0, failures: 99, ...config },
    {
      ...(strategy ? { errorStrategy: strategy } : {}),
      ...more,
    },
  )
}

function planOf(nodes: readonly AppNode[], ...links: readonly string[]) {
  const { executor, journal } = createWork()
  return {
    plan: mustPlan(makeApp(nodes, edges(...links)), { nodes: [workNode], executors: [executor] }),
    journal,
  }
}

describe('a node that fails', () => {
  it('fails the run when it has no strategy, and stops the others', async () => {
    const { plan, journal } = planOf(
      [start, failing(undefined, { turns: 1 }), node('slow', 'work', { turns: 50 })],
      'start -> work',
      'start -> slow',
    )
    const events = await runToEnd({ plan, ports: createTestPorts() })
    expect(brief(events).slice(-6)).toEqual([
      'node_succeeded start',
      'node_started work',
      'node_started slow',
      'node_failed work',
      'node_stopped slow',
      'run_failed work',
    ])
    expect(events.at(-1)).toMatchObject({
      error: { code: 'NODE_FAILED', message: 'failure 1 of work' },
    })
    expect(journal.signals.get('slow')?.aborted).toBe(true)
  })

  it('goes on with its default values, parsed by their types', async () => {
    const { plan } = planOf(
      [
        start,
        failing({
          type: 'default-value',
          values: [
            { key: 'text', type: 'string', value: 'fallback' },
            { key: 'count', type: 'number', value: '12.5' },
            { key: 'list', type: 'array[string]', value: '["a"]' },
            { key: 'data', type: 'object', value: { a: 1 } },
          ],
        }),
        node('answer', 'answer', { answer: '{{#work.text#}} {{#work.count#}}: {{#work.error_message#}}' }),
      ],
      'start -> work',
      'work -> answer',
    )
    const events = await runToEnd({ plan, ports: createTestPorts() })
    expect(events.find((event) => event.type === 'node_exception')).toMatchObject({
      error: { code: 'NODE_FAILED' },
      outputs: {
        text: 'fallback',
        count: 12.5,
        list: ['a'],
        data: { a: 1 },
        error_message: 'failure 1 of work',
        error_type: 'NODE_FAILED',
      },
    })
    expect(events.at(-1)).toMatchObject({
      type: 'run_partial_succeeded',
      exceptionsCount: 1,
      outputs: { answer: 'fallback 12.5: failure 1 of work' },
    })
  })

  it.each([
    { type: 'number', value: 'many' },
    { type: 'number', value: true },
    { type: 'object', value: '[1]' },
    { type: 'array[number]', value: '["a"]' },
    { type: 'array[string]', value: { a: 1 } },
  ] as const)('fails after all when a default value is not of its type: $type', async (each) => {
    const { plan } = planOf(
      [start, failing({ type: 'default-value', values: [{ key: 'n', ...each }] })],
      'start -> work',
    )
    const events = await runToEnd({ plan, ports: createTestPorts() })
    expect(events.at(-1)).toMatchObject({ type: 'run_failed', error: { code: 'NODE_CONFIG_INVALID' } })
  })

  it.each([
    ['takes its fail branch', 99, ['fail'], ['good']],
    ['takes the ordinary way when it succeeds', 0, ['good'], ['fail']],
  ])('%s', async (_, failures, started, skipped) => {
    const { plan } = planOf(
      [
        start,
        failing({ type: 'fail-branch' }, { failures }),
        node('good', 'answer', { answer: 'good' }),
        node('fail', 'answer', { answer: 'fail' }),
      ],
      'start -> work',
      'work -> good',
      'work:fail-branch -> fail',
    )
    const events = await runToEnd({ plan, ports: createTestPorts() })
    const told = brief(events)
    expect(told).toEqual(expect.arrayContaining(started.map((id) => `node_started ${id}`)))
    expect(told).toEqual(expect.arrayContaining(skipped.map((id) => `node_skipped ${id}`)))
    expect(events.at(-1)).toMatchObject({ outputs: { answer: started.join('') } })
  })

  it('just ends its way when nothing hangs on the fail branch', async () => {
    const { plan } = planOf(
      [start, failing({ type: 'fail-branch' }), node('good', 'answer', { answer: 'good' })],
      'start -> work',
      'work -> good',
    )
    const events = await runToEnd({ plan, ports: createTestPorts() })
    expect(brief(events).slice(-3)).toEqual([
      'node_exception work',
      'node_skipped good',
      'run_partial_succeeded',
    ])
  })
})

describe('retries', () => {
  it('wait before each try, longer each time with a back-off, then succeed', async () => {
    const clock = createFakeClock()
    const { plan, journal } = planOf(
      [
        start,
        failing(
          undefined,
          { failures: 3 },
          { retry: { enabled: true, maxRetries: 3, intervalMs: 100, backoff: 2 } },
        ),
      ],
      'start -> work',
    )
    const events: RunEvent[] = []
    const done = (async () => {
      for await (const event of run({ plan, ports: createTestPorts({ clock }) })) events.push(event)
    })()
    await settle()
    expect(journal.started).toEqual(['work'])
    await clock.advance(99)
    expect(journal.started).toHaveLength(1)
    await clock.advance(1)
    expect(journal.started).toHaveLength(2)
    await clock.advance(200)
    await clock.advance(400)
    await done
    expect(clock.waits.slice(1)).toEqual([100, 200, 400])
    expect(journal.signals.get('work')?.aborted).toBe(true)
    expect(events.filter((event) => event.type === 'node_retry')).toMatchObject([
      { attempt: 1, atMs: 1100, error: { message: 'failure 1 of work' } },
      { attempt: 2, atMs: 1300, error: { message: 'failure 2 of work' } },
      { attempt: 3, atMs: 1700, error: { message: 'failure 3 of work' } },
    ])
    expect(events.at(-1)?.type).toBe('run_succeeded')
  })

  it('are followed by the error strategy', async () => {
    const { plan, journal } = planOf(
      [
        start,
        failing(
          { type: 'default-value', values: [{ key: 'text', type: 'string', value: 'x' }] },
          {},
          { retry: { enabled: true, maxRetries: 2, intervalMs: 0 } },
        ),
      ],
      'start -> work',
    )
    const clock = createFakeClock()
    const events: RunEvent[] = []
    const done = (async () => {
      for await (const event of run({ plan, ports: createTestPorts({ clock }) })) events.push(event)
    })()
    for (let turn = 0; turn < 4; turn += 1) await clock.advance(0)
    await done
    expect(journal.started).toHaveLength(3)
    expect(events.at(-1)).toMatchObject({ type: 'run_partial_succeeded', exceptionsCount: 1 })
  })

  it('do not go on after the run was stopped', async () => {
    const clock = createFakeClock()
    const { plan, journal } = planOf(
      [start, failing(undefined, {}, { retry: { enabled: true, maxRetries: 3, intervalMs: 1000 } })],
      'start -> work',
    )
    const controller = new AbortController()
    const done = runToEnd({ plan, ports: createTestPorts({ clock }), signal: controller.signal })
    await settle()
    controller.abort()
    expect(brief(await done).slice(-2)).toEqual(['node_stopped work', 'run_stopped'])
    await clock.advance(1000)
    expect(journal.started).toEqual(['work'])
    expect(clock.sleeping()).toBe(0)
  })

  it('do not happen when they are off', async () => {
    const { plan, journal } = planOf(
      [start, failing(undefined, {}, { retry: { enabled: false, maxRetries: 3, intervalMs: 0 } })],
      'start -> work',
    )
    await runToEnd({ plan, ports: createTestPorts() })
    expect(journal.started).toEqual(['work'])
  })

  it('drop what a failed try streamed and nobody has read', async () => {
    // The answer speaks only after the branch, so the chunks of the first try are still unread.
    const { plan } = planOf(
      [
        start,
        failing(
          undefined,
          { failures: 1, chunks: ['a', 'b'] },
          { retry: { enabled: true, maxRetries: 1, intervalMs: 0 } },
        ),
        node('branch', 'work', { turns: 0, choose: 'yes' }),
        node('answer', 'answer', { answer: '{{#work.text#}}' }),
      ],
      'start -> work',
      'work -> branch',
      'branch:yes -> answer',
    )
    const clock = createFakeClock()
    const events: RunEvent[] = []
    const done = (async () => {
      for await (const event of run({ plan, ports: createTestPorts({ clock }) })) events.push(event)
    })()
    await settle()
    await clock.advance(0)
    await done
    const chunks = events.flatMap((event) => (event.type === 'text_chunk' ? [event.text] : []))
    expect(chunks).toEqual(['a', 'b', ''])
  })
})

describe('limits', () => {
  it('end a run that takes too many steps', async () => {
    const { plan } = planOf(
      [start, node('a', 'work', { turns: 0 }), node('b', 'work', { turns: 0 })],
      'start -> a',
      'a -> b',
    )
    const events = await runToEnd({ plan, ports: createTestPorts(), limits: { steps: 2 } })
    expect(events.at(-1)).toMatchObject({
      type: 'run_failed',
      nodeId: 'b',
      error: { code: 'RUN_LIMIT_STEPS', data: { limit: 'steps', value: 2 } },
    })
  })

  it('end a run that takes too long, whatever its nodes do', async () => {
    const clock = createFakeClock()
    const { plan, journal } = planOf([start, node('a', 'work', { turns: 1e9 })], 'start -> a')
    const events: RunEvent[] = []
    const done = (async () => {
      for await (const event of run({ plan, ports: createTestPorts({ clock }), limits: { timeMs: 5000 } })) {
        events.push(event)
      }
    })()
    await settle()
    await clock.advance(5000)
    await done
    expect(brief(events).slice(-2)).toEqual(['node_stopped a', 'run_failed'])
    expect(events.at(-1)).toMatchObject({ error: { code: 'RUN_LIMIT_TIME' }, durationMs: 5000 })
    expect(journal.signals.get('a')?.aborted).toBe(true)
  })

  it.each([
    ['outputs', { turns: 0, chunks: ['x'.repeat(200)] }, 150],
    ['streamed text', { turns: 0, chunks: Array.from({ length: 40 }, () => 'xxxxx') }, 150],
  ])('fail a node whose %s are too large', async (_, config, outputChars) => {
    const { plan } = planOf([start, node('a', 'work', config)], 'start -> a')
    const events = await runToEnd({ plan, ports: createTestPorts(), limits: { outputChars } })
    expect(events.at(-1)).toMatchObject({
      type: 'run_failed',
      nodeId: 'a',
      error: { code: 'RUN_LIMIT_OUTPUT', data: { limit: 'outputChars', maxChars: 150 } },
    })
  })

  it.each([
    ['nothing', { steps: undefined, timeMs: Number.NaN }],
    ['no place at all', { parallel: 0 }],
    ['no bounds', { steps: Number.POSITIVE_INFINITY, timeMs: Number.POSITIVE_INFINITY }],
  ])('that say %s let a run come to its end', async (_, limits) => {
    const { plan } = planOf([start, node('a', 'work', { turns: 100 })], 'start -> a')
    // As a host without types may give them.
    const given = limits as Partial<RunLimits>
    const signal = AbortSignal.timeout(2000)
    const events = await runToEnd({
      plan,
      ports: { clock: systemClock, random: systemRandom },
      limits: given,
      signal,
    })
    expect(events.at(-1)?.type).toBe('run_succeeded')
  })

  it('bound how many nodes run at the same time; without a bound all ready ones do', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `w${index}`)
    const nodes = [start, ...ids.map((id) => node(id, 'work', { turns: 2 }))]
    const links = ids.map((id) => `start -> ${id}`)
    const bounded = planOf(nodes, ...links)
    await runToEnd({ plan: bounded.plan, ports: createTestPorts(), limits: { parallel: 3 } })
    expect(bounded.journal.mostAtOnce).toBe(3)
    const free = planOf(nodes, ...links)
    await runToEnd({ plan: free.plan, ports: createTestPorts() })
    expect(free.journal.mostAtOnce).toBe(12)
  })
})

describe('leaving', () => {
  it('the loop stops the run and its ports', async () => {
    const { plan, journal } = planOf([start, node('a', 'work', { turns: 1e9 })], 'start -> a')
    const left = run({ plan, ports: createTestPorts() })
    for await (const event of left) {
      if (event.type === 'node_started' && event.nodeId === 'a') break
    }
    await settle()
    expect(journal.signals.get('a')?.aborted).toBe(true)
    expect(left.snapshot().status).toBe('stopped')
  })

  it('a run that was stopped before it began says so and nothing else', async () => {
    const { plan } = planOf([start], 'start -> a')
    const events = await runToEnd({ plan, ports: createTestPorts(), signal: AbortSignal.abort() })
    expect(brief(events)).toEqual(['run_started', 'run_stopped'])
  })

  it('does not wait for an executor that ignores its signal', async () => {
    const { plan } = planOf([start, node('a', 'work', { turns: 1e9 })], 'start -> a')
    const controller = new AbortController()
    const events: RunEvent[] = []
    for await (const event of run({ plan, ports: createTestPorts(), signal: controller.signal })) {
      events.push(event)
      if (event.type === 'node_started' && event.nodeId === 'a') controller.abort()
    }
    expect(brief(events).slice(-2)).toEqual(['node_stopped a', 'run_stopped'])
  })
})
