import {
  type ButtonHTMLAttributes,
  type ForwardRefExoticComponent,
  forwardRef,
  type ReactNode,
  type RefAttributes,
} from 'react'
import { BUTTON_BASE, BUTTON_VARIANTS, type ButtonVariant, type ControlSize } from './button.tsx'
import { cx } from './cx.ts'
import { Tooltip, type TooltipSide } from './tooltip.tsx'

/** @public */
export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label'> {
  /** What it does: its name for screen readers and its tooltip. */
  readonly label: string
  readonly icon: ReactNode
  /** Default `ghost`. */
  readonly variant?: ButtonVariant
  /** 24, 28 or 32 px. Default `md`. */
  readonly size?: ControlSize
  /** For a toggle: drawn as pressed, said as pressed. */
  readonly isPressed?: boolean
  /** Where the tooltip stands; `none` where the label is visible elsewhere. Default `top`. */
  readonly tooltip?: TooltipSide | 'none'
  readonly shortcut?: string
}

const SIZES: Record<ControlSize, string> = {
  sm: 'sk:size-6 sk:rounded-sm',
  md: 'sk:size-7 sk:rounded-sm',
  lg: 'sk:size-8 sk:rounded-sm',
}

/** A button that is an icon. @public */
export const IconButton: ForwardRefExoticComponent<IconButtonProps & RefAttributes<HTMLButtonElement>> =
  forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(props, ref) {
    const {
      label,
      icon,
      variant = 'ghost',
      size = 'md',
      isPressed,
      tooltip = 'top',
      shortcut,
      className,
      ...rest
    } = props
    const button = (
      <button
        type="button"
        {...rest}
        ref={ref}
        aria-label={label}
        aria-pressed={isPressed}
        className={cx(BUTTON_BASE, BUTTON_VARIANTS[variant], SIZES[size], className)}
      >
        {icon}
      </button>
    )
    if (tooltip === 'none') return button
    return (
      <Tooltip content={label} side={tooltip} {...(shortcut ? { shortcut } : {})}>
        {button}
      </Tooltip>
    )
  })
