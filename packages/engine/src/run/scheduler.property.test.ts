import type { RunEvent } from '@skep/client'
import type { AppEdge, AppNode } from '@skep/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWork, type WorkConfig, workNode } from '../test-nodes.ts'
import { brief, createTestPorts, edges, makeApp, mustPlan, node, runToEnd, settle } from '../test-support.ts'
import { run } from './run.ts'

interface Graph {
  readonly nodes: readonly AppNode[]
  readonly links: readonly AppEdge[]
}

/** A random graph without circles: edges go from lower to higher numbers; some nodes are branches. */
const graphs: fc.Arbitrary<Graph> = fc.integer({ min: 1, max: 14 }).chain((size) =>
  fc
    .record({
      works: fc.array(
        fc.record({
          turns: fc.integer({ min: 0, max: 3 }),
          choose: fc.constantFrom(undefined, undefined, 'yes', 'no'),
          chunks: fc.constantFrom(undefined, ['a', 'b']),
        }),
        { minLength: size, maxLength: size },
      ),
      pairs: fc.array(
        fc.tuple(fc.integer({ min: 0, max: size }), fc.integer({ min: 1, max: size }), fc.boolean()),
        { maxLength: size * 3 },
      ),
      answers: fc.array(fc.integer({ min: 1, max: size }), { maxLength: 3 }),
    })
    .map(({ works, pairs, answers }) => {
      const configs: WorkConfig[] = works.map(({ turns, choose, chunks }) => ({
        turns,
        ...(choose === undefined ? {} : { choose }),
        ...(chunks === undefined ? {} : { chunks }),
      }))
      const handleOf = (source: number, isYes: boolean): string =>
        configs[source - 1]?.choose === undefined ? 'source' : isYes ? 'yes' : 'no'
      return {
        nodes: [
          node('n0', 'start', { variables: [] }),
          ...configs.map((config, index) => node(`n${index + 1}`, 'work', { ...config })),
          ...answers.map((_, index) => node(`a${index}`, 'answer', { answer: `(${index}) {{#n1.text#}}` })),
        ],
        links: edges(
          ...pairs
            .filter(([source, target]) => source < target)
            .map(([source, target, isYes]) => `n${source}:${handleOf(source, isYes)} -> n${target}`),
          ...answers.map((source, index) => `n${source}:${handleOf(source, true)} -> a${index}`),
        ),
      }
    }),
)

function ids(events: readonly RunEvent[], type: RunEvent['type']): readonly string[] {
  return events.flatMap((event) => (event.type === type && 'nodeId' in event ? [String(event.nodeId)] : []))
}

function expectNumbered(events: readonly RunEvent[]): void {
  expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1))
}

describe('on any graph', () => {
  it('every node runs at most once, after all its ways in are decided, or is skipped because all are', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 4 }), async ({ nodes, links }, parallel) => {
        const { executor, journal } = createWork()
        const plan = mustPlan(makeApp(nodes, links), { nodes: [workNode], executors: [executor] })
        const events = await runToEnd({ plan, ports: createTestPorts(), limits: { parallel } })

        expectNumbered(events)
        expect(events.at(-1)?.type).toBe('run_succeeded')
        expect(journal.mostAtOnce).toBeLessThanOrEqual(parallel)
        const started = ids(events, 'node_started')
        const skipped = ids(events, 'node_skipped')
        expect(new Set(started).size).toBe(started.length)
        // Every reachable node is decided one way or the other.
        expect([...started, ...skipped].toSorted()).toEqual([...plan.nodes.keys()].toSorted())

        const at = (type: RunEvent['type'], id: string): number =>
          events.findIndex((event) => event.type === type && 'nodeId' in event && event.nodeId === id)
        for (const planned of plan.nodes.values()) {
          if (planned.id === plan.rootId) continue
          const isTaken = planned.incoming.map(({ source, handle }) => {
            const end = events.find((event) => event.type === 'node_succeeded' && event.nodeId === source)
            return end?.type === 'node_succeeded' && (end.handle === undefined || end.handle === handle)
          })
          expect(started.includes(planned.id)).toBe(isTaken.includes(true))
          for (const { source } of planned.incoming) {
            const decided = Math.max(at('node_succeeded', source), at('node_skipped', source))
            const begun = at('node_started', planned.id)
            if (begun >= 0) expect(decided).toBeLessThan(begun)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  it('a stop at any moment ends in run_stopped, closes every open node and says nothing more', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 0, max: 60 }), async ({ nodes, links }, after) => {
        const { executor, journal } = createWork()
        const plan = mustPlan(makeApp(nodes, links), { nodes: [workNode], executors: [executor] })
        const controller = new AbortController()
        const events: RunEvent[] = []
        if (after === 0) controller.abort()
        const running = run({ plan, ports: createTestPorts(), signal: controller.signal })
        for await (const event of running) {
          events.push(event)
          if (event.sequence === after) controller.abort()
        }
        const count = events.length
        const ended = running.snapshot()
        for (let turn = 0; turn < 6; turn += 1) await settle()

        expectNumbered(events)
        expect(events).toHaveLength(count)
        // What still ran when the run was stopped changes nothing any more.
        expect(running.snapshot()).toEqual(ended)
        expect([...ended.nodes.values()]).not.toContain('running')
        const ends = events.filter((event) => event.type.startsWith('run_') && event.type !== 'run_started')
        expect(ends).toEqual([events.at(-1)])
        if (events.at(-1)?.type !== 'run_succeeded') expect(events.at(-1)?.type).toBe('run_stopped')
        const closed = [...ids(events, 'node_succeeded'), ...ids(events, 'node_stopped')]
        expect(closed.toSorted()).toEqual([...ids(events, 'node_started')].toSorted())
        for (const id of ids(events, 'node_stopped')) {
          const signal = journal.signals.get(id)
          if (signal) expect(signal.aborted).toBe(true)
        }
        expect([...journal.running]).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('the same run tells the same story', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async ({ nodes, links }) => {
        const once = async (): Promise<readonly string[]> => {
          const plan = mustPlan(makeApp(nodes, links), {
            nodes: [workNode],
            executors: [createWork().executor],
          })
          return brief(await runToEnd({ plan, ports: createTestPorts() }))
        }
        expect(await once()).toEqual(await once())
      }),
      { numRuns: 50 },
    )
  })
})
