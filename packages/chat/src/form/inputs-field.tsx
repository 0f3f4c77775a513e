import { useMessages } from '@skep/react'
import { useAtom, useAtomValue, useSetAtom } from '@skep/react/jotai'
import { Checkbox, NumberField, Select, TextArea, TextField } from '@skep/react/ui'
import type { JsonValue, StartVariable } from '@skep/schema'
import type { ReactElement } from 'react'
import { chatMessages } from '../chat-messages.ts'
import type { FieldProblem } from './check-form.ts'
import { FileInput } from './file-input.tsx'
import { givenInputsAtom, refusalAtom, typedInputsAtom } from './form-atoms.ts'
import { fieldValue, filesOf } from './form-values.ts'

/** @internal */
export interface InputsFieldProps {
  readonly variable: StartVariable
  readonly problem: FieldProblem | undefined
}

/** One field of the form. @internal */
export function InputsField({ variable, problem }: InputsFieldProps): ReactElement {
  const t = useMessages(chatMessages)
  const [typed, setTyped] = useAtom(typedInputsAtom)
  const given = useAtomValue(givenInputsAtom)
  const setRefusal = useSetAtom(refusalAtom)
  const value = fieldValue(variable, typed, given)
  const text = typeof value === 'string' ? value : ''
  const set = (next: JsonValue | undefined): void => {
    // By function: a file that comes in late must not undo what was typed meanwhile.
    setTyped((now) => ({ ...now, [variable.variable]: next ?? null }))
    setRefusal((refusal) => (refusal?.field === variable.variable ? null : refusal))
  }
  const label = variable.label || variable.variable
  const texts = {
    label,
    isRequired: variable.required,
    ...(problem ? { error: describe(problem) } : {}),
    ...(variable.description ? { hint: variable.description } : {}),
  }
  const placeholder = variable.placeholder ? { placeholder: variable.placeholder } : {}
  switch (variable.type) {
    case 'text-input':
      return <TextField {...texts} {...placeholder} dir="auto" value={text} onValueChange={set} />
    case 'paragraph':
      return <TextArea {...texts} {...placeholder} dir="auto" value={text} onValueChange={set} />
    case 'select':
      return (
        <Select
          {...texts}
          {...placeholder}
          value={text === '' ? undefined : text}
          options={(variable.options ?? []).map((option) => ({ value: option, label: option }))}
          onValueChange={set}
        />
      )
    case 'number':
      return (
        <NumberField
          {...texts}
          {...placeholder}
          value={typeof value === 'number' ? value : undefined}
          onValueChange={set}
          {...(variable.unit
            ? { end: <span className="sk:text-sm sk:text-muted">{variable.unit}</span> }
            : {})}
        />
      )
    case 'checkbox':
      return (
        <div className="sk:flex sk:flex-col sk:gap-1">
          <Checkbox label={label} checked={value === true} onCheckedChange={set} />
          {problem || variable.description ? (
            <p className={problem ? 'sk:text-sm sk:text-bad' : 'sk:ps-6 sk:text-sm sk:text-muted'}>
              {problem ? describe(problem) : variable.description}
            </p>
          ) : null}
        </div>
      )
    case 'json-object':
      return (
        <TextArea
          {...texts}
          placeholder={variable.placeholder ?? '{ }'}
          isMono
          dir="ltr"
          spellCheck={false}
          value={typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : text}
          onValueChange={set}
        />
      )
    case 'file':
    case 'file-list':
      return (
        <FileInput
          variable={variable}
          texts={texts}
          files={filesOf(value)}
          onFilesChange={(change) => {
            setTyped((now) => {
              const files = change(filesOf(fieldValue(variable, now, given)))
              const next = variable.type === 'file-list' ? files : (files[0] ?? null)
              return { ...now, [variable.variable]: next as JsonValue } // file values hold nothing but JSON
            })
            setRefusal((refusal) => (refusal?.field === variable.variable ? null : refusal))
          }}
        />
      )
    default:
      return variable.type satisfies never
  }

  function describe(found: FieldProblem): string {
    switch (found.code) {
      case 'refused':
        return found.message
      case 'too-long':
        return t('chat.inputs.too-long', { count: found.most, now: text.length })
      case 'too-many':
        return t('chat.inputs.too-many', { count: found.most })
      default:
        return t(`chat.inputs.${found.code}`)
    }
  }
}
