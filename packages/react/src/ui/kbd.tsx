import type { ReactElement, ReactNode } from 'react'
import { cx } from './cx.ts'

/** @public */
export interface KbdProps {
  readonly children: ReactNode
  /** `inverse` on dark ground such as a tooltip. */
  readonly tone?: 'plain' | 'inverse'
}

/** A key or a combination of keys. @public */
export function Kbd({ children, tone = 'plain' }: KbdProps): ReactElement {
  return (
    <kbd
      className={cx(
        'sk:inline-flex sk:min-w-4.5 sk:items-center sk:justify-center sk:rounded-[4px] sk:border sk:px-1 sk:font-sans sk:text-xs',
        tone === 'plain'
          ? 'sk:border-line sk:bg-sunken sk:text-muted'
          : 'sk:border-canvas/30 sk:text-canvas/80',
      )}
    >
      {children}
    </kbd>
  )
}
