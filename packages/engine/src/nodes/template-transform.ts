import { templateTransformNode } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'
import { renderJinja } from '../text/jinja.ts'

const MAX_CHARS = 400_000

/** Writes a text from variables with Jinja2. @public */
export const templateTransformExecutor: Executor = defineExecutor(
  templateTransformNode,
  async function* ({ config, read }) {
    const inputs = Object.fromEntries(
      config.variables.map(({ variable, selector }) => [variable, read(selector) ?? null]),
    )
    yield { type: 'inputs', inputs }
    return { outputs: { output: renderJinja(config.template, inputs, MAX_CHARS) } }
  },
)
