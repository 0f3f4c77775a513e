import { type StartConfig, startNode } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'
import { readInput } from './start-input.ts'

/** Checks the form and makes its fields variables. Undeclared inputs are left out. @public */
export const startExecutor: Executor = defineExecutor<StartConfig>(
  startNode,
  async function* ({ config, run }) {
    yield { type: 'inputs', inputs: run.inputs }
    const outputs = Object.fromEntries(
      config.variables.flatMap((variable) => {
        const given = Object.hasOwn(run.inputs, variable.variable) ? run.inputs[variable.variable] : undefined
        const value = readInput(variable, given)
        return value === undefined ? [] : [[variable.variable, value] as const]
      }),
    )
    return { outputs }
  },
)
