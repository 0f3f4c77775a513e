import type { JsonObject } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { defineExecutor, type ExecutorContext, type ExecutorResult } from '../define-executor.ts'
import { systemClock } from '../ports/system.ts'
import { bareNode } from '../test-nodes.ts'
import { createTestPorts, edges, makeApp, mustPlan, node, runToEnd, settle } from '../test-support.ts'
import { answer, start } from './resume.fixture.ts'
import { run } from './run.ts'

const plainNode = bareNode('plain')

function planOf(
  execute: (context: ExecutorContext<JsonObject>) => Promise<ExecutorResult>,
  more: Parameters<typeof node>[3] = {},
) {
  const app = makeApp(
    [start, node('plain', 'plain', {}, more), answer('out', '{{#plain.text#}}')],
    edges('start -> plain', 'plain -> out'),
  )
  return mustPlan(app, { nodes: [plainNode], executors: [defineExecutor(plainNode, execute)] })
}

describe('an executor that is an async function', () => {
  it('gives its outputs', async () => {
    const events = await runToEnd({
      plan: planOf(async () => ({ outputs: { text: 'said' } })),
      ports: createTestPorts(),
    })
    expect(events.at(-1)).toMatchObject({ type: 'run_succeeded', outputs: { answer: 'said' } })
  })

  it('fails with what it throws, and is tried again as often as its node says', async () => {
    let tries = 0
    const execute = async (): Promise<ExecutorResult> => {
      tries += 1
      if (tries < 3) throw new Error('not yet')
      return { outputs: { text: `at try ${tries}` } }
    }
    const retry = { enabled: true, maxRetries: 2, intervalMs: 0 }
    const events = await runToEnd({
      plan: planOf(execute, { retry }),
      ports: createTestPorts({ clock: systemClock }),
    })
    expect(events.filter(({ type }) => type === 'node_retry')).toMatchObject([
      { attempt: 1, error: { message: 'not yet' } },
      { attempt: 2, error: { message: 'not yet' } },
    ])
    expect(events.at(-1)).toMatchObject({ type: 'run_succeeded', outputs: { answer: 'at try 3' } })
  })

  it('fails where it returns what is no result', async () => {
    const events = await runToEnd({
      plan: planOf(async () => ({ outputs: [] as unknown as JsonObject })),
      ports: createTestPorts(),
    })
    expect(events.at(-1)).toMatchObject({ type: 'run_failed', error: { code: 'NODE_FAILED' } })
  })

  it('hears of the stop of its run, and what it gives after that concerns nobody', async () => {
    const controller = new AbortController()
    let wasTold = false
    const plan = planOf(async ({ signal }) => {
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve())
        queueMicrotask(() => controller.abort())
      })
      wasTold = true
      return { outputs: { text: 'too late' } }
    })
    const running = run({ plan, ports: createTestPorts(), signal: controller.signal })
    const types: string[] = []
    for await (const { type } of running) types.push(type)
    await settle()
    expect(wasTold).toBe(true)
    expect(types.slice(-2)).toEqual(['node_stopped', 'run_stopped'])
    expect(types).not.toContain('node_failed')
  })
})
