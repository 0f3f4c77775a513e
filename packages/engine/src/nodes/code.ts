import { codeNode, SkepError } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'
import type { CodeLimits } from '../ports/ports.ts'
import { requirePort } from '../ports/require-port.ts'
import { checkCodeResult } from './code-result.ts'

const LIMITS: CodeLimits = { timeoutMs: 15_000, memoryBytes: 128 * 1024 * 1024, outputBytes: 8_000_000 }

/** Runs the user's code in the sandbox and checks what it returns. @public */
export const codeExecutor: Executor = defineExecutor(
  codeNode,
  async function* ({ config, read, ports, signal }) {
    const inputs = Object.fromEntries(
      config.variables.map(({ variable, selector }) => [variable, read(selector) ?? null]),
    )
    yield { type: 'inputs', inputs }
    const code = requirePort(ports, 'code')
    if (!code.languages.includes(config.language)) {
      throw new SkepError(
        'CODE_LANGUAGE_UNAVAILABLE',
        `Code in ${config.language} cannot run here. Rewrite it in ${code.languages.join(' or ') || 'nothing'}.`,
        { language: config.language },
      )
    }
    const { result, logs } = await code.run(
      { language: config.language, code: config.code, inputs, limits: LIMITS },
      { signal },
    )
    const outputs = checkCodeResult(result, config.outputs)
    return { outputs, ...(logs.length > 0 ? { process: { logs } } : {}) }
  },
)
