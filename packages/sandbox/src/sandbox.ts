import type { CodePort, CodeRequest } from '@skep/engine'
import { type JsonValue, SkepError } from '@skep/schema'
import { timeoutError, toCodeError } from './code-errors.ts'
import type { GuestOutcome } from './protocol.ts'
import type { RunMessage, SlotEnding } from './worker-slot.ts'

/** The code port with an end. @public */
export interface Sandbox extends CodePort {
  /** Ends all workers. Runs that go on are rejected; later ones too. */
  close(): void
}

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
