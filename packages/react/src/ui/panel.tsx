import type { ReactElement, ReactNode } from 'react'
import { cx } from './cx.ts'

/** @public */
export interface PanelHeaderProps {
  readonly title: ReactNode
  /** Beside or under the title, quieter. */
  readonly subtitle?: ReactNode
  readonly icon?: ReactNode
  readonly actions?: ReactNode
  /** Heading level. Default 2. */
  readonly level?: 2 | 3 | 4
  readonly className?: string
}

/** The top row of a panel: 44 px, a hairline below. @public */
export function PanelHeader({
  title,
  subtitle,
  icon,
  actions,
  level = 2,
  className,
}: PanelHeaderProps): ReactElement {
  const Heading: 'h2' | 'h3' | 'h4' = `h${level}`
  return (
    <header
      className={cx(
        'sk:flex sk:min-h-11 sk:shrink-0 sk:items-center sk:gap-2 sk:border-b sk:border-line sk:ps-4 sk:pe-2',
        className,
      )}
    >
      {icon ? <span className="sk:shrink-0 sk:text-muted">{icon}</span> : null}
      <div className="sk:min-w-0 sk:flex-1">
        <Heading className="sk:truncate sk:text-base sk:font-semibold">{title}</Heading>
        {subtitle ? <p className="sk:truncate sk:text-xs sk:text-muted">{subtitle}</p> : null}
      </div>
      {actions ? <div className="sk:flex sk:shrink-0 sk:items-center sk:gap-1">{actions}</div> : null}
    </header>
  )
}

/** @public */
export interface CardProps {
  readonly children: ReactNode
  readonly className?: string
}

/** A box on the canvas. @public */
export function Card({ children, className }: CardProps): ReactElement {
  return (
    <div className={cx('sk:rounded-md sk:border sk:border-line sk:bg-surface', className)}>{children}</div>
  )
}
