import { codeNode, SkepError } from '@skep/schema'
import { defineExecutor, type Executor, type ExecutorEvent } from '../define-executor.ts'
import type { CodeLimits, CodeProgress } from '../ports/code.ts'
import { requirePort } from '../ports/require-port.ts'
import { withFileWords } from '../variables/files.ts'
import { checkCodeResult } from './code-result.ts'
import { tellWhile } from './tell-while.ts'

const LIMITS: CodeLimits = { timeoutMs: 15_000, memoryBytes: 128 * 1024 * 1024, outputBytes: 8_000_000 }

/**
 * Runs the user's code in the sandbox and checks what it returns. Limits that are not given are 15 s, 128 MiB and
 * 8 MB of output.
 * @public
 */
export function createCodeExecutor(given: Partial<CodeLimits> = {}): Executor {
  const limits = { ...LIMITS, ...given }
  return defineExecutor(codeNode, async function* ({ config, read, ports, run, signal }) {
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
    const { result, logs } = yield* tellWhile<ExecutorEvent, Awaited<ReturnType<typeof code.run>>>((tell) => {
      const onProgress = inSteps((percent, progress) =>
        tell({ type: 'progress', message: toMessage(config.language, percent), data: { ...progress } }),
      )
      return code.run(
        { language: config.language, code: config.code, inputs: withFileWords(inputs), limits },
        { signal, appId: run.appId, onProgress },
      )
    })
    const outputs = checkCodeResult(result, config.outputs)
    return { outputs, ...(logs.length > 0 ? { process: { logs } } : {}) }
  })
}

/** Runs the user's code with the usual limits. @public */
export const codeExecutor: Executor = createCodeExecutor()

/** Few events for a download of many parcels: they are all stored with the run. */
function inSteps(tell: (percent: number, progress: CodeProgress) => void): (progress: CodeProgress) => void {
  let last = -1
  return (progress) => {
    const step = Math.floor((progress.loadedBytes / Math.max(1, progress.totalBytes)) * 10)
    if (step === last) return
    last = step
    tell(step * 10, progress)
  }
}

function toMessage(language: string, percent: number): string {
  const name = language === 'python3' ? 'Python' : 'JavaScript'
  return percent < 100 ? `Loading ${name}: ${percent} %` : `Starting ${name}`
}
