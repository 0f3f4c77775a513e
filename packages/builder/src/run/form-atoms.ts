import type { FieldProblems } from '@skep/react/forms'
import { atom, type PrimitiveAtom } from '@skep/react/jotai'
import type { JsonObject } from '@skep/schema'

/** What has been typed into the form of a run. Kept while the panel is closed. @internal */
export const runInputsAtom: PrimitiveAtom<JsonObject> = atom<JsonObject>({})

/** The message of a run of an app that talks. @internal */
export const runQueryAtom: PrimitiveAtom<string> = atom('')

/** The step that runs begin with, where there are several; null: the first. @internal */
export const runRootAtom: PrimitiveAtom<string | null> = atom<string | null>(null)

/** What keeps a run from starting, as of the last try. The engine checks the same again. @internal */
export interface FormErrors {
  readonly fields: FieldProblems
  /** The message is empty. */
  readonly isQueryMissing: boolean
}

const NO_ERRORS: FormErrors = { fields: {}, isQueryMissing: false }

/** @internal */
export const formErrorsAtom: PrimitiveAtom<FormErrors> = atom<FormErrors>(NO_ERRORS)
