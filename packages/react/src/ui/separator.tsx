import type { ReactElement } from 'react'
import { cx } from './cx.ts'

/** @public */
export interface SeparatorProps {
  readonly orientation?: 'horizontal' | 'vertical'
  readonly className?: string
}

/** A hairline between things. Decoration: screen readers pass over it. @public */
export function Separator({ orientation = 'horizontal', className }: SeparatorProps): ReactElement {
  return (
    <div
      role="none"
      className={cx(
        'sk:shrink-0 sk:bg-line',
        orientation === 'horizontal' ? 'sk:h-px sk:w-full' : 'sk:w-px sk:self-stretch',
        className,
      )}
    />
  )
}
