import type { FromWorker, GuestOutcome } from './protocol.ts'

/**
 * What a worker sent, checked as far as the host relies on it. The worker ran somebody's code: should that ever get out
 * of QuickJS, a message of its own making must still be nothing but data.
 */
export function readMessage(message: unknown): FromWorker | null {
  if (!isRecord(message)) return null
  const { type, id } = message
  switch (type) {
    case 'ready':
      return message.module instanceof WebAssembly.Module ? { type, module: message.module } : { type }
    case 'failed-to-start':
      return { type, reason: String(message.reason) }
    case 'started':
      return typeof id === 'number' ? { type, id } : null
    case 'done':
      return typeof id === 'number' && isOutcome(message.outcome)
        ? { type, id, outcome: message.outcome }
        : null
    default:
      return null
  }
}

function isOutcome(value: unknown): value is GuestOutcome {
  if (!isRecord(value) || typeof value.logs !== 'string') return false
  switch (value.kind) {
    case 'result':
      return typeof value.json === 'string'
    case 'error':
      return (
        typeof value.name === 'string' &&
        typeof value.message === 'string' &&
        (value.line === undefined || typeof value.line === 'number')
      )
    case 'output':
      return REASONS.has(value.reason)
    case 'memory':
      return true
    case 'crash':
      return value.reason === 'stack' || value.reason === 'engine'
    default:
      return false
  }
}

const REASONS: ReadonlySet<unknown> = new Set([
  'too-large',
  'too-deep',
  'bigint',
  'nothing',
  'unfinished',
  'no-main',
])

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
