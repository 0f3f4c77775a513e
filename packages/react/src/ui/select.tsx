import { Check, ChevronDown } from 'lucide-react'
import { type KeyboardEvent, type ReactElement, type ReactNode, useId, useState } from 'react'
import { reactMessages } from '../react-messages.ts'
import { useMessages } from '../use-messages.ts'
import { cx } from './cx.ts'
import { Field, type FieldTexts } from './field.tsx'
import { Floating } from './floating.tsx'
import { OWN_DIRECTION } from './own-direction.ts'
import { SelectList } from './select-list.tsx'
import { FIELD_BOX, FLOATING } from './surface.ts'

/** @public */
export interface SelectOption<V extends string> {
  readonly value: V
  readonly label: string
  /** A second line. */
  readonly description?: string
  readonly icon?: ReactNode
  /** Options of one group stand together under its name. */
  readonly group?: string
  readonly disabled?: boolean
}

/** @public */
export interface SelectProps<V extends string> extends FieldTexts {
  readonly value: V | undefined
  readonly options: readonly SelectOption<V>[]
  readonly onValueChange: (value: V) => void
  /** Name for screen readers where no `label` is drawn. */
  readonly 'aria-label'?: string
  readonly placeholder?: string
  readonly size?: 'sm' | 'md'
  readonly disabled?: boolean
  readonly className?: string
}

/** One of many choices. Opens a list with arrow keys, letters, Home and End. @public */
export function Select<V extends string>(props: SelectProps<V>): ReactElement {
  const {
    label,
    hint,
    error,
    isRequired,
    action,
    className,
    value,
    options,
    onValueChange,
    size = 'md',
  } = props
  const t = useMessages(reactMessages)
  const [isOpen, setOpen] = useState(false)
  const listId = useId()
  const chosen = options.find((option) => option.value === value)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isOpen || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return
    event.preventDefault()
    setOpen(true)
  }
  return (
    <Field
      {...{ label, hint, error, isRequired: isRequired === true, action }}
      {...(className ? { className } : {})}
    >
      {(control) => (
        <Floating
          isOpen={isOpen}
          onDismiss={() => setOpen(false)}
          trigger={
            <button
              type="button"
              {...control}
              role="combobox"
              aria-haspopup="listbox"
              aria-expanded={isOpen}
              aria-controls={isOpen ? listId : undefined}
              aria-label={props['aria-label']}
              disabled={props.disabled}
              onClick={() => setOpen(!isOpen)}
              onKeyDown={onKeyDown}
              className={cx(
                'sk:flex sk:w-full sk:items-center sk:gap-2 sk:px-2.5 sk:text-start sk:disabled:cursor-not-allowed sk:disabled:opacity-55 sk:focus-visible:outline-none',
                size === 'md' ? 'sk:h-8' : 'sk:h-7 sk:text-sm',
                FIELD_BOX,
              )}
            >
              {chosen?.icon}
              <span
                dir="auto"
                className={cx('sk:min-w-0 sk:flex-1 sk:truncate', OWN_DIRECTION, !chosen && 'sk:text-faint')}
              >
                {chosen?.label ?? props.placeholder ?? t('react.choose')}
              </span>
              <ChevronDown size={14} className="sk:text-faint" />
            </button>
          }
        >
          <div className={cx(FLOATING, 'sk:w-(--radix-popper-anchor-width) sk:min-w-48')}>
            <SelectList
              id={listId}
              label={props['aria-label'] ?? (typeof label === 'string' ? label : t('react.choose'))}
              options={options}
              value={value}
              emptyText={t('react.noOptions')}
              mark={<Check size={14} />}
              onSelect={(next) => {
                setOpen(false)
                onValueChange(next)
              }}
            />
          </div>
        </Floating>
      )}
    </Field>
  )
}
