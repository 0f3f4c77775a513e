import { type ForwardRefExoticComponent, forwardRef, type HTMLAttributes, type RefAttributes } from 'react'

/** @public */
export interface ScrollAreaProps extends HTMLAttributes<HTMLDivElement> {
  /** Its name; with one it can be reached by Tab and scrolled with the keys. */
  readonly label?: string
}

/** A part that scrolls with the browser's own, thin scroll bar. @public */
export const ScrollArea: ForwardRefExoticComponent<ScrollAreaProps & RefAttributes<HTMLDivElement>> =
  forwardRef<HTMLDivElement, ScrollAreaProps>(function ScrollArea({ label, ...rest }, ref) {
    return (
      <div
        {...(label ? { role: 'region', 'aria-label': label, tabIndex: 0 } : {})}
        {...rest}
        ref={ref}
        data-skep-scroll=""
      />
    )
  })
