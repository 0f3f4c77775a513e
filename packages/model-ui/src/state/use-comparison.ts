import type { ModelMessage, ModelRef } from '@skep/client'
import { useClient } from '@skep/react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { type Answer, askModel, EMPTY_ANSWER } from './ask-model.ts'

/** A place in the comparison: a model and, once asked, its answer. @internal */
export interface Column {
  readonly key: number
  readonly model: ModelRef | null
  readonly answer?: Answer
}

/** @internal */
export const MOST_COLUMNS = 4

/** @internal */
export interface Comparison {
  readonly columns: readonly Column[]
  readonly isRunning: boolean
  setModel(key: number, model: ModelRef): void
  add(): void
  remove(key: number): void
  /** Asks all that have a model, or one of them. */
  ask(messages: readonly ModelMessage[], key?: number): void
  /** Stops all, or one of them. */
  stop(key?: number): void
}

/** Up to four models and their answers. Leaving the page of it stops them. @internal */
export function useComparison(
  initial: readonly (ModelRef | null)[],
  onModelsChange: ((models: readonly ModelRef[]) => void) | undefined,
): Comparison {
  const client = useClient()
  const lastKey = useRef(0)
  const newColumn = (model: ModelRef | null): Column => {
    lastKey.current += 1
    return { key: lastKey.current, model }
  }
  const [columns, setColumns] = useState<readonly Column[]>(() =>
    initial.slice(0, MOST_COLUMNS).map(newColumn),
  )
  const latest = useRef(columns)
  latest.current = columns
  const running = useRef(new Map<number, AbortController>())

  const stop = useCallback((key?: number): void => {
    for (const [own, controller] of running.current) if (key === undefined || key === own) controller.abort()
  }, [])
  useEffect(() => () => stop(), [stop])

  const change = useCallback((next: readonly Column[]): void => {
    latest.current = next
    setColumns([...next])
  }, [])
  const changeModels = (next: readonly Column[]): void => {
    change(next)
    onModelsChange?.(next.flatMap(({ model }) => (model ? [model] : [])))
  }

  const put = useCallback(
    (key: number, answer: Answer): void =>
      change(latest.current.map((column) => (column.key === key ? { ...column, answer } : column))),
    [change],
  )

  const askOne = useCallback(
    (key: number, model: ModelRef, messages: readonly ModelMessage[]): void => {
      stop(key)
      const controller = new AbortController()
      running.current.set(key, controller)
      const isCurrent = (): boolean => running.current.get(key) === controller
      const paint = perFrame<Answer>((answer) => {
        if (isCurrent()) put(key, answer)
      })
      put(key, EMPTY_ANSWER)
      void askModel(
        client.models,
        { ...model, messages },
        { signal: controller.signal, now: () => performance.now(), onChange: paint.next },
      ).then(() => {
        paint.flush()
        if (isCurrent()) running.current.delete(key)
      })
    },
    [client, put, stop],
  )

  const isRunning = columns.some(({ answer }) => answer?.status === 'running')
  return {
    columns,
    isRunning,
    setModel: (key, model) => {
      stop(key)
      running.current.delete(key)
      changeModels(latest.current.map((column) => (column.key === key ? { key, model } : column)))
    },
    add: () => change([...latest.current, newColumn(null)].slice(0, MOST_COLUMNS)),
    remove: (key) => {
      stop(key)
      running.current.delete(key)
      changeModels(latest.current.filter((column) => column.key !== key))
    },
    ask: (messages, only) => {
      for (const { key, model } of latest.current) {
        if (model && (only === undefined || key === only)) askOne(key, model, messages)
      }
    },
    stop,
  }
}

/** Hands on the last value of each frame: a stream of hundreds of parts a second is drawn sixty times. */
function perFrame<T>(work: (value: T) => void): {
  readonly next: (value: T) => void
  readonly flush: () => void
} {
  let waiting: { readonly value: T } | undefined
  let frame: number | undefined
  const flush = (): void => {
    if (frame !== undefined) cancelAnimationFrame(frame)
    frame = undefined
    const last = waiting
    waiting = undefined
    if (last) work(last.value)
  }
  return {
    next(value) {
      waiting = { value }
      frame ??= requestAnimationFrame(flush)
    },
    flush,
  }
}
