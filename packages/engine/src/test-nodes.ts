import { defineNode, type JsonObject, type NodeDefinition } from '@skep/schema'
import * as z from 'zod/mini'
import { defineExecutor, type Executor } from './define-executor.ts'
import { settle } from './test-support.ts'

/** A node of any config, for an executor of a test's own. */
export function bareNode(type: string): NodeDefinition<JsonObject> {
  return defineNode<JsonObject>({
    type,
    version: 1,
    category: 'other',
    supportsErrorStrategy: true,
    config: z.custom<JsonObject>(() => true),
    defaults: {},
    outputs: () => [],
    uses: () => [],
  })
}

/** A node whose behaviour is its config, for tests of the machinery. */
export type WorkConfig = {
  /** Turns of the event loop before it ends. */
  readonly turns: number
  /** The way it chooses. Absent: it is no branch. */
  readonly choose?: string
  /** Fails on that many first tries. */
  readonly failures?: number
  /** Text that it streams as output `text`. */
  readonly chunks?: readonly string[]
}

export const workNode: NodeDefinition<WorkConfig> = defineNode<WorkConfig>({
  type: 'work',
  version: 1,
  category: 'other',
  supportsErrorStrategy: true,
  config: z.object({
    turns: z.number(),
    choose: z.exactOptional(z.string()),
    failures: z.exactOptional(z.number()),
    chunks: z.exactOptional(z.array(z.string())),
  }),
  defaults: { turns: 0 },
  outputs: () => [{ name: 'text', type: 'string' }],
  handles: ({ choose }) => (choose === undefined ? [{ id: 'source' }] : [{ id: 'yes' }, { id: 'no' }]),
  uses: () => [],
})

export interface Journal {
  /** Node ids in the order in which they began; retries count. */
  readonly started: string[]
  readonly running: Set<string>
  mostAtOnce: number
  readonly signals: Map<string, AbortSignal>
}

/** An executor for `workNode` and the journal that it keeps. */
export function createWork(): { readonly executor: Executor; readonly journal: Journal } {
  const journal: Journal = { started: [], running: new Set(), mostAtOnce: 0, signals: new Map() }
  const executor = defineExecutor(workNode, async function* ({ config, node, signal }) {
    const tries = journal.started.filter((id) => id === node.id).length
    journal.started.push(node.id)
    journal.signals.set(node.id, signal)
    journal.running.add(node.id)
    journal.mostAtOnce = Math.max(journal.mostAtOnce, journal.running.size)
    try {
      for (const text of config.chunks ?? []) yield { type: 'chunk', output: 'text', text }
      for (let turn = 0; turn < config.turns && !signal.aborted; turn += 1) await settle()
      if (tries < (config.failures ?? 0)) throw new Error(`failure ${tries + 1} of ${node.id}`)
      return {
        outputs: { text: config.chunks?.join('') ?? node.id },
        ...(config.choose === undefined ? {} : { handle: config.choose }),
      }
    } finally {
      journal.running.delete(node.id)
    }
  })
  return { executor, journal }
}
