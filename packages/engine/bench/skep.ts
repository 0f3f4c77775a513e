import {
  APP_SCHEMA_VERSION,
  type App,
  type AppEdge,
  type AppNode,
  builtinNodes,
  defineNode,
  type JsonObject,
  type NodeDefinition,
  // biome-ignore lint/correctness/noUndeclaredDependencies: the package.json here names the peers of the bench alone
} from '@skep/schema'
import * as z from 'zod/mini'
import {
  builtinExecutors,
  defineExecutor,
  type Plan,
  plan,
  run,
  systemClock,
  systemRandom,
} from '../src/index.ts'
import type { CaseName, Contender } from './contender.ts'

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

// biome-ignore lint/correctness/useYield: it has nothing to tell
const add = defineExecutor(addNode, async function* ({ config, read }) {
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

function appOf(name: CaseName, size: number): App {
  const names = Array.from({ length: size }, (_, index) => `n${index}`)
  const start = node('start', 'start', { variables: [] })
  const end = (id: string): AppNode =>
    node('end', 'end', { outputs: [{ variable: 'n', selector: [id, 'n'] }] })
  const graphs: Readonly<Record<Exclude<CaseName, 'loop'>, () => App['graph']>> = {
    chain: () => ({
      nodes: [
        start,
        ...names.map((id, index) => node(id, 'add', { sources: index === 0 ? [] : [`n${index - 1}`] })),
        end(`n${size - 1}`),
      ],
      edges: [...names, 'end'].map((id, index) => edge(index === 0 ? 'start' : `n${index - 1}`, id)),
    }),
    fan: () => ({
      nodes: [
        start,
        ...names.map((id) => node(id, 'add', { sources: [] })),
        node('join', 'add', { sources: names }),
        end('join'),
      ],
      edges: [...names.flatMap((id) => [edge('start', id), edge(id, 'join')]), edge('join', 'end')],
    }),
  }
  return {
    schemaVersion: APP_SCHEMA_VERSION,
    id: 'bench',
    mode: 'workflow',
    name: 'Bench',
    description: '',
    graph: name === 'loop' ? graphs.chain() : graphs[name](),
    environmentVariables: [],
    conversationVariables: [],
    features: {},
  }
}

function mustPlan(app: App): Plan {
  const planned = plan(app, { nodes: [...builtinNodes, addNode], executors: [...builtinExecutors, add] })
  if (!planned.ok) throw new Error(planned.error.message)
  return planned.value
}

/** Skep; the first one reads events and keeps checkpoints. */
export const skepContenders: readonly Contender[] = [
  {
    name: 'skep, events',
    prepare(name, size) {
      const planned = mustPlan(appOf(name, size))
      return async () => {
        let n = Number.NaN
        for await (const event of run({
          plan: planned,
          ports: { clock: systemClock, random: systemRandom },
          limits: { steps: size * 2 + 10 },
        })) {
          if (event.type === 'run_succeeded') n = Number(event.outputs.n)
        }
        return n
      }
    },
  },
]
