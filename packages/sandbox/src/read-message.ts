import type { FromWorker, GuestOutcome, PythonImage } from './protocol.ts'

/**
 * What a worker sent, checked as far as the host relies on it. The worker ran somebody's code: should that ever get out
 * of QuickJS, a message of its own making must still be nothing but data.
 */
export function readMessage(message: unknown): FromWorker | null {
  if (!isRecord(message)) return null
  const { type, id } = message
  switch (type) {
    case 'ready':
      return {
        type,
        ...(message.module instanceof WebAssembly.Module ? { module: message.module } : {}),
        ...(isImage(message.image) ? { image: message.image } : {}),
      }
    case 'progress': {
      const { loadedBytes, totalBytes } = message
      if (typeof loadedBytes !== 'number' || typeof totalBytes !== 'number') return null
      return { type, loadedBytes, totalBytes }
    }
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

function isImage(value: unknown): value is PythonImage {
  return (
    isRecord(value) &&
    value.module instanceof WebAssembly.Module &&
    value.library instanceof Uint8Array &&
    value.memory instanceof Uint8Array &&
    typeof value.entry === 'number'
  )
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
      return REASONS.has(value.reason) && (value.detail === undefined || typeof value.detail === 'string')
    case 'memory':
      return true
    case 'crash':
      return value.reason === 'stack' || value.reason === 'engine' || value.reason === 'refused'
    default:
      return false
  }
}

const REASONS: ReadonlySet<unknown> = new Set([
  'too-large',
  'too-deep',
  'bigint',
  'nothing',
  'not-json',
  'unfinished',
  'no-main',
])

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
