import type { RunEvent } from '@skep/client'
import type { HostProviderOptions } from '@skep/models'
import { type App, answerNode, createApp, createNode, llmNode, startNode } from '@skep/schema'
import type { StoreSet } from '@skep/storage'
import type { HostLink } from '../host-link.ts'
import { type ModerationFunction, nameHostFunctions } from '../host-options.ts'
import type { HttpRelay } from '../http/relay.ts'
import type { Service } from '../serve-endpoint.ts'
import type { HostOptions } from '../wire.ts'
import { createService } from './create-service.ts'
import type { RecordedRuns } from './run-recordings.ts'

/** A model whose answer goes on when the test says so. */
export interface Gate {
  /** Resolves when the model has said its first words. */
  readonly reached: Promise<void>
  open(): void
}

/** A worker's life: after its end nothing reaches it, and nothing comes of what it still does. */
export class Life {
  isOver = false

  end(): void {
    this.isOver = true
  }

  /** What a call gives a worker that may be gone meanwhile. */
  async give<T>(work: () => Promise<T> | T): Promise<T> {
    if (this.isOver) return never()
    const value = await work()
    return this.isOver ? never() : value
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined)
}

interface StartOptions {
  readonly namespace?: string
  readonly storage?: 'indexeddb' | 'memory'
  readonly stores?: Partial<Omit<StoreSet, 'settings'>>
  /** One for each run of `talk`, in turn. */
  readonly gates?: Gate[]
  readonly life?: Life
  /** What the model of the host says; default as `talk` has it. */
  readonly chat?: HostProviderOptions['chat']
  readonly http?: HttpRelay
  readonly keptRuns?: number
  readonly recordedRuns?: RecordedRuns
  readonly moderation?: ModerationFunction
}

let started = 0

/** The service as a worker has it, with the functions of its host called directly. */
export function startService({
  namespace = `service-${++started}`,
  storage = 'memory',
  stores = {},
  gates = [],
  life = new Life(),
  chat,
  http,
  keptRuns,
  recordedRuns,
  moderation,
}: StartOptions = {}): Promise<Service> {
  async function* twoSentences(
    _request: unknown,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncGenerator<string> {
    const gate = gates.shift() as OpenableGate | undefined // made by `createGate`
    yield 'First words. '
    gate?.reach()
    await Promise.race([
      gate?.opened,
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    ])
    yield 'Last words.'
  }
  const functions = nameHostFunctions({
    stores,
    ...(http ? { http } : {}),
    ...(moderation ? { moderation } : {}),
    models: [
      {
        id: 'house',
        models: ['small'],
        chat: chat ?? twoSentences,
      },
    ],
  })
  const host: HostLink = {
    has: (name) => functions.has(name),
    call: (name, args) => life.give(() => functions.get(name)?.call?.(...args)),
    async *stream(name, args, signal) {
      for await (const item of functions.get(name)?.stream?.(args, signal) ?? []) {
        yield await life.give(() => item)
      }
    },
  }
  const options: HostOptions = {
    namespace,
    storage,
    providers: [],
    hostFunctions: [...functions.keys()],
    hostModels: ['house'],
    ...(keptRuns === undefined ? {} : { keptRuns }),
    ...(recordedRuns === undefined ? {} : { recordedRuns }),
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
