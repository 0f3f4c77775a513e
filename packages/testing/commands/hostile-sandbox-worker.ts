// The engine's worker of `pnpm hostile sandbox FILE`: the real one, with the limits of the format and a node that looks
// at what is left of the world around it.
import { createCodeExecutor, defineExecutor, type Executor } from '@skep/engine'
import { serve } from '@skep/runtime'
import { defineNode, type JsonObject, type NodeDefinition } from '@skep/schema'
import * as z from 'zod/mini'
import { SNIPPET_LIMITS, WORLD_TYPE } from './hostile-limits.ts'
import { describeWorld } from './hostile-world.ts'

const worldNode: NodeDefinition<JsonObject> = defineNode<JsonObject>({
  type: WORLD_TYPE,
  version: 1,
  category: 'other',
  config: z.record(z.string(), z.json()),
  defaults: {},
  outputs: () => [{ name: 'world', type: 'array[string]' }],
  uses: () => [],
})

const world: Executor = defineExecutor(worldNode, async function* () {
  yield { type: 'inputs', inputs: {} }
  return { outputs: { world: [...(await describeWorld())] } }
})

serve({ nodes: [worldNode], executors: [createCodeExecutor(SNIPPET_LIMITS), world] })
