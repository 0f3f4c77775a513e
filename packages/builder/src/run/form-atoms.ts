import { atom, type PrimitiveAtom } from '@skep/react/jotai'
import type { JsonValue } from '@skep/schema'
import type { FormErrors } from './check-form.ts'

/** What has been typed into the form of a run. Kept while the panel is closed. @internal */
export const runInputsAtom: PrimitiveAtom<Readonly<Record<string, JsonValue>>> = atom<
  Readonly<Record<string, JsonValue>>
>({})

/** The message of a run of an app that talks. @internal */
export const runQueryAtom: PrimitiveAtom<string> = atom('')

/** @internal */
export const formErrorsAtom: PrimitiveAtom<FormErrors> = atom<FormErrors>({})
