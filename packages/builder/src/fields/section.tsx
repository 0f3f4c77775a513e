import type { ReactElement, ReactNode } from 'react'

/** @public */
export interface SectionProps {
  readonly title: ReactNode
  readonly hint?: ReactNode
  /** Something at the end of the heading, e.g. a button that adds a row. */
  readonly action?: ReactNode
  readonly children?: ReactNode
}

/** A titled part of a panel. @public */
export function Section({ title, hint, action, children }: SectionProps): ReactElement {
  return (
    <section className="sk:flex sk:flex-col sk:gap-2.5 sk:border-b sk:border-line sk:px-4 sk:py-3.5 sk:last:border-b-0">
      <div className="sk:flex sk:min-h-6 sk:items-center sk:justify-between sk:gap-2">
        <h3 className="sk:font-semibold">{title}</h3>
        {action}
      </div>
      {hint ? <p className="sk:-mt-2 sk:text-sm sk:text-muted sk:text-pretty">{hint}</p> : null}
      {children}
    </section>
  )
}
