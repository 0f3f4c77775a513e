import { DismissableLayer, FocusScope } from 'radix-ui/internal'
import { type ReactElement, type ReactNode, type RefObject, useRef } from 'react'

/** @internal */
export interface LayerProps {
  readonly children: ReactElement
  readonly onDismiss: () => void
  /** Keeps Tab inside and takes focus back when it leaves. */
  readonly isTrapped?: boolean
  /** A press there is not an outside press: the trigger toggles by itself. */
  readonly triggerRef?: RefObject<HTMLElement | null>
  /** What gets the focus on opening; default the first control inside. `none` leaves the focus where it is. */
  readonly initialFocus?: RefObject<HTMLElement | null> | 'content' | 'none'
}

/**
 * What a dialog, popover or menu does with focus, Escape and outside presses, put together from Radix's inner parts.
 * Their ready-made dialogs, popovers and menus put focus guards into the host's body even when they are not modal.
 * @internal
 */
export function Layer(props: LayerProps): ReactElement {
  const { children, onDismiss, isTrapped = false, triggerRef, initialFocus } = props
  const leftByPointer = useRef(false)
  return (
    <FocusScope.FocusScope
      asChild
      loop
      trapped={isTrapped}
      onMountAutoFocus={(event) => {
        if (initialFocus === undefined) return
        event.preventDefault()
        if (initialFocus === 'none') return
        const target = initialFocus === 'content' ? event.currentTarget : initialFocus.current
        if (target instanceof HTMLElement) target.focus({ preventScroll: true })
      }}
      onUnmountAutoFocus={(event) => {
        // Whoever clicked elsewhere wants the focus there.
        if (initialFocus === 'none' || (leftByPointer.current && !isTrapped)) event.preventDefault()
      }}
    >
      <DismissableLayer.DismissableLayer
        asChild
        onDismiss={onDismiss}
        onPointerDownOutside={(event) => {
          if (event.target instanceof Node && triggerRef?.current?.contains(event.target))
            event.preventDefault()
          else leftByPointer.current = true
        }}
        onFocusOutside={(event) => {
          if (isTrapped) event.preventDefault()
          else if (event.target instanceof Node && triggerRef?.current?.contains(event.target))
            event.preventDefault()
        }}
      >
        {children}
      </DismissableLayer.DismissableLayer>
    </FocusScope.FocusScope>
  )
}

/** Marks a place where presses never close a layer, e.g. the toasts. @internal */
export function LayerBranch({
  children,
  className,
}: {
  readonly children: ReactNode
  readonly className?: string
}): ReactElement {
  return (
    <DismissableLayer.DismissableLayerBranch className={className}>
      {children}
    </DismissableLayer.DismissableLayerBranch>
  )
}
