import { CircleAlert, RotateCw } from 'lucide-react'
import type { ReactElement } from 'react'
import { reactMessages } from '../react-messages.ts'
import { useMessages } from '../use-messages.ts'
import { Button } from './button.tsx'
import { cx } from './cx.ts'

/** @public */
export interface ErrorNoteProps {
  readonly error: { readonly code: string; readonly message: string }
  readonly onRetry?: () => void
  readonly isRetrying?: boolean
  /** `line`: one compact line without a box. Default `box`. */
  readonly look?: 'box' | 'line'
  readonly className?: string
}

/** What went wrong, in words, with its code for a support ticket, and a way to try again. @public */
export function ErrorNote({
  error,
  onRetry,
  isRetrying,
  look = 'box',
  className,
}: ErrorNoteProps): ReactElement {
  const t = useMessages(reactMessages)
  const isBox = look === 'box'
  return (
    <div
      role="alert"
      className={cx(
        'sk:flex sk:flex-wrap sk:items-start sk:gap-x-2 sk:gap-y-2 sk:text-start',
        isBox ? 'sk:rounded-sm sk:border sk:border-bad/25 sk:bg-bad-soft sk:px-3 sk:py-2.5' : 'sk:text-sm',
        className,
      )}
    >
      <CircleAlert size={isBox ? 16 : 14} className="sk:mt-0.5 sk:text-bad" aria-hidden="true" />
      <div className="sk:min-w-44 sk:flex-1">
        <p dir="auto" className={cx('sk:break-words', isBox ? 'sk:text-ink' : 'sk:text-bad')}>
          {error.message}
        </p>
        <p className={cx('sk:font-mono sk:text-xs sk:break-all', isBox ? 'sk:text-bad' : 'sk:text-muted')}>
          {error.code}
        </p>
      </div>
      {onRetry ? (
        <Button
          size="sm"
          icon={<RotateCw size={13} />}
          onClick={onRetry}
          {...(isRetrying ? { isBusy: true } : {})}
        >
          {t('react.retry')}
        </Button>
      ) : null}
    </div>
  )
}
