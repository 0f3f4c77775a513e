import type { ReactElement } from 'react'
import { cx } from './cx.ts'

/** @public */
export interface ProgressBarProps {
  /** 0 to 1; absent while unknown. */
  readonly value?: number
  /** What is making progress. */
  readonly label: string
  readonly tone?: 'accent' | 'good' | 'bad'
  readonly className?: string
}

const TONES = { accent: 'sk:bg-accent', good: 'sk:bg-good', bad: 'sk:bg-bad' } as const

/** @public */
export function ProgressBar({ value, label, tone = 'accent', className }: ProgressBarProps): ReactElement {
  const share = value === undefined ? undefined : Math.min(1, Math.max(0, value))
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
      className={cx('sk:h-1 sk:w-full sk:overflow-hidden sk:rounded-full sk:bg-line', className)}
    >
      <div
        className={cx(
          'sk:h-full sk:rounded-full sk:transition-[width] sk:duration-200 sk:ease-out',
          TONES[tone],
          share === undefined && 'sk:w-1/3 sk:animate-pulse',
        )}
        style={share === undefined ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  )
}
