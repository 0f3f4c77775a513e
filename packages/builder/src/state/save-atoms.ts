import { atom, type PrimitiveAtom } from '@skep/react/jotai'
import type { SaveState } from '../core/autosave.ts'

/** How the app stands to the stored one; null where the host keeps it. @internal */
export const saveStateAtom: PrimitiveAtom<SaveState | null> = atom<SaveState | null>(null)
