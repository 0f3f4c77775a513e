import { triggerPluginNode } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'

/** Begins a run with what the event brought: the inputs of the run, as they are. @public */
export const triggerPluginExecutor: Executor = defineExecutor(triggerPluginNode, async function* ({ run }) {
  yield { type: 'inputs', inputs: run.inputs }
  return { outputs: run.inputs }
})
