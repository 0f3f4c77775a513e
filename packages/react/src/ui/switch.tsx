import * as Radix from 'radix-ui/switch'
import { type ReactElement, type ReactNode, useId } from 'react'
import { cx } from './cx.ts'

/** @public */
export interface SwitchProps {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly checked: boolean
  readonly onCheckedChange: (checked: boolean) => void
  readonly disabled?: boolean
  readonly className?: string
}

/** Something that is on or off and takes effect at once. @public */
export function Switch({
  label,
  hint,
  checked,
  onCheckedChange,
  disabled,
  className,
}: SwitchProps): ReactElement {
  const id = useId()
  return (
    <div className={cx('sk:flex sk:items-start sk:justify-between sk:gap-3', className)}>
      <div className="sk:min-w-0">
        <label htmlFor={id} className={cx('sk:block sk:text-sm sk:font-medium', disabled && 'sk:opacity-55')}>
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="sk:text-sm sk:text-muted">
            {hint}
          </p>
        ) : null}
      </div>
      <Radix.Root
        id={id}
        checked={checked}
        onCheckedChange={onCheckedChange}
        {...(disabled ? { disabled } : {})}
        {...(hint ? { 'aria-describedby': `${id}-hint` } : {})}
        className="sk:relative sk:h-5 sk:w-9 sk:shrink-0 sk:rounded-full sk:bg-line-strong sk:transition-colors sk:duration-100 sk:after:absolute sk:after:-inset-1 sk:enabled:hover:bg-muted sk:data-[state=checked]:bg-accent sk:enabled:data-[state=checked]:hover:bg-accent-hover sk:focus-visible:outline-2 sk:focus-visible:outline-offset-2 sk:focus-visible:outline-accent sk:disabled:cursor-not-allowed sk:disabled:opacity-50"
      >
        <Radix.Thumb className="sk:block sk:size-4 sk:ms-0.5 sk:rounded-full sk:bg-surface sk:shadow-1 sk:transition-[margin] sk:duration-100 sk:data-[state=checked]:ms-[18px]" />
      </Radix.Root>
    </div>
  )
}
