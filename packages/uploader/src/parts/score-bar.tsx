import type { ExplainedScore } from '@skep/client'
import { useMessages } from '@skep/react'
import { cx } from '@skep/react/ui'
import type { ReactElement, ReactNode } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'

/** @internal */
export interface ScoreBarProps {
  readonly name: string
  /** The score as its method gives it. */
  readonly value: string
  readonly score: ExplainedScore
  readonly tone: 'accent' | 'info'
  readonly children?: ReactNode
}

/** One of the two scores of a passage: what it is, where it stands, and what it adds to the sum. @internal */
export function ScoreBar({ name, value, score, tone, children }: ScoreBarProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const { rank, normalized, weight, contribution } = score
  const parts = [
    rank === undefined ? t('uploader.whyUnranked') : t('uploader.whyRank', { rank }),
    weight === undefined || normalized === undefined
      ? null
      : t('uploader.whyShare', { normalized: normalized.toFixed(2), weight: weight.toFixed(2) }),
  ].filter((part) => part !== null)
  return (
    <div className="sk:flex sk:flex-col sk:gap-1">
      <div className="sk:flex sk:flex-wrap sk:items-baseline sk:gap-x-2">
        <span className="sk:font-medium">{name}</span>
        <span className="sk:tabular-nums">{value}</span>
        <span className="sk:text-muted">{parts.join(' · ')}</span>
        {contribution === undefined ? null : (
          <bdi className="sk:ms-auto sk:font-medium sk:tabular-nums">+{contribution.toFixed(3)}</bdi>
        )}
      </div>
      {normalized === undefined ? null : (
        <span className="sk:block sk:h-1 sk:overflow-hidden sk:rounded-full sk:bg-sunken">
          <span
            className={cx(
              'sk:block sk:h-full sk:rounded-full',
              tone === 'accent' ? 'sk:bg-accent' : 'sk:bg-info',
            )}
            style={{ width: `${Math.round(Math.min(1, Math.max(0, normalized)) * 100)}%` }}
          />
        </span>
      )}
      {children}
    </div>
  )
}
