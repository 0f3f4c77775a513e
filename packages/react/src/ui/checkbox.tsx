import { Check, Minus } from 'lucide-react'
import * as Radix from 'radix-ui/checkbox'
import { type ReactElement, type ReactNode, useId } from 'react'
import { cx } from './cx.ts'

/** @public */
export interface CheckboxProps {
  readonly label: ReactNode
  /** Draws no label; screen readers still say it. */
  readonly isLabelHidden?: boolean
  readonly checked: boolean | 'indeterminate'
  readonly onCheckedChange: (checked: boolean) => void
  readonly disabled?: boolean
  readonly className?: string
}

/** One choice of several, or a yes that is sent with a form. @public */
export function Checkbox(props: CheckboxProps): ReactElement {
  const { label, isLabelHidden, checked, onCheckedChange, disabled, className } = props
  const id = useId()
  return (
    <div className={cx('sk:inline-flex sk:items-start sk:gap-2', className)}>
      <Radix.Root
        id={id}
        checked={checked}
        onCheckedChange={(next) => onCheckedChange(next === true)}
        {...(disabled ? { disabled } : {})}
        {...(isLabelHidden && typeof label === 'string' ? { 'aria-label': label } : {})}
        className="sk:relative sk:mt-0.5 sk:flex sk:size-4 sk:shrink-0 sk:items-center sk:justify-center sk:rounded-[4px] sk:border sk:border-line-strong sk:bg-surface sk:text-accent-ink sk:after:absolute sk:after:-inset-1 sk:enabled:hover:border-accent sk:data-[state=checked]:border-accent sk:data-[state=checked]:bg-accent sk:data-[state=indeterminate]:border-accent sk:data-[state=indeterminate]:bg-accent sk:focus-visible:outline-2 sk:focus-visible:outline-offset-2 sk:focus-visible:outline-accent sk:disabled:cursor-not-allowed sk:disabled:opacity-50"
      >
        <Radix.Indicator>
          {checked === 'indeterminate' ? (
            <Minus size={12} strokeWidth={3} />
          ) : (
            <Check size={12} strokeWidth={3} />
          )}
        </Radix.Indicator>
      </Radix.Root>
      {isLabelHidden ? null : (
        <label htmlFor={id} className={cx(disabled && 'sk:opacity-55')}>
          {label}
        </label>
      )}
    </div>
  )
}
