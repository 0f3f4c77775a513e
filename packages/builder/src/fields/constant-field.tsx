import { type FieldTexts, Select, TextField } from '@skep/react/ui'
import type { JsonValue, ValueType } from '@skep/schema'
import { type ReactElement, useState } from 'react'
import { useT } from '../use-t.ts'

/** @internal */
export interface ConstantFieldProps extends FieldTexts {
  readonly 'aria-label'?: string
  readonly type: ValueType
  readonly value: JsonValue
  readonly onValueChange: (value: JsonValue) => void
  readonly placeholder?: string
  readonly className?: string
}

/** What a new value of a type is. @internal */
export function firstValue(type: ValueType): JsonValue {
  if (type.startsWith('array')) return []
  if (type === 'number') return 0
  if (type === 'boolean') return false
  return type === 'object' ? {} : ''
}

/** A value of a type: a choice for yes and no, JSON for what has parts. @internal */
export function ConstantField(props: ConstantFieldProps): ReactElement {
  const { type, value, onValueChange, ...texts } = props
  const t = useT()
  const [draft, setDraft] = useState<string | null>(null)
  if (type === 'boolean') {
    return (
      <Select
        {...texts}
        value={value === true ? 'true' : 'false'}
        options={[
          { value: 'true', label: t('builder.true') },
          { value: 'false', label: t('builder.false') },
        ]}
        onValueChange={(next) => onValueChange(next === 'true')}
      />
    )
  }
  const isText = type === 'string' || type === 'secret' || type === 'any'
  const shown = draft ?? (typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value))
  return (
    <TextField
      {...texts}
      isMono={!isText}
      value={shown}
      error={
        draft !== null && !fits(parse(draft), type)
          ? t(type === 'number' ? 'builder.ifElse.number' : 'builder.run.error.not-json')
          : texts.error
      }
      onValueChange={(text) => {
        if (isText) return onValueChange(text)
        const parsed = parse(text)
        // What is half typed stays here; the app only ever holds whole values.
        setDraft(fits(parsed, type) && JSON.stringify(parsed) === text ? null : text)
        if (parsed !== undefined && fits(parsed, type)) onValueChange(parsed)
      }}
    />
  )
}

function fits(value: JsonValue | undefined, type: ValueType): boolean {
  if (value === undefined) return false
  if (type === 'number') return typeof value === 'number'
  if (type.startsWith('array')) return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return true
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue // parsed JSON is JSON
  } catch {
    return undefined // half-typed
  }
}
