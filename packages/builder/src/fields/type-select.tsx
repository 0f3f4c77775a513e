import { Select } from '@skep/react/ui'
import type { ValueType } from '@skep/schema'
import type { ReactElement } from 'react'

/** @internal */
export interface TypeSelectProps<T extends ValueType> {
  readonly 'aria-label': string
  readonly value: ValueType
  readonly types: readonly T[]
  readonly onValueChange: (type: T) => void
  readonly className?: string
}

/** Chooses the type of a value. Type names are those of the field and are not translated. @internal */
export function TypeSelect<T extends ValueType>(props: TypeSelectProps<T>): ReactElement {
  const { value, types, onValueChange, className } = props
  return (
    <Select<T>
      aria-label={props['aria-label']}
      value={types.find((type) => type === value)}
      placeholder={value}
      options={types.map((type) => ({ value: type, label: type }))}
      onValueChange={onValueChange}
      {...(className ? { className } : {})}
    />
  )
}
