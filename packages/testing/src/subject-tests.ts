import { describe, it } from 'vitest'
import type { ContractSubject } from './subject.ts'

/** Registers a test that gets a fresh store. */
export type Rule<Port> = (sentence: string, body: (store: Port) => Promise<void>) => void

/** Opens the group of a suite and gives each test its own store. */
export function describeSubject<Port>(
  port: string,
  subject: ContractSubject<Port>,
  register: (
    rule: Rule<Port>,
    /** For rules that need a second connection; registers nothing where there is none. */
    reopening: (sentence: string, body: (store: Port, reopen: () => Promise<Port>) => Promise<void>) => void,
  ) => void,
): void {
  describe(`${port}: ${subject.name}`, () => {
    const withStore = async (body: (store: Port) => Promise<void>): Promise<void> => {
      const store = await subject.create()
      try {
        await body(store)
      } finally {
        await subject.dispose?.(store)
      }
    }
    const { reopen } = subject
    register(
      (sentence, body) => it(sentence, () => withStore(body)),
      (sentence, body) => {
        if (reopen) it(sentence, () => withStore((store) => body(store, () => reopen(store))))
      },
    )
  })
}

/** How a promise ended, as data. */
export async function outcome<T>(
  promise: Promise<T>,
): Promise<{ readonly value: T } | { readonly code: unknown; readonly data: unknown }> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({
      code: typeof error === 'object' && error !== null && 'code' in error ? error.code : error,
      data: typeof error === 'object' && error !== null && 'data' in error ? error.data : undefined,
    }),
  )
}
