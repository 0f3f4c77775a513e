import type { RunEvent } from '@skep/client'
import { describe, expect, it } from 'vitest'
import { defineExecutor } from '../define-executor.ts'
import { bareNode } from '../test-nodes.ts'
import { createTestPorts, edges, makeApp, mustPlan, node } from '../test-support.ts'
import { answer, inside, loop, start } from './resume.fixture.ts'
import { run } from './run.ts'

describe('the heaps of a run', () => {
  it('hold many rounds of a loop that waits for nothing, the same for the reader and the checkpoints', async () => {
    const quick = bareNode('quick')
    const executor = defineExecutor(quick, async () => ({ outputs: {} }))
    const app = makeApp(
      [start, ...loop('rounds', 100), node('q', 'quick', {}, inside('rounds')), answer('out', 'done')],
      edges('start -> rounds', 'roundsstart -> q', 'rounds -> out'),
    )
    const kept: (readonly RunEvent[])[] = []
    const checkpoints = {
      append: (_runId: string, events: readonly RunEvent[]) => {
        kept.push(events)
        return undefined
      },
    }
    const plan = mustPlan(app, { nodes: [quick], executors: [executor] })
    const read: RunEvent[] = []
    for await (const heap of run({ plan, ports: createTestPorts({ checkpoints }) }).batches()) {
      read.push(...heap)
    }
    expect(read.filter(({ type }) => type === 'container_next')).toHaveLength(99)
    expect(kept.flat()).toEqual(read)
    expect(kept.length).toBeLessThan(20)
    expect(Math.max(...kept.map(({ length }) => length))).toBeLessThan(100)
  })

  it('go as soon as a node waits for something outside', async () => {
    const waits = bareNode('waits')
    const outside = Promise.withResolvers<void>()
    const executor = defineExecutor(waits, async () => {
      await outside.promise
      return { outputs: {} }
    })
    const app = makeApp(
      [start, node('w', 'waits', {}), answer('out', 'done')],
      edges('start -> w', 'w -> out'),
    )
    const plan = mustPlan(app, { nodes: [waits], executors: [executor] })
    const types: string[] = []
    for await (const event of run({ plan, ports: createTestPorts() })) {
      types.push(event.type)
      if (event.type === 'node_started' && event.nodeId === 'w') outside.resolve()
    }
    expect(types.at(-1)).toBe('run_succeeded')
  })
})
