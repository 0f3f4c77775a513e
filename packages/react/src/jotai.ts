import {
  type Atom,
  atom,
  createStore,
  type Store,
  useAtomValue as useJotaiAtomValue,
  useSetAtom as useJotaiSetAtom,
  type WritableAtom,
} from 'jotai'
import { createContext, createElement, type ReactElement, type ReactNode, useContext, useState } from 'react'

// Our own context, so that a host's <Provider> of jotai, and its default store, are never seen or touched.
const StoreContext = createContext<Store | null>(null)
StoreContext.displayName = 'SkepStore'

/** @public */
export interface StoreProviderProps {
  /** Default: a new store that lives as long as the provider. */
  readonly store?: Store
  readonly children?: ReactNode
}

/** One store for the components below it. Mount one per instance; two never share state. @public */
export function Provider({ store, children }: StoreProviderProps): ReactElement {
  const [own] = useState(createStore)
  return createElement(StoreContext.Provider, { value: store ?? own }, children)
}

/** @throws outside a provider: there is no default store. @public */
export function useStore(): Store {
  const store = useContext(StoreContext)
  if (!store) throw new Error('An atom is used outside <Provider> of @skep/react/jotai.')
  return store
}

/** @public */
export function useAtomValue<Value>(source: Atom<Value>): Awaited<Value> {
  return useJotaiAtomValue(source, { store: useStore() })
}

/** @public */
export function useSetAtom<Value, Args extends unknown[], Result>(
  target: WritableAtom<Value, Args, Result>,
): (...args: Args) => Result {
  return useJotaiSetAtom(target, { store: useStore() })
}

/** @public */
export function useAtom<Value, Args extends unknown[], Result>(
  target: WritableAtom<Value, Args, Result>,
): [Awaited<Value>, (...args: Args) => Result] {
  return [useAtomValue(target), useSetAtom(target)]
}

export type { Getter, PrimitiveAtom, SetStateAction, Setter } from 'jotai'
export type { Atom, Store, WritableAtom }
export { atom, createStore }
