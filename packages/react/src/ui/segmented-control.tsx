import * as Radix from 'radix-ui/radio-group'
import type { ReactElement, ReactNode } from 'react'
import { useDirection } from '../use-skep.ts'
import { cx } from './cx.ts'

/** @public */
export interface SegmentedOption<V extends string> {
  readonly value: V
  readonly label: string
  readonly icon?: ReactNode
  /** Shows the icon alone. */
  readonly isIconOnly?: boolean
  readonly disabled?: boolean
}

/** @public */
export interface SegmentedControlProps<V extends string> {
  readonly label: string
  readonly value: V
  readonly options: readonly SegmentedOption<V>[]
  readonly onValueChange: (value: V) => void
  readonly size?: 'sm' | 'md'
  readonly className?: string
}

/** One of two to five short choices, all visible. @public */
export function SegmentedControl<V extends string>(props: SegmentedControlProps<V>): ReactElement {
  const { label, value, options, onValueChange, size = 'md', className } = props
  const dir = useDirection()
  return (
    <Radix.Root
      dir={dir}
      aria-label={label}
      value={value}
      orientation="horizontal"
      onValueChange={(next) => onValueChange(next as V)} // Radix hands back one of the values it was given
      className={cx('sk:inline-flex sk:rounded-sm sk:border sk:border-line sk:bg-sunken sk:p-0.5', className)}
    >
      {options.map((option) => (
        <Radix.Item
          key={option.value}
          value={option.value}
          {...(option.disabled ? { disabled: true } : {})}
          {...(option.isIconOnly ? { 'aria-label': option.label, title: option.label } : {})}
          className={cx(
            'sk:inline-flex sk:flex-auto sk:items-center sk:justify-center sk:gap-1.5 sk:rounded-[4px] sk:px-2.5 sk:text-sm sk:font-medium sk:whitespace-nowrap sk:text-muted sk:transition-colors sk:duration-100',
            'sk:enabled:hover:text-ink sk:data-[state=checked]:bg-surface sk:data-[state=checked]:text-ink sk:data-[state=checked]:shadow-1',
            'sk:focus-visible:outline-2 sk:focus-visible:outline-offset-1 sk:focus-visible:outline-accent sk:disabled:cursor-not-allowed sk:disabled:opacity-50',
            size === 'md' ? 'sk:h-7' : 'sk:h-6',
          )}
        >
          {option.icon}
          {option.isIconOnly ? null : option.label}
        </Radix.Item>
      ))}
    </Radix.Root>
  )
}
