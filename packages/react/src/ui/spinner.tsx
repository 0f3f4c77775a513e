import type { ReactElement } from 'react'
import { reactMessages } from '../react-messages.ts'
import { useMessages } from '../use-messages.ts'
import { cx } from './cx.ts'

/** @public */
export interface SpinnerProps {
  /** Pixels. Default 16. */
  readonly size?: number
  /** What is being waited for; an empty string where text beside it says so. */
  readonly label?: string
  readonly className?: string
}

/** A wait of unknown length. @public */
export function Spinner({ size = 16, label, className }: SpinnerProps): ReactElement {
  const t = useMessages(reactMessages)
  const name = label ?? t('react.loading')
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden where text beside it says so
    <svg
      className={cx('sk:animate-spin', className)}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      {...(name ? { role: 'img', 'aria-label': name } : { 'aria-hidden': true })}
    >
      <circle cx="8" cy="8" r="6.25" stroke="currentColor" strokeOpacity="0.22" strokeWidth="1.75" />
      <path
        d="M14.25 8A6.25 6.25 0 0 0 8 1.75"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
      />
    </svg>
  )
}
