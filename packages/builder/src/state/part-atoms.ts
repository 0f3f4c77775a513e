import { atom, type PrimitiveAtom } from '@skep/react/jotai'
import type { TypedValues } from '../core/part-run.ts'

/** What people typed to try a single step, by `scope.name`. @internal */
export const partValuesAtom: PrimitiveAtom<TypedValues> = atom<TypedValues>({})

/** Values of the last run that people changed in the inspector, by `scope.name`. @internal */
export const changedValuesAtom: PrimitiveAtom<TypedValues> = atom<TypedValues>({})
