import { type ForwardRefExoticComponent, forwardRef, type RefAttributes, useEffect, useState } from 'react'
import { TextField, type TextFieldProps } from './text-field.tsx'

/** @public */
export interface NumberFieldProps
  extends Omit<TextFieldProps, 'value' | 'defaultValue' | 'onValueChange' | 'min' | 'max' | 'step' | 'type'> {
  readonly value: number | undefined
  /** Called with every number within bounds while typing; `undefined` when emptied. */
  readonly onValueChange: (value: number | undefined) => void
  readonly min?: number
  readonly max?: number
  /** What the arrow keys add. Default 1. */
  readonly step?: number
}

/** A number. Arrow keys change it by `step`; what is out of bounds is put right on leaving. @public */
export const NumberField: ForwardRefExoticComponent<NumberFieldProps & RefAttributes<HTMLInputElement>> =
  forwardRef<HTMLInputElement, NumberFieldProps>(function NumberField(
    { value, onValueChange, min, max, step = 1, onBlur, onKeyDown, ...rest },
    ref,
  ) {
    const [draft, setDraft] = useState<string | null>(null)
    const [shown, setShown] = useState(value)
    // A value that changes from outside throws away a half-typed one.
    useEffect(() => {
      if (value !== shown) {
        setShown(value)
        setDraft(null)
      }
    }, [value, shown])
    const clamp = (number: number): number => Math.min(max ?? number, Math.max(min ?? number, number))
    const put = (next: number | undefined): void => {
      setShown(next)
      onValueChange(next)
    }
    return (
      <TextField
        {...rest}
        ref={ref}
        inputMode="decimal"
        role="spinbutton"
        aria-valuenow={value}
        aria-valuemin={min}
        aria-valuemax={max}
        value={draft ?? (value === undefined ? '' : String(value))}
        onValueChange={(text) => {
          setDraft(text)
          const number = Number(text)
          if (text.trim() === '') put(undefined)
          else if (Number.isFinite(number) && clamp(number) === number) put(number)
        }}
        onBlur={(event) => {
          const number = Number(draft)
          if (draft !== null && draft.trim() !== '' && Number.isFinite(number)) put(clamp(number))
          setDraft(null)
          onBlur?.(event)
        }}
        onKeyDown={(event) => {
          onKeyDown?.(event)
          if (event.defaultPrevented || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
          event.preventDefault()
          const by = (event.key === 'ArrowUp' ? step : -step) * (event.shiftKey ? 10 : 1)
          // Sums of decimals like 0.1 + 0.2 are shown as people write them.
          put(clamp(Number(((value ?? min ?? 0) + by).toPrecision(12))))
          setDraft(null)
        }}
      />
    )
  })
