import { Checkbox, Select, TextField } from '@skep/react/ui'
import {
  type ComparisonOperator,
  type ComparisonValue,
  OPERATORS_WITHOUT_VALUE,
  parseTemplate,
  type ValueType,
} from '@skep/schema'
import type { ReactElement } from 'react'
import { TemplateField } from '../fields/template-field.tsx'
import { useT } from '../use-t.ts'

/** @internal */
export interface ComparedValueProps {
  /** Name for screen readers. */
  readonly label: string
  readonly operator: ComparisonOperator
  readonly value: ComparisonValue
  /** What the value is compared with. */
  readonly type: ValueType | undefined
  /** The attribute of a file that is asked, which may have a few values only. */
  readonly fileKey?: string | undefined
  readonly isMissing: boolean
  readonly onValueChange: (value: ComparisonValue) => void
}

const FILE_TYPES = ['document', 'image', 'audio', 'video', 'custom'] as const
const WAYS = ['local_file', 'remote_url'] as const

/** The right side of a comparison, as its left side and its operator want it. @internal */
export function ComparedValue(props: ComparedValueProps): ReactElement | null {
  const { label, operator, value, type, fileKey, isMissing, onValueChange } = props
  const t = useT()
  if (OPERATORS_WITHOUT_VALUE.includes(operator)) return null
  const error = isMissing ? t('builder.required') : undefined
  if (fileKey === 'type' || fileKey === 'transfer_method') {
    return <Choices {...props} choices={fileKey === 'type' ? FILE_TYPES : WAYS} />
  }
  if (type === 'boolean' || type === 'array[boolean]') {
    if (operator !== 'all of') {
      return (
        <Select
          aria-label={label}
          value={String(value) === 'true' || value === 1 ? 'true' : 'false'}
          options={[
            { value: 'true', label: t('builder.true') },
            { value: 'false', label: t('builder.false') },
          ]}
          onValueChange={onValueChange}
        />
      )
    }
  }
  const isList = operator === 'in' || operator === 'not in' || operator === 'all of'
  if (isList && (typeof value !== 'string' || value === '')) {
    return (
      <TextField
        aria-label={label}
        hint={t('builder.ifElse.listHint')}
        error={error}
        value={Array.isArray(value) ? value.join(', ') : String(value ?? '')}
        onValueChange={(text) => onValueChange(text === '' ? [] : text.split(',').map((each) => each.trim()))}
      />
    )
  }
  const text = Array.isArray(value) ? value.join(', ') : String(value ?? '')
  const isPlain = parseTemplate(text).every((part) => part.type === 'text')
  const isBadNumber = type === 'number' && isPlain && text !== '' && !Number.isFinite(Number(text))
  return (
    <TemplateField
      aria-label={label}
      value={text}
      error={error ?? (isBadNumber ? t('builder.ifElse.number') : undefined)}
      placeholder={t('builder.ifElse.valuePlaceholder')}
      lines={[1, 4]}
      onValueChange={onValueChange}
    />
  )
}

/** Several of a few. */
function Choices({
  label,
  value,
  isMissing,
  choices,
  onValueChange,
}: ComparedValueProps & { readonly choices: readonly string[] }): ReactElement {
  const t = useT()
  const chosen = Array.isArray(value)
    ? value.map(String)
    : value === '' || value === null
      ? []
      : [String(value)]
  // A value of another program is kept until it is taken away.
  const all = [...choices, ...chosen.filter((each) => !choices.includes(each))]
  return (
    <fieldset className="sk:flex sk:flex-wrap sk:gap-x-3 sk:gap-y-1.5" aria-label={label}>
      {all.map((choice) => (
        <Checkbox
          key={choice}
          label={choice}
          checked={chosen.includes(choice)}
          onCheckedChange={(isOn) =>
            onValueChange(isOn ? [...chosen, choice] : chosen.filter((each) => each !== choice))
          }
        />
      ))}
      {isMissing ? <p className="sk:w-full sk:text-sm sk:text-bad">{t('builder.required')}</p> : null}
    </fieldset>
  )
}
