import type { CodePort, CodeRequest } from '@skep/engine'
import { type CodeCheck, type JsonValue, SkepError } from '@skep/schema'
import { timeoutError, toCodeError } from './code-errors.ts'
import type { GuestOutcome } from './protocol.ts'
import type { WorkerPool } from './worker-pool.ts'
import type { RunMessage, SlotEnding } from './worker-slot.ts'

/** The code port with an end. @public */
export interface Sandbox extends CodePort {
  /**
   * Reads code inside the sandbox and runs none of it. Python is read only where it is loaded already, because of some
   * run before; for a language that is not here nothing is known either.
   * @throws `CALL_ABORTED`, `CODE_LANGUAGE_UNAVAILABLE`
   */
  check(code: CodeText, options: { readonly signal: AbortSignal }): Promise<CodeCheck>
  /** Ends all workers. Runs that go on are rejected; later ones too. */
  close(): void
}

/** A piece of code that is to be read. @public */
export interface CodeText {
  readonly language: string
  readonly code: string
}

/** The memory is that of a run, so that the same instance serves both. */
const CHECK_LIMITS = { timeoutMs: 2_000, memoryBytes: 128 * 1_048_576, outputBytes: 1_000 }

/**
 * One code port over the sandboxes of several languages.
 * @public
 */
export function createSandbox(sandboxes: readonly Sandbox[]): Sandbox {
  return {
    languages: sandboxes.flatMap((sandbox) => sandbox.languages),
    async run(request, runOptions) {
      const sandbox = sandboxes.find(({ languages }) => languages.includes(request.language))
      if (!sandbox) throw languageMissing(request.language)
      return sandbox.run(request, runOptions)
    },
    async check(text, checkOptions) {
      const sandbox = sandboxes.find(({ languages }) => languages.some((each) => each === text.language))
      return sandbox ? sandbox.check(text, checkOptions) : { status: 'unchecked' }
    },
    close() {
      for (const sandbox of sandboxes) sandbox.close()
    },
  }
}

export function languageMissing(language: string): SkepError {
  return new SkepError(
    'CODE_LANGUAGE_UNAVAILABLE',
    `Code in ${language} cannot run here. Choose another language for this node.`,
    { language },
  )
}

export function toRunMessage(id: number, { code, inputs, limits }: CodeRequest): RunMessage {
  const { memoryBytes, outputBytes } = limits
  return { type: 'run', id, code, inputs: JSON.stringify(inputs), memoryBytes, outputBytes }
}

/** Has a pool read code. */
export async function checkCode(
  pool: WorkerPool,
  id: number,
  { language, code }: CodeText & Pick<CodeRequest, 'language'>,
  signal: AbortSignal,
): Promise<CodeCheck> {
  const { timeoutMs, memoryBytes } = CHECK_LIMITS
  const ending = await pool.run({ message: { type: 'check', id, code, memoryBytes }, timeoutMs, signal })
  if (ending.type !== 'outcome') return { status: 'unchecked' }
  const { outcome } = ending
  if (outcome.kind === 'result') return { status: 'valid' }
  if (outcome.kind === 'error') {
    const { name, message, line } = outcome
    return {
      status: 'invalid',
      message: message || name,
      ...(line === undefined ? {} : { line }),
    }
  }
  // Nested too deeply for the parser: it would not run either.
  const isTooDeep = outcome.kind === 'crash' && outcome.reason === 'stack'
  if (!isTooDeep) return { status: 'unchecked' }
  return { status: 'invalid', message: toCodeError(outcome, CHECK_LIMITS, language).message }
}

/** What a run gave, or why it gave nothing. @throws {@link SkepError} */
export function readEnding(
  ending: SlotEnding,
  { limits, language }: CodeRequest,
): { readonly result: JsonValue; readonly logs: readonly string[] } {
  if (ending.type === 'timeout') throw timeoutError(limits)
  if (ending.type === 'lost') throw toCodeError({ kind: 'crash', reason: 'engine' }, limits, language)
  return readOutcome(ending.outcome, limits, language)
}

function readOutcome(
  outcome: GuestOutcome,
  limits: CodeRequest['limits'],
  language: CodeRequest['language'],
): { readonly result: JsonValue; readonly logs: readonly string[] } {
  if (outcome.kind !== 'result') throw toCodeError(outcome, limits, language)
  if (new TextEncoder().encode(outcome.json).byteLength > limits.outputBytes) {
    throw toCodeError({ kind: 'output', reason: 'too-large' }, limits, language)
  }
  try {
    const logs: unknown = JSON.parse(outcome.logs)
    return { result: JSON.parse(outcome.json), logs: Array.isArray(logs) ? logs.map(String) : [] }
  } catch {
    // The guest's side writes JSON; anything else was not written by it.
    throw toCodeError({ kind: 'crash', reason: 'engine' }, limits, language)
  }
}
