import { type ReactElement, type ReactNode, useId } from 'react'
import { reactMessages } from '../react-messages.ts'
import { useMessages } from '../use-messages.ts'
import { cx } from './cx.ts'

/** What a control inside a field must carry. @public */
export interface FieldControlProps {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
  readonly 'aria-required': true | undefined
}

/** The words around a control. @public */
export interface FieldTexts {
  readonly label?: ReactNode
  readonly hint?: ReactNode
  /** What is wrong and what to do; also marks the control as invalid. */
  readonly error?: ReactNode
  readonly isRequired?: boolean
  /** Something at the end of the label's line, e.g. a small button. */
  readonly action?: ReactNode
}

/** @public */
export interface FieldProps extends FieldTexts {
  readonly className?: string
  readonly children: (control: FieldControlProps) => ReactNode
}

/** A label, a control, and what helps or is wrong beneath it. @public */
export function Field(props: FieldProps): ReactElement {
  const { label, hint, error, isRequired, action, className, children } = props
  const t = useMessages(reactMessages)
  const id = useId()
  const note = error ?? hint
  return (
    <div className={cx('sk:flex sk:min-w-0 sk:flex-col sk:gap-1', className)}>
      {label || action ? (
        <div className="sk:flex sk:min-h-5 sk:items-center sk:justify-between sk:gap-2">
          <label htmlFor={id} className="sk:text-sm sk:font-medium sk:text-ink">
            {label}
            {isRequired ? (
              <span className="sk:text-bad" title={t('react.required')} aria-hidden="true">
                {' *'}
              </span>
            ) : null}
          </label>
          {action}
        </div>
      ) : null}
      {children({
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': error ? true : undefined,
        'aria-required': isRequired ? true : undefined,
      })}
      {note ? (
        <p id={`${id}-note`} className={cx('sk:text-sm', error ? 'sk:text-bad' : 'sk:text-muted')}>
          {note}
        </p>
      ) : null}
    </div>
  )
}
