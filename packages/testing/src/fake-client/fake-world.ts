import { type ErrorData, fromErrorData } from '@skep/schema'
import type { FakeCall, FakeScript } from './script.ts'

/** What the parts of a fake client share: the script, a clock that only moves when asked, ids in order. @internal */
export interface FakeWorld {
  readonly script: FakeScript
  /** Later on every call. */
  now(): number
  nextId(prefix: string): string
  /** Answers as the script says: later, never, or with an error. */
  call<T>(name: FakeCall, work: () => T): Promise<T>
  wait(ms: number): Promise<void>
  /** Runs after `ms` unless the client is closed first. */
  later(ms: number, work: () => void): void
  fail(error: ErrorData): never
  close(): void
}

const DEFAULT_START_MS = Date.UTC(2026, 10, 20, 9)

/** @internal */
export function createFakeWorld(script: FakeScript): FakeWorld {
  let clockMs = script.startMs ?? DEFAULT_START_MS
  let lastId = 0
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const later = (ms: number, work: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, ms)
    timers.add(timer)
  }
  const wait = (ms: number): Promise<void> => new Promise((resolve) => later(ms, resolve))
  return {
    script,
    now: () => {
      clockMs += 1
      return clockMs
    },
    nextId: (prefix) => {
      lastId += 1
      return `${prefix}_${lastId}`
    },
    async call(name, work) {
      if (script.hanging?.includes(name)) return new Promise<never>(() => {})
      if (script.latencyMs) await wait(script.latencyMs)
      const failure = script.failures?.[name]
      if (failure) throw fromErrorData(failure)
      return work()
    },
    wait,
    later,
    fail(error) {
      throw fromErrorData(error)
    },
    close() {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}

/** A list of listeners. @internal */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>()

  readonly add = (listener: (value: T) => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value)
  }
}
