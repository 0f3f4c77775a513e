import { Popper, Primitive } from 'radix-ui/internal'
import { type ReactElement, type ReactNode, useMemo, useRef } from 'react'
import { createPortal } from 'react-dom'
import { useDirection, usePortalContainer } from '../use-skep.ts'
import { Layer, type LayerProps } from './layer.tsx'

/** A point of the viewport in CSS pixels. @public */
export interface ViewportPoint {
  readonly x: number
  readonly y: number
}

/** @public */
export interface FloatingPlacement {
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  readonly align?: 'start' | 'center' | 'end'
  readonly sideOffset?: number
}

/** @internal */
export interface FloatingProps extends FloatingPlacement {
  readonly isOpen: boolean
  readonly onDismiss: () => void
  /** The element it hangs on, already with its handlers. */
  readonly trigger?: ReactNode
  /** Instead of a trigger: a place in the window, e.g. of a right click. */
  readonly point?: ViewportPoint | null
  readonly initialFocus?: LayerProps['initialFocus']
  readonly children: ReactElement
}

/** Places a floating surface beside its trigger, inside the instance's own container. @internal */
export function Floating(props: FloatingProps): ReactElement {
  const {
    isOpen,
    onDismiss,
    trigger,
    point,
    side = 'bottom',
    align = 'start',
    sideOffset = 4,
    children,
  } = props
  const container = usePortalContainer()
  const dir = useDirection()
  const triggerRef = useRef<HTMLElement | null>(null)
  const pointRef = useRef<{ getBoundingClientRect: () => DOMRect }>(null)
  pointRef.current = useMemo(
    () => (point ? { getBoundingClientRect: () => new DOMRect(point.x, point.y, 0, 0) } : null),
    [point],
  )
  return (
    <Popper.Popper>
      {point ? (
        <Popper.PopperAnchor virtualRef={pointRef} />
      ) : trigger === undefined ? null : (
        <Popper.PopperAnchor asChild>
          <Primitive.span asChild ref={triggerRef}>
            {trigger}
          </Primitive.span>
        </Popper.PopperAnchor>
      )}
      {isOpen && container
        ? createPortal(
            <Layer
              onDismiss={onDismiss}
              triggerRef={triggerRef}
              {...(props.initialFocus === undefined ? {} : { initialFocus: props.initialFocus })}
            >
              <Popper.PopperContent
                asChild
                dir={dir}
                side={side}
                align={align}
                sideOffset={sideOffset}
                collisionPadding={8}
                style={{ zIndex: 'var(--sk-z)' }}
              >
                {children}
              </Popper.PopperContent>
            </Layer>,
            container,
          )
        : null}
    </Popper.Popper>
  )
}
