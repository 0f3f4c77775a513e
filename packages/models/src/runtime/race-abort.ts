/**
 * Settles like `promise`, or rejects with the signal's reason as soon as it fires: a provider that does not listen to
 * its signal cannot hold a run.
 * @internal
 */
export function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) {
      promise.catch(() => undefined) // its outcome no longer matters
      return stop()
    }
    signal.addEventListener('abort', stop, { once: true })
    const done = (): void => signal.removeEventListener('abort', stop)
    promise.then(
      (value) => {
        done()
        resolve(value)
      },
      (error: unknown) => {
        done()
        reject(error)
      },
    )
  })
}
