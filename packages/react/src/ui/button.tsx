import {
  type ButtonHTMLAttributes,
  type ForwardRefExoticComponent,
  forwardRef,
  type ReactNode,
  type RefAttributes,
} from 'react'
import { cx } from './cx.ts'
import { Spinner } from './spinner.tsx'

/** @public */
export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'

/** @public */
export type ControlSize = 'sm' | 'md' | 'lg'

/** @public */
export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Default `secondary`. One `primary` per view. */
  readonly variant?: ButtonVariant
  /** 28, 32 or 40 px high. Default `md`. */
  readonly size?: ControlSize
  readonly icon?: ReactNode
  readonly iconEnd?: ReactNode
  /** Shows a spinner and takes no clicks. */
  readonly isBusy?: boolean
}

/** Shared by every button shape. @internal */
export const BUTTON_BASE: string =
  'sk:inline-flex sk:shrink-0 sk:items-center sk:justify-center sk:border sk:font-medium sk:whitespace-nowrap sk:select-none ' +
  'sk:transition-colors sk:duration-100 sk:focus-visible:outline-2 sk:focus-visible:outline-offset-2 sk:focus-visible:outline-accent ' +
  'sk:disabled:cursor-not-allowed sk:disabled:opacity-50'

/** @internal */
export const BUTTON_VARIANTS: Record<ButtonVariant, string> = {
  primary:
    'sk:border-transparent sk:bg-accent sk:text-accent-ink sk:shadow-1 sk:enabled:hover:bg-accent-hover sk:enabled:active:bg-accent-hover sk:disabled:bg-line sk:disabled:text-muted sk:disabled:opacity-80 sk:disabled:shadow-none',
  secondary:
    'sk:border-line sk:bg-surface sk:text-ink sk:shadow-1 sk:enabled:hover:bg-hover sk:enabled:active:bg-sunken sk:data-[state=open]:bg-hover',
  ghost:
    'sk:border-transparent sk:bg-transparent sk:text-muted sk:enabled:hover:bg-hover sk:enabled:hover:text-ink sk:enabled:active:bg-line sk:data-[state=open]:bg-hover sk:data-[state=open]:text-ink sk:aria-pressed:bg-accent-soft sk:aria-pressed:text-accent-text',
  danger:
    'sk:border-line sk:bg-surface sk:text-bad sk:shadow-1 sk:enabled:hover:border-bad/40 sk:enabled:hover:bg-bad-soft sk:enabled:active:bg-bad-soft',
}

const SIZES: Record<ControlSize, string> = {
  sm: 'sk:h-7 sk:gap-1.5 sk:rounded-sm sk:px-2.5 sk:text-sm',
  md: 'sk:h-8 sk:gap-2 sk:rounded-sm sk:px-3 sk:text-base',
  lg: 'sk:h-10 sk:gap-2 sk:rounded-md sk:px-4 sk:text-md',
}

/** @public */
export const Button: ForwardRefExoticComponent<ButtonProps & RefAttributes<HTMLButtonElement>> = forwardRef<
  HTMLButtonElement,
  ButtonProps
>(function Button(props, ref) {
  const {
    variant = 'secondary',
    size = 'md',
    icon,
    iconEnd,
    isBusy,
    className,
    children,
    disabled,
    ...rest
  } = props
  return (
    <button
      type="button"
      {...rest}
      ref={ref}
      disabled={disabled || isBusy}
      aria-busy={isBusy || undefined}
      className={cx(BUTTON_BASE, BUTTON_VARIANTS[variant], SIZES[size], className)}
    >
      {isBusy ? <Spinner size={14} label="" /> : icon}
      {children}
      {iconEnd}
    </button>
  )
})
