import type { JsonValue, StartVariable } from '@skep/schema'
import type { ReactElement } from 'react'
import { reactMessages } from '../react-messages.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { NumberField } from '../ui/number-field.tsx'
import { Select } from '../ui/select.tsx'
import { TextArea } from '../ui/text-area.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useMessages } from '../use-messages.ts'
import type { FieldProblem } from './check-fields.ts'
import { filesOf } from './field-values.ts'
import { FileField } from './file-field.tsx'

/** @public */
export interface InputFieldProps {
  readonly variable: StartVariable
  readonly value: JsonValue
  readonly problem?: FieldProblem | undefined
  /** What an empty field is told, where the usual words do not fit. */
  readonly requiredText?: string
  /** By function: a file that comes in late must not undo what was typed meanwhile. Null empties the field. */
  readonly onValueChange: (change: (now: JsonValue) => JsonValue) => void
  readonly onUploading?: (isUploading: boolean) => void
}

/** One field of a form that asks for inputs of an app. Used by the chat, by test runs and by forms of paused runs. @public */
export function InputField(props: InputFieldProps): ReactElement {
  const { variable, value, problem, onValueChange, onUploading } = props
  const t = useMessages(reactMessages)
  const text = typeof value === 'string' ? value : ''
  const set = (next: JsonValue | undefined): void => onValueChange(() => next ?? null)
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
        <FileField
          variable={variable}
          texts={texts}
          files={filesOf(value)}
          onFilesChange={(change) =>
            onValueChange((now) => {
              const files = change(filesOf(now))
              return (variable.type === 'file-list' ? files : (files[0] ?? null)) as JsonValue // file values hold nothing but JSON
            })
          }
          {...(onUploading ? { onUploading } : {})}
        />
      )
    default:
      return variable.type satisfies never
  }

  function describe(found: FieldProblem): string {
    switch (found.code) {
      case 'refused':
        return found.message
      case 'required':
        return props.requiredText ?? t('react.input.required')
      case 'too-long':
        return t('react.input.too-long', { count: found.most, now: text.length })
      case 'too-many':
        return t('react.input.too-many', { count: found.most })
      default:
        return t(`react.input.${found.code}`)
    }
  }
}
