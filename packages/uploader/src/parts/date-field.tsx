import { TextField } from '@skep/react/ui'
import type { ReactElement } from 'react'

/** @internal */
export interface DateFieldProps {
  readonly label: string
  /** Milliseconds since 1970. */
  readonly value: number | undefined
  readonly disabled: boolean
  /** The first moment of the day in UTC; null when emptied. */
  readonly onValueChange: (value: number | null) => void
}

/** A day. @internal */
export function DateField({ label, value, disabled, onValueChange }: DateFieldProps): ReactElement {
  return (
    <TextField
      type="date"
      label={label}
      disabled={disabled}
      value={value === undefined ? '' : new Date(value).toISOString().slice(0, 10)}
      onValueChange={(text) => {
        const time = Date.parse(text)
        onValueChange(Number.isNaN(time) ? null : time)
      }}
    />
  )
}
