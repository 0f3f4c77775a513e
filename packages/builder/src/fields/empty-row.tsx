import type { ReactElement, ReactNode } from 'react'

/** What stands where a list has no rows yet. @internal */
export function EmptyRow({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <p className="sk:rounded-sm sk:border sk:border-dashed sk:border-line sk:px-3 sk:py-2.5 sk:text-sm sk:text-muted">
      {children}
    </p>
  )
}
