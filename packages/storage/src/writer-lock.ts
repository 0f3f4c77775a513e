import { SkepError } from '@skep/schema'

/** @public */
export interface WriterLockOptions {
  /** Default: the browser's Web Locks, which hold across tabs and end with a tab that dies. */
  readonly locks?: Pick<LockManager, 'request'> | null
  /** Ends the waiting with `CALL_ABORTED`; a lock that is held stays held. */
  readonly signal?: AbortSignal
}

/** A held lock. `release` may be called twice. @public */
export interface WriterLock {
  release(): void
}

/** Waiting lines of this process, for places without Web Locks. Locks must be shared by all who ask. */
const localLines = new Map<string, Promise<void>>()

/**
 * Waits until this caller is the only writer of a namespace among all tabs of the origin (or, without Web Locks, of this
 * process), then holds on until `release`.
 * @throws `CALL_ABORTED` when the signal fires before.
 * @public
 */
export function acquireWriter(namespace: string, options: WriterLockOptions = {}): Promise<WriterLock> {
  if (options.signal?.aborted) return Promise.reject(aborted())
  const name = `skep:${namespace}:writer`
  const locks = options.locks === undefined ? globalThis.navigator?.locks : options.locks
  return locks ? acquireShared(locks, name, options.signal) : acquireLocal(name, options.signal)
}

/** Runs `body` as the only writer of a namespace. Lines up; never takes the lock from somebody else. @public */
export async function withWriterLock<T>(
  namespace: string,
  body: () => Promise<T>,
  options: WriterLockOptions = {},
): Promise<T> {
  const lock = await acquireWriter(namespace, options)
  try {
    return await body()
  } finally {
    lock.release()
  }
}

/** The lock if nobody holds it, else `null` at once: for showing that another tab is at work. @public */
export async function tryAcquireWriter(
  namespace: string,
  options: Pick<WriterLockOptions, 'locks'> = {},
): Promise<WriterLock | null> {
  const name = `skep:${namespace}:writer`
  const locks = options.locks === undefined ? globalThis.navigator?.locks : options.locks
  if (!locks) return localLines.has(name) ? null : acquireLocal(name, undefined)
  return new Promise((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (granted) => (granted ? hold(resolve) : resolve(null)))
      .catch(reject)
  })
}

function acquireShared(
  locks: Pick<LockManager, 'request'>,
  name: string,
  signal: AbortSignal | undefined,
): Promise<WriterLock> {
  return new Promise((resolve, reject) => {
    locks
      .request(name, signal ? { signal } : {}, () => hold(resolve))
      .catch((error: unknown) => reject(signal?.aborted ? aborted() : error))
  })
}

/** The lock lasts as long as the promise that its callback returns. */
function hold(give: (lock: WriterLock) => void): Promise<void> {
  return new Promise((release) => give({ release }))
}

async function acquireLocal(name: string, signal: AbortSignal | undefined): Promise<WriterLock> {
  const before = localLines.get(name)
  let leave: () => void = () => undefined
  const mine = new Promise<void>((resolve) => {
    leave = resolve
  })
  const line = (before ?? Promise.resolve()).then(() => mine)
  localLines.set(name, line)
  void line.then(() => {
    if (localLines.get(name) === line) localLines.delete(name)
  })
  const turn = before ?? Promise.resolve()
  try {
    await (signal ? Promise.race([turn, rejectOnAbort(signal)]) : turn)
  } catch (error) {
    leave()
    throw error
  }
  return { release: leave }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(aborted()), { once: true })
  })
}

function aborted(): SkepError {
  return new SkepError('CALL_ABORTED', 'The call was stopped.')
}
