import type { CodeLimits } from '@skep/engine'
import { type JsonObject, SkepError } from '@skep/schema'
import type { GuestEnding, OutputReason } from './protocol.ts'

type Failure = Exclude<GuestEnding, { readonly kind: 'result' }>

/** Our error for the way in which a run ended. */
export function toCodeError(ending: Failure, limits: CodeLimits): SkepError {
  switch (ending.kind) {
    case 'memory':
      return memoryError(limits)
    case 'crash':
      return ending.reason === 'stack'
        ? new SkepError('CODE_FAILED', 'The code nests or calls itself too deeply.', {})
        : new SkepError(
            'CODE_FAILED',
            'The code broke the sandbox and was stopped. Simplify it and try again.',
          )
    case 'output':
      return outputError(ending.reason, limits)
    case 'error': {
      const what = ending.name === '' ? ending.message : `${ending.name}: ${ending.message}`
      const where = ending.line === undefined ? '' : ` (line ${ending.line})`
      const line: JsonObject = ending.line === undefined ? {} : { line: ending.line }
      return new SkepError('CODE_FAILED', `The code failed${where}: ${what}`, { ...line, name: ending.name })
    }
    default:
      return ending satisfies never
  }
}

export function timeoutError({ timeoutMs }: CodeLimits): SkepError {
  return new SkepError(
    'CODE_TIMEOUT',
    `The code ran longer than ${timeoutMs / 1000} s and was stopped. Make it do less or raise the limit.`,
    { timeoutMs },
  )
}

function memoryError({ memoryBytes }: CodeLimits): SkepError {
  return new SkepError(
    'CODE_MEMORY',
    `The code needed more than ${Math.round(memoryBytes / 1_048_576)} MB of memory and was stopped. Make it keep less.`,
    { memoryBytes },
  )
}

function outputError(reason: OutputReason, { outputBytes }: CodeLimits): SkepError {
  switch (reason) {
    case 'too-large':
      return new SkepError(
        'CODE_OUTPUT_INVALID',
        `The code returned more than ${Math.round(outputBytes / 1_000)} kB. Return less.`,
        { reason, outputBytes },
      )
    case 'too-deep':
      return invalid(
        reason,
        'The code returned a value that nests too deeply or contains itself. Return plain data.',
      )
    case 'bigint':
      return invalid(
        reason,
        'The code returned a BigInt, which JSON cannot hold. Turn it into a number or a text.',
      )
    case 'nothing':
      return invalid(reason, 'The code returned nothing. Let main return an object with the outputs.')
    case 'unfinished':
      return new SkepError(
        'CODE_FAILED',
        'The code waits for something that never comes. There are no timers and no network in the sandbox.',
        { reason },
      )
    case 'no-main':
      return new SkepError(
        'CODE_FAILED',
        'The code has no function main. Write function main(inputs) { … }.',
        {
          reason,
        },
      )
    default:
      return reason satisfies never
  }
}

function invalid(reason: OutputReason, message: string): SkepError {
  return new SkepError('CODE_OUTPUT_INVALID', message, { reason })
}
