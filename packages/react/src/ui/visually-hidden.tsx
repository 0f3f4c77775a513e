import type { ReactElement, ReactNode } from 'react'

/** For screen readers only. @public */
export function VisuallyHidden({
  children,
  id,
}: {
  readonly children: ReactNode
  readonly id?: string
}): ReactElement {
  return (
    <span id={id} className="sk:sr-only">
      {children}
    </span>
  )
}
