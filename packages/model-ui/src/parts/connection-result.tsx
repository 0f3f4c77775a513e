import type { ConnectionReport } from '@skep/client'
import { useLocale, useMessages } from '@skep/react'
import { cx } from '@skep/react/ui'
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import type { ReactElement } from 'react'
import { formatDuration } from '../format.ts'
import { modelUiMessages } from '../model-ui-messages.ts'

/** What a test of a connection found: that it works, or which of the many causes keeps it from working. @internal */
export function ConnectionResult(props: {
  readonly report: ConnectionReport
  readonly className?: string
}): ReactElement {
  const { report, className } = props
  const t = useMessages(modelUiMessages)
  const locale = useLocale()
  const { ok, models, latencyMs, cause, error, hint } = report
  if (ok) {
    return (
      <p
        role="status"
        className={cx(
          'sk:flex sk:items-start sk:gap-2 sk:rounded-sm sk:bg-good-soft sk:px-3 sk:py-2 sk:text-good',
          className,
        )}
      >
        <CircleCheck size={16} className="sk:mt-0.5 sk:shrink-0" aria-hidden="true" />
        <span>
          {latencyMs === undefined
            ? t('models.connectedPlain')
            : t('models.connected', { time: formatDuration(latencyMs, locale) })}
          {models.length > 0 ? ` ${t('models.connectedModels', { count: models.length })}` : ''}
        </span>
      </p>
    )
  }
  // The server is there and takes the key: only for now it is too much.
  const isPassing = cause === 'rate-limit'
  // Some errors say what to do themselves.
  const isSaid = hint !== undefined && error?.message.includes(hint)
  const Icon = isPassing ? TriangleAlert : CircleAlert
  return (
    <div
      role="alert"
      data-cause={cause}
      className={cx(
        'sk:flex sk:items-start sk:gap-2 sk:rounded-sm sk:px-3 sk:py-2',
        isPassing ? 'sk:bg-warn-soft' : 'sk:bg-bad-soft',
        className,
      )}
    >
      <Icon
        size={16}
        aria-hidden="true"
        className={cx('sk:mt-0.5 sk:shrink-0', isPassing ? 'sk:text-warn' : 'sk:text-bad')}
      />
      <div className="sk:min-w-0 sk:flex-1">
        <p className="sk:font-medium">{cause ? t(`models.cause.${cause}`) : error?.message}</p>
        {hint && !isSaid ? (
          <p className="sk:break-words">
            <bdi>{hint}</bdi>
          </p>
        ) : null}
        {error ? (
          <p className="sk:mt-0.5 sk:text-sm sk:break-words sk:text-muted">
            {cause ? <bdi>{error.message}</bdi> : null}{' '}
            <span className="sk:font-mono sk:text-xs">{error.code}</span>
          </p>
        ) : null}
      </div>
    </div>
  )
}
