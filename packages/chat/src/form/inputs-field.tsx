import { useMessages } from '@skep/react'
import { type FieldProblem, fieldValue, InputField } from '@skep/react/forms'
import { useAtom, useAtomValue, useSetAtom } from '@skep/react/jotai'
import type { StartVariable } from '@skep/schema'
import type { ReactElement } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { givenInputsAtom, refusalAtom, typedInputsAtom, uploadCountAtom } from './form-atoms.ts'

/** @internal */
export interface InputsFieldProps {
  readonly variable: StartVariable
  readonly problem: FieldProblem | undefined
}

/** One field of what the app asks for before it talks. @internal */
export function InputsField({ variable, problem }: InputsFieldProps): ReactElement {
  const t = useMessages(chatMessages)
  const [typed, setTyped] = useAtom(typedInputsAtom)
  const given = useAtomValue(givenInputsAtom)
  const setRefusal = useSetAtom(refusalAtom)
  const setUploadCount = useSetAtom(uploadCountAtom)
  return (
    <InputField
      variable={variable}
      value={fieldValue(variable, typed, given)}
      problem={problem}
      requiredText={t('chat.inputs.required')}
      onUploading={(isUploading) => setUploadCount((count) => count + (isUploading ? 1 : -1))}
      onValueChange={(change) => {
        setTyped((now) => ({ ...now, [variable.variable]: change(fieldValue(variable, now, given)) }))
        setRefusal((refusal) => (refusal?.field === variable.variable ? null : refusal))
      }}
    />
  )
}
