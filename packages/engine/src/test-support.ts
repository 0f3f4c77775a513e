import type { RunEvent } from '@skep/client'
import {
  APP_SCHEMA_VERSION,
  type App,
  type AppEdge,
  type AppNode,
  builtinNodes,
  type JsonObject,
  type NodeDefinition,
  SkepError,
} from '@skep/schema'
import type { Executor } from './define-executor.ts'
import { builtinExecutors } from './nodes/builtin.ts'
import { type Plan, plan } from './plan/plan.ts'
import type { ModelPart, ModelRequest, ModelsPort } from './ports/models.ts'
import type { ClockPort, EnginePorts, RandomPort } from './ports/ports.ts'
import { type RunOptions, run } from './run/run.ts'

/** A clock that stands still until it is told. */
export function createFakeClock(): ClockPort & {
  advance(ms: number): Promise<void>
  readonly waits: number[]
  /** How many sleep right now. */
  sleeping(): number
} {
  let now = 1_000
  let sleepers: { readonly at: number; readonly wake: () => void }[] = []
  const waits: number[] = []
  return {
    waits,
    sleeping: () => sleepers.length,
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        waits.push(ms)
        const sleeper = { at: now + ms, wake: resolve }
        sleepers.push(sleeper)
        signal.addEventListener('abort', () => {
          sleepers = sleepers.filter((each) => each !== sleeper)
          reject(new SkepError('CALL_ABORTED', 'stopped'))
        })
      }),
    advance: async (ms) => {
      now += ms
      const due = sleepers.filter((each) => each.at <= now)
      sleepers = sleepers.filter((each) => each.at > now)
      for (const { wake } of due) wake()
      await settle()
    },
  }
}

/** Lets everything that is ready to go on go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

export function createFakeRandom(): RandomPort {
  let count = 0
  return {
    id: () => {
      count += 1
      return `id-${count}`
    },
    random: () => 0.5,
  }
}

export function createTestPorts(ports: Partial<EnginePorts> = {}): EnginePorts {
  return { clock: createFakeClock(), random: createFakeRandom(), ...ports }
}

export function node(id: string, type: string, config: JsonObject, more: Partial<AppNode> = {}): AppNode {
  return { id, type, title: id, position: { x: 0, y: 0 }, config, ...more }
}

/** `a -> b`, or `a:handle -> b`. */
export function edges(...texts: readonly string[]): readonly AppEdge[] {
  return texts.map((text) => {
    const [from = '', target = ''] = text.split(' -> ')
    const [source = '', sourceHandle = 'source'] = from.split(':')
    return { id: text, source, sourceHandle, target, targetHandle: 'target' }
  })
}

export function makeApp(nodes: readonly AppNode[], links: readonly AppEdge[], more: Partial<App> = {}): App {
  return {
    schemaVersion: APP_SCHEMA_VERSION,
    id: 'app',
    mode: 'chatflow',
    name: 'App',
    description: '',
    graph: { nodes, edges: links },
    environmentVariables: [],
    conversationVariables: [],
    features: {},
    ...more,
  }
}

export interface Extra {
  readonly nodes?: readonly NodeDefinition[]
  readonly executors?: readonly Executor[]
}

export function mustPlan(app: App, extra: Extra = {}): Plan {
  const planned = plan(app, {
    nodes: [...builtinNodes, ...(extra.nodes ?? [])],
    executors: [...builtinExecutors, ...(extra.executors ?? [])],
  })
  if (!planned.ok) throw new Error(planned.error.message)
  return planned.value
}

export async function runToEnd(options: RunOptions): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = []
  for await (const event of run(options)) events.push(event)
  return events
}

/** Events as short texts, e.g. `node_started a`, `text_chunk a "Hi"`. */
export function brief(events: readonly RunEvent[]): readonly string[] {
  return events.map((event) => {
    const id = 'nodeId' in event && event.nodeId ? ` ${event.nodeId}` : ''
    const text = 'text' in event ? ` ${JSON.stringify(event.text)}` : ''
    return `${event.type}${id}${text}`
  })
}

/** A model that answers every request with the same parts and keeps the requests. */
export function createScriptedModels(
  parts: readonly ModelPart[],
): ModelsPort & { readonly requests: ModelRequest[]; readonly signals: AbortSignal[] } {
  const requests: ModelRequest[] = []
  const signals: AbortSignal[] = []
  return {
    requests,
    signals,
    async *chat(request, { signal }) {
      requests.push(request)
      signals.push(signal)
      yield* parts
    },
  }
}

export const FINISH: ModelPart = {
  type: 'finish',
  reason: 'stop',
  usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 },
}
