import type { RunEvent } from '@skep/client'
import { type App, answerNode, createApp, createNode, llmNode, startNode } from '@skep/schema'
import type { StoreSet } from '@skep/storage'
import type { HostLink } from '../host-link.ts'
import { nameHostFunctions } from '../host-options.ts'
import type { Service } from '../serve-endpoint.ts'
import type { HostOptions } from '../wire.ts'
import { createService } from './create-service.ts'

/** A model whose answer goes on when the test says so. */
export interface Gate {
  /** Resolves when the model has said its first words. */
  readonly reached: Promise<void>
  open(): void
}

interface StartOptions {
  readonly namespace?: string
  readonly storage?: 'indexeddb' | 'memory'
  readonly stores?: Partial<Omit<StoreSet, 'settings'>>
  /** One for each run of `talk`, in turn. */
  readonly gates?: Gate[]
}

let started = 0

/** The service as a worker has it, with the functions of its host called directly. */
export function startService({
  namespace = `service-${++started}`,
  storage = 'memory',
  stores = {},
  gates = [],
}: StartOptions = {}): Promise<Service> {
  const functions = nameHostFunctions({
    stores,
    models: [
      {
        id: 'house',
        models: ['small'],
        async *chat(_request, { signal }) {
          const gate = gates.shift() as OpenableGate | undefined // made by `createGate`
          yield 'First words. '
          gate?.reach()
          await Promise.race([
            gate?.opened,
            new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
          ])
          yield 'Last words.'
        },
      },
    ],
  })
  const host: HostLink = {
    has: (name) => functions.has(name),
    call: async (name, args) => functions.get(name)?.call?.(...args),
    async *stream(name, args, signal) {
      yield* functions.get(name)?.stream?.(args, signal) ?? []
    },
  }
  const options: HostOptions = {
    namespace,
    storage,
    providers: [],
    hostFunctions: [...functions.keys()],
    hostModels: ['house'],
  }
  return createService()(options, host)
}

interface OpenableGate extends Gate {
  readonly opened: Promise<void>
  reach(): void
}

export function createGate(): Gate {
  let open = (): void => undefined
  let reach = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const reached = new Promise<void>((resolve) => {
    reach = resolve
  })
  const gate: OpenableGate = { opened, reached, open: () => open(), reach: () => reach() }
  return gate
}

const position = { x: 0, y: 0 }
const model = { provider: 'house', name: 'small', mode: 'chat', parameters: {} } as const

/** A chat that passes on what the model of the host says. */
export function talk(id: string): App {
  return {
    ...createApp({ mode: 'chatflow', name: 'Talk', id }),
    graph: {
      nodes: [
        createNode(startNode, { id: 'start', title: 'Start', position }),
        createNode(llmNode, {
          id: 'write',
          title: 'Write',
          position,
          config: { ...llmNode.defaults, model, prompt: [{ role: 'user', text: '{{#sys.query#}}' }] },
        }),
        createNode(answerNode, {
          id: 'answer',
          title: 'Answer',
          position,
          config: { answer: '{{#write.text#}}' },
        }),
      ],
      edges: [
        { id: '1', source: 'start', sourceHandle: 'source', target: 'write', targetHandle: 'target' },
        { id: '2', source: 'write', sourceHandle: 'source', target: 'answer', targetHandle: 'target' },
      ],
    },
  }
}

export async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = []
  for await (const event of events) all.push(event)
  return all
}
