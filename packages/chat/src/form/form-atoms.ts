import { checkFields, type FieldProblems, settle, toInputs } from '@skep/react/forms'
import { type Atom, atom, type PrimitiveAtom } from '@skep/react/jotai'
import type { JsonObject, StartVariable } from '@skep/schema'
import { appAtom, messagesAtom } from '../state/atoms.ts'
import { startVariables } from './start-variables.ts'

/** What the host prefills. @internal */
export const givenInputsAtom: PrimitiveAtom<JsonObject> = atom<JsonObject>({})

/** What the visitor put into the form; once the conversation has begun, what it was begun with. @internal */
export const typedInputsAtom: PrimitiveAtom<JsonObject> = atom<JsonObject>({})

/** How often the visitor tried to send with an incomplete form; from the first time on every problem is shown. @internal */
export const failedChecksAtom: PrimitiveAtom<number> = atom(0)

/** A field that a run did not take, until it is changed. @internal */
export const refusalAtom: PrimitiveAtom<{ readonly field: string; readonly message: string } | null> = atom<{
  readonly field: string
  readonly message: string
} | null>(null)

/** Files on their way into the store. @internal */
export const uploadCountAtom: PrimitiveAtom<number> = atom(0)

/** @internal */
export const variablesAtom: Atom<readonly StartVariable[]> = atom((get) => startVariables(get(appAtom)))

/** @internal */
export const problemsAtom: Atom<FieldProblems> = atom((get) => {
  const variables = get(variablesAtom)
  const problems = checkFields(variables, get(typedInputsAtom), get(givenInputsAtom))
  const refusal = get(refusalAtom)
  if (!refusal || !variables.some(({ variable }) => variable === refusal.field)) return problems
  return { [refusal.field]: { code: 'refused', message: refusal.message }, ...problems }
})

/** Whether there is a form to fill in: before the first message, and whenever something in it is wrong. @internal */
export const isFormShownAtom: Atom<boolean> = atom(
  (get) =>
    get(variablesAtom).length > 0 &&
    (get(messagesAtom).length === 0 || Object.keys(get(problemsAtom)).length > 0),
)

/** What the opening words may speak of: the form as it stands, with what the host gives. @internal */
export const openingInputsAtom: Atom<JsonObject> = atom((get) => {
  const given = get(givenInputsAtom)
  return toInputs(settle(get(variablesAtom), get(typedInputsAtom), given), given)
})
