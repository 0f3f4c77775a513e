import { type Atom, atom, type PrimitiveAtom } from '@skep/react/jotai'
import type { Issue } from '@skep/schema'

/** What validation found last. Written by `useValidation` alone. @internal */
export const issuesAtom: PrimitiveAtom<readonly Issue[]> = atom<readonly Issue[]>([])

/** @internal */
export const issueTotalsAtom: Atom<{ readonly errors: number; readonly warnings: number }> = atom((get) => {
  const issues = get(issuesAtom)
  const errors = issues.filter((issue) => issue.severity === 'error').length
  return { errors, warnings: issues.length - errors }
})
