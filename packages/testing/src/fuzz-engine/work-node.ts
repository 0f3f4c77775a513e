import { defineExecutor, type Executor } from '@skep/engine'
import { defineNode, type JsonObject, type JsonValue, type NodeDefinition, SkepError } from '@skep/schema'
import * as z from 'zod/mini'

/** A step whose behaviour is written in its data. @internal */
export interface WorkData {
  readonly value: JsonValue
  /** Text that it streams as `text`. */
  readonly chunks?: readonly string[]
  /** A variable whose value it puts out as `seen`, null where there is none. */
  readonly reads?: readonly string[]
  /** First tries that fail. */
  readonly failures?: number
  /** Fails whenever this variable has one of these values. */
  readonly fails_on?: { readonly selector: readonly string[]; readonly values: readonly JsonValue[] }
}

/** @internal */
export const WORK_ERROR = 'WorkError'

/** @internal */
export const workNode: NodeDefinition = defineNode<JsonObject>({
  type: 'work',
  version: 1,
  category: 'other',
  config: z.custom<JsonObject>(() => true),
  defaults: {},
  outputs: () => [],
  supportsErrorStrategy: true,
  uses: () => [],
})

/** An executor for `workNode`; it sleeps by the clock's port wherever real work would wait. @internal */
export function createWorkExecutor(): Executor {
  const tries = new Map<string, number>()
  return defineExecutor(workNode, async function* ({ config, node, read, ports, signal }) {
    const turn = (): Promise<void> => ports.clock.sleep(1, signal)
    const work = config as unknown as WorkData // written by the generator
    const before = tries.get(node.executionId) ?? 0
    tries.set(node.executionId, before + 1)
    await turn()
    for (const text of work.chunks ?? []) {
      yield { type: 'chunk', output: 'text', text }
      await turn()
    }
    const failsOn = work.fails_on
    const isHit = failsOn?.values.some((value) => value === read(failsOn.selector))
    if (isHit || before < (work.failures ?? 0)) {
      throw new SkepError('NODE_FAILED', `${node.id} failed`, { errorType: WORK_ERROR })
    }
    return {
      outputs: {
        value: work.value,
        text: work.chunks?.join('') ?? String(work.value),
        seen: work.reads ? (read(work.reads) ?? null) : null,
      },
    }
  })
}
