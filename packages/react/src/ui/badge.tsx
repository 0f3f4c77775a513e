import type { ReactElement, ReactNode } from 'react'
import { cx } from './cx.ts'

/** @public */
export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad' | 'info'

/** @public */
export interface BadgeProps {
  readonly tone?: Tone
  readonly icon?: ReactNode
  readonly children: ReactNode
  readonly className?: string
}

const TONES: Record<Tone, string> = {
  neutral: 'sk:bg-sunken sk:text-muted',
  accent: 'sk:bg-accent-soft sk:text-accent-text',
  good: 'sk:bg-good-soft sk:text-good',
  warn: 'sk:bg-warn-soft sk:text-warn',
  bad: 'sk:bg-bad-soft sk:text-bad',
  info: 'sk:bg-info-soft sk:text-info',
}

/** A word of state beside a thing. @public */
export function Badge({ tone = 'neutral', icon, children, className }: BadgeProps): ReactElement {
  return (
    <span
      className={cx(
        'sk:inline-flex sk:h-5 sk:shrink-0 sk:items-center sk:gap-1 sk:rounded-[5px] sk:px-1.5 sk:text-xs sk:font-medium sk:whitespace-nowrap',
        TONES[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  )
}
