import type { ReactElement, ReactNode } from 'react'
import { cx } from './cx.ts'

/** @public */
export interface EmptyStateProps {
  readonly icon?: ReactNode
  readonly title: ReactNode
  /** What would be here and how it gets here. */
  readonly children?: ReactNode
  readonly actions?: ReactNode
  readonly className?: string
}

/** What stands where nothing is yet. @public */
export function EmptyState({ icon, title, children, actions, className }: EmptyStateProps): ReactElement {
  return (
    <div
      className={cx(
        'sk:flex sk:flex-col sk:items-center sk:justify-center sk:gap-1 sk:px-6 sk:py-10 sk:text-center',
        className,
      )}
    >
      {icon ? (
        <div className="sk:mb-2 sk:flex sk:size-10 sk:items-center sk:justify-center sk:rounded-md sk:border sk:border-line sk:bg-sunken sk:text-muted">
          {icon}
        </div>
      ) : null}
      <p className="sk:text-md sk:font-semibold">{title}</p>
      {children ? <div className="sk:max-w-90 sk:text-muted sk:text-pretty">{children}</div> : null}
      {actions ? (
        <div className="sk:mt-3 sk:flex sk:flex-wrap sk:justify-center sk:gap-2">{actions}</div>
      ) : null}
    </div>
  )
}
