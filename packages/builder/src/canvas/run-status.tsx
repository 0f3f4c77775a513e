import { cx, Spinner } from '@skep/react/ui'
import { Ban, CircleCheck, CirclePause, CircleX, Clock3, SkipForward, TriangleAlert } from 'lucide-react'
import type { ReactElement } from 'react'
import type { NodeRun } from '../core/run-marks.ts'
import type { NodeRunStatus } from '../core/run-view.ts'
import { formatDuration } from '../run/format.ts'
import { useT } from '../use-t.ts'

/** The colours of the states of a run. @internal */
export const STATUS_TEXT: Readonly<Record<NodeRunStatus | 'waiting', string>> = {
  waiting: 'sk:text-faint',
  running: 'sk:text-accent-text',
  paused: 'sk:text-warn',
  succeeded: 'sk:text-good',
  failed: 'sk:text-bad',
  handled: 'sk:text-warn',
  skipped: 'sk:text-faint',
  stopped: 'sk:text-muted',
}

/** The icon of a state of a run. @internal */
export function StatusIcon({
  status,
  size = 14,
}: {
  readonly status: NodeRunStatus | 'waiting'
  readonly size?: number
}): ReactElement {
  const t = useT()
  const label = t(`builder.status.${status}`)
  const Icon = {
    waiting: Clock3,
    paused: CirclePause,
    succeeded: CircleCheck,
    failed: CircleX,
    handled: TriangleAlert,
    skipped: SkipForward,
    stopped: Ban,
  }
  if (status === 'running') return <Spinner size={size} label={label} className={STATUS_TEXT.running} />
  const Shape = Icon[status]
  return (
    <Shape size={size} role="img" aria-label={label} className={cx('sk:shrink-0', STATUS_TEXT[status])} />
  )
}

/** How a node stands in the run, in the corner of its card. @internal */
export function RunStatusCorner({
  run,
  isWaiting,
}: {
  readonly run: NodeRun | undefined
  readonly isWaiting: boolean
}): ReactElement | null {
  if (!run) return isWaiting ? <StatusIcon status="waiting" /> : null
  return (
    <span className="sk:flex sk:shrink-0 sk:items-center sk:gap-1" data-run-status={run.status}>
      {run.durationMs === undefined ? null : (
        <span className="sk:absolute sk:end-1 sk:bottom-full sk:pb-0.5 sk:text-xs sk:text-muted sk:tabular-nums">
          {formatDuration(run.durationMs)}
        </span>
      )}
      <StatusIcon status={run.status} />
    </span>
  )
}
