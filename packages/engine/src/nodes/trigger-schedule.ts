import { triggerScheduleNode } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'

/** Begins a run. The time it began at is `sys.timestamp`; firing belongs to the server. @public */
export const triggerScheduleExecutor: Executor = defineExecutor(
  triggerScheduleNode,
  async function* ({ run }) {
    yield { type: 'inputs', inputs: run.inputs }
    return { outputs: {} }
  },
)
