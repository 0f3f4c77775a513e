import { type ErrorData, toErrorData } from '@skep/schema'
import { type DependencyList, useCallback, useEffect, useRef, useState } from 'react'

/** A value that is being fetched. While it is fetched again the last value stays. @public */
export type AsyncState<T> =
  | { readonly status: 'loading'; readonly value: T | undefined }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly value: T | undefined; readonly error: ErrorData }

/** @public */
export interface AsyncValue<T> {
  readonly state: AsyncState<T>
  /** Fetches again. */
  readonly reload: () => void
  /** Puts a value in place, e.g. from an event. */
  readonly set: (change: (value: T | undefined) => T) => void
}

/**
 * Fetches when mounted and when a dependency changes; an answer that comes too late is dropped.
 * @public
 */
export function useAsync<T>(
  load: (signal: AbortSignal) => Promise<T>,
  dependencies: DependencyList,
): AsyncValue<T> {
  const [state, setState] = useState<AsyncState<T>>({ status: 'loading', value: undefined })
  const [round, setRound] = useState(0)
  const latest = useRef(load)
  latest.current = load
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller names what the loader depends on
  useEffect(() => {
    const abort = new AbortController()
    setState((last) => ({ status: 'loading', value: last.value }))
    latest.current(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setState({ status: 'ready', value })
      },
      (error: unknown) => {
        if (!abort.signal.aborted)
          setState((last) => ({ status: 'failed', value: last.value, error: toErrorData(error) }))
      },
    )
    return () => abort.abort()
  }, [...dependencies, round])
  const reload = useCallback(() => setRound((value) => value + 1), [])
  const set = useCallback(
    (change: (value: T | undefined) => T) =>
      setState((last) => ({ status: 'ready', value: change(last.value) })),
    [],
  )
  return { state, reload, set }
}
