import { useControllableState } from 'radix-ui/internal'
import { Slot } from 'radix-ui/slot'
import { type ReactElement, type ReactNode, useId } from 'react'
import { cx } from './cx.ts'
import { Floating, type FloatingPlacement, type ViewportPoint } from './floating.tsx'
import { FLOATING } from './surface.ts'

/** @public */
export interface PopoverProps extends FloatingPlacement {
  /** One button. It gets the click handler and the ARIA state. */
  readonly trigger?: ReactElement
  /** Without a trigger: where in the window it opens. */
  readonly point?: ViewportPoint | null
  /** Its name for screen readers. */
  readonly label: string
  readonly open?: boolean
  readonly defaultOpen?: boolean
  readonly onOpenChange?: (open: boolean) => void
  /** `content` focuses the surface itself, `none` leaves the focus where it is (e.g. a field with suggestions). */
  readonly initialFocus?: 'content' | 'none'
  readonly className?: string
  readonly children: ReactNode
}

/** A small surface beside its trigger. Escape and a press outside close it. @public */
export function Popover(props: PopoverProps): ReactElement {
  const { trigger, label, initialFocus, className, children, side, align, sideOffset, point } = props
  const id = useId()
  const [isOpen, setOpen] = useControllableState({
    prop: props.open,
    defaultProp: props.defaultOpen ?? false,
    onChange: props.onOpenChange,
  })
  return (
    <Floating
      isOpen={isOpen}
      onDismiss={() => setOpen(false)}
      {...placementOf({ side, align, sideOffset })}
      {...(point ? { point } : {})}
      {...(initialFocus ? { initialFocus } : {})}
      {...(trigger
        ? {
            trigger: (
              <Slot
                {...{ 'data-state': isOpen ? 'open' : 'closed' }}
                aria-haspopup="dialog"
                aria-expanded={isOpen}
                aria-controls={isOpen ? id : undefined}
                onClick={() => setOpen(!isOpen)}
              >
                {trigger}
              </Slot>
            ),
          }
        : {})}
    >
      <div
        id={id}
        role="dialog"
        aria-label={label}
        tabIndex={-1}
        className={cx(FLOATING, 'sk:p-3', className)}
      >
        {children}
      </div>
    </Floating>
  )
}

/** Leaves absent fields out, as `exactOptionalPropertyTypes` asks. @internal */
export function placementOf(
  placement: { [K in keyof FloatingPlacement]: FloatingPlacement[K] | undefined },
): FloatingPlacement {
  return {
    ...(placement.side ? { side: placement.side } : {}),
    ...(placement.align ? { align: placement.align } : {}),
    ...(placement.sideOffset === undefined ? {} : { sideOffset: placement.sideOffset }),
  }
}
