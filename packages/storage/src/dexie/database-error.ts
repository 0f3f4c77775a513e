import { type ErrorCode, hasErrorCode, SkepError } from '@skep/schema'

type StorageCode = Extract<ErrorCode, `STORAGE_${string}`>

const SENTENCES: Readonly<Record<StorageCode, string>> = {
  STORAGE_QUOTA: 'The browser has no room left for this. Delete documents or free space, then try again.',
  STORAGE_UNAVAILABLE:
    'The browser does not let this page store data. Leave private browsing or allow site data, then reload.',
  STORAGE_VERSION:
    'This data was written by a newer version of the app. Reload the page to get the newer version; nothing was changed.',
  STORAGE_FAILED: 'The browser could not read or write its database. Reload the page and try again.',
}

/** Names of errors with which a browser keeps its database shut. */
const UNAVAILABLE = new Set([
  'MissingAPIError',
  'OpenFailedError',
  'SecurityError',
  'InvalidStateError',
  'NotAllowedError',
])

/** Names with which a connection ends that worked before: Safari in the background, another tab that upgrades. */
const CLOSED = new Set(['DatabaseClosedError', 'InvalidStateError', 'ConnectionLostError'])

export function storageError(code: StorageCode, cause?: unknown): SkepError {
  return new SkepError(code, SENTENCES[code], {}, cause === undefined ? undefined : { cause })
}

/**
 * Our error for whatever Dexie or IndexedDB threw, with the reason for which the transaction was aborted where there is
 * one. Errors that are ours already pass.
 */
export function toStorageError(error: unknown, abortReason?: unknown): SkepError {
  if (hasErrorCode(error)) return error
  const names = [...causeNames(error), ...causeNames(abortReason)]
  // Chrome reports a full disk as an aborted transaction whose inner error is the quota error.
  if (names.includes('QuotaExceededError')) return storageError('STORAGE_QUOTA', error)
  if (names.includes('VersionError')) return storageError('STORAGE_VERSION', error)
  if (names.some((name) => UNAVAILABLE.has(name))) return storageError('STORAGE_UNAVAILABLE', error)
  return storageError('STORAGE_FAILED', error)
}

/** Whether the connection is gone and the same call may work on a new one. */
export function isClosedConnection(error: unknown): boolean {
  if (hasErrorCode(error)) return false
  return (
    causeNames(error).some((name) => CLOSED.has(name)) ||
    /connection (is closing|to .* lost)/i.test(text(error))
  )
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : ''
}

function causeNames(error: unknown): readonly string[] {
  const names: string[] = []
  let current: unknown = error
  // Dexie puts the browser's own error into `inner`.
  for (let depth = 0; depth < 8 && typeof current === 'object' && current !== null; depth++) {
    if ('name' in current) names.push(String(current.name))
    current = 'inner' in current ? current.inner : undefined
  }
  return names
}
