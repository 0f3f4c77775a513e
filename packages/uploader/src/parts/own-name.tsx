import { cx } from '@skep/react/ui'
import type { ReactElement } from 'react'

/** A name of somebody's own: in its own direction, cut at its end, standing where the page's texts begin. @internal */
export function OwnName({
  children,
  className,
}: {
  readonly children: string
  readonly className?: string
}): ReactElement {
  return (
    <span
      dir="auto"
      title={children}
      className={cx('sk:inline-block sk:max-w-full sk:truncate sk:align-bottom', className)}
    >
      {children}
    </span>
  )
}
