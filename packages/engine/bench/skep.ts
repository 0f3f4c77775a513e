import type { RunEvent } from '@skep/client'
import {
  APP_SCHEMA_VERSION,
  type App,
  type AppEdge,
  type AppNode,
  builtinNodes,
  defineNode,
  type JsonObject,
  type LoopConfig,
  type NodeDefinition,
} from '@skep/schema'
import * as z from 'zod/mini'
import {
  builtinExecutors,
  type CheckpointPort,
  defineExecutor,
  type Plan,
  plan,
  run,
  systemClock,
  systemRandom,
} from '../src/index.ts'
import { type CaseName, type Contender, nameOf, READINGS, type Reading } from './contender.ts'

type AddConfig = { readonly sources: readonly string[] }

const addNode: NodeDefinition<AddConfig> = defineNode<AddConfig>({
  type: 'add',
  version: 1,
  category: 'other',
  config: z.object({ sources: z.array(z.string()) }),
  defaults: { sources: [] },
  outputs: () => [{ name: 'n', type: 'number' }],
  uses: () => [],
})

const add = defineExecutor(addNode, async ({ config, read }) => {
  let n = 1
  for (const source of config.sources) n += Number(read([source, 'n']))
  return { outputs: { n } }
})

function node(id: string, type: string, config: JsonObject, more: Partial<AppNode> = {}): AppNode {
  return { id, type, title: id, position: { x: 0, y: 0 }, config, ...more }
}

function edge(source: string, target: string): AppEdge {
  return { id: `${source}-${target}`, source, sourceHandle: 'source', target, targetHandle: 'target' }
}

function chain(names: readonly string[]): App['graph'] {
  const before = (index: number): string => names[index - 1] ?? 'start'
  return {
    nodes: [
      start,
      ...names.map((id, index) => node(id, 'add', { sources: index === 0 ? [] : [before(index)] })),
      end(names.at(-1) ?? ''),
    ],
    edges: [...names, 'end'].map((id, index) => edge(before(index), id)),
  }
}

function fan(names: readonly string[]): App['graph'] {
  return {
    nodes: [
      start,
      ...names.map((id) => node(id, 'add', { sources: [] })),
      node('join', 'add', { sources: names }),
      end('join'),
    ],
    edges: [...names.flatMap((id) => [edge('start', id), edge(id, 'join')]), edge('join', 'end')],
  }
}

/** One node inside a loop, which counts its rounds by itself. */
function loop(rounds: number): App['graph'] {
  const config: LoopConfig = {
    startNodeId: 'begin',
    count: rounds,
    breakConditions: [],
    logicalOperator: 'and',
    variables: [],
  }
  const inside = { parentId: 'loop' }
  return {
    nodes: [
      start,
      node('loop', 'loop', { ...config } as unknown as JsonObject), // configs are JSON
      node('begin', 'loop-start', {}, inside),
      node('add', 'add', { sources: [] }, inside),
      end('loop', 'loop_round'),
    ],
    edges: [edge('start', 'loop'), edge('begin', 'add'), edge('loop', 'end')],
  }
}

function appOf(name: CaseName, size: number): App {
  const names = Array.from({ length: size }, (_, index) => `n${index}`)
  return {
    schemaVersion: APP_SCHEMA_VERSION,
    id: 'bench',
    mode: 'workflow',
    name: 'Bench',
    description: '',
    graph: name === 'loop' ? loop(size) : name === 'fan' ? fan(names) : chain(names),
    environmentVariables: [],
    conversationVariables: [],
    features: {},
  }
}

const start: AppNode = node('start', 'start', { variables: [] })

function end(id: string, name = 'n'): AppNode {
  return node('end', 'end', { outputs: [{ variable: 'n', selector: [id, name] }] })
}

function mustPlan(app: App): Plan {
  const planned = plan(app, { nodes: [...builtinNodes, addNode], executors: [...builtinExecutors, add] })
  if (!planned.ok) throw new Error(planned.error.message)
  return planned.value
}

function createContender({ hasEvents, hasCheckpoints }: Reading): Contender {
  return {
    name: nameOf('skep', { hasEvents, hasCheckpoints }),
    prepare(caseName, size) {
      const planned = mustPlan(appOf(caseName, size))
      return async () => {
        const kept: RunEvent[] = []
        const checkpoints: CheckpointPort = {
          append(_runId, events) {
            kept.push(...events)
            return undefined
          },
        }
        const running = run({
          plan: planned,
          ports: { clock: systemClock, random: systemRandom, ...(hasCheckpoints ? { checkpoints } : {}) },
          limits: { steps: size * 2 + 10 },
        })
        let last: RunEvent | undefined
        // Somebody looks at each event, or only at the last one.
        if (hasEvents) for await (const event of running) last = event
        else for await (const heap of running.batches()) last = heap.at(-1)
        return last?.type === 'run_succeeded' ? Number(last.outputs.n) : Number.NaN
      }
    },
  }
}

/** Skep; the first one does most: it reads each event and keeps checkpoints. */
export const skepContenders: readonly Contender[] = READINGS.map(createContender)
