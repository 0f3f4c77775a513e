import type { CodeLimits, CodeRequest } from '@skep/engine'
import { type JsonObject, SkepError } from '@skep/schema'
import type { GuestEnding, OutputReason } from './protocol.ts'

type Failure = Exclude<GuestEnding, { readonly kind: 'result' }>
type Language = CodeRequest['language']

/** Our error for the way in which a run ended. */
export function toCodeError(ending: Failure, limits: CodeLimits, language: Language): SkepError {
  switch (ending.kind) {
    case 'memory':
      return memoryError(limits)
    case 'crash':
      return crashError(ending.reason)
    case 'output':
      return outputError(ending.reason, ending.detail, limits, language)
    case 'error':
      return guestError(ending, language)
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

function crashError(reason: Extract<Failure, { readonly kind: 'crash' }>['reason']): SkepError {
  switch (reason) {
    case 'stack':
      return new SkepError('CODE_FAILED', 'The code nests or calls itself too deeply.', { reason })
    case 'refused':
      return new SkepError(
        'CODE_FAILED',
        'The code reached for something that the sandbox does not have and was stopped. Use plain computation only.',
        { reason },
      )
    case 'engine':
      return new SkepError(
        'CODE_FAILED',
        'The code broke the sandbox and was stopped. Simplify it and try again.',
        { reason },
      )
    default:
      return reason satisfies never
  }
}

function guestError(
  { name, message, line }: Extract<Failure, { readonly kind: 'error' }>,
  language: Language,
): SkepError {
  const what =
    (language === 'python3' && pythonHint(name, message)) ||
    [name, message].filter((part) => part !== '').join(': ')
  const where = line === undefined ? '' : ` (line ${line})`
  const data: JsonObject = { ...(line === undefined ? {} : { line }), name }
  return new SkepError('CODE_FAILED', `The code failed${where}: ${what}`, data)
}

const NETWORK_MODULES: ReadonlySet<string> = new Set([
  'requests',
  'httpx',
  'aiohttp',
  'urllib3',
  'websockets',
  'boto3',
])
const NETWORK_ERRORS: ReadonlySet<string> = new Set(['URLError', 'gaierror', 'herror'])
const NO_NETWORK = 'Code has no network here. Fetch with an HTTP request node and pass its result in.'

/** What to do about the failures that come from being in a sandbox. */
function pythonHint(name: string, message: string): string | undefined {
  if (name === 'ModuleNotFoundError') {
    const [module = ''] = message.split('.')
    return NETWORK_MODULES.has(module)
      ? `There is no module ${message}. ${NO_NETWORK}`
      : `There is no module ${message}. Only the standard library of Python can be imported.`
  }
  if (NETWORK_ERRORS.has(name)) return NO_NETWORK
  if (name === 'ZoneInfoNotFoundError') {
    return 'There is no list of time zones here. Use datetime.timezone with an offset.'
  }
  return undefined
}

function outputError(
  reason: OutputReason,
  detail: string | undefined,
  { outputBytes }: CodeLimits,
  language: Language,
): SkepError {
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
    case 'not-json':
      return invalid(
        reason,
        `The code returned a value of type ${detail || 'unknown'}, which JSON cannot hold. Return texts, numbers, lists and dicts.`,
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
        `The code has no function main. Write ${language === 'python3' ? 'def main(text): …' : 'function main(inputs) { … }'}.`,
        { reason },
      )
    default:
      return reason satisfies never
  }
}

function invalid(reason: OutputReason, message: string): SkepError {
  return new SkepError('CODE_OUTPUT_INVALID', message, { reason })
}
