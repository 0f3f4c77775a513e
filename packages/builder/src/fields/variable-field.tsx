import { cx, Field, type FieldTexts, IconButton, Popover } from '@skep/react/ui'
import type { Selector } from '@skep/schema'
import { ChevronDown, X } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useT } from '../use-t.ts'
import { ReferenceChip } from '../variables/reference-chip.tsx'
import { VariableList } from '../variables/variable-list.tsx'
import { useDescribe } from '../variables/variables-context.ts'

/** @public */
export interface VariableFieldProps extends FieldTexts {
  /** Name for screen readers where no `label` is drawn. */
  readonly 'aria-label'?: string
  readonly value: Selector
  readonly onValueChange: (selector: Selector) => void
  /** Types that fit, e.g. `['string', 'array[object]']`; others are greyed. */
  readonly types?: readonly string[]
  readonly placeholder?: string
  /** Shows a button that empties the field. */
  readonly isClearable?: boolean
  readonly size?: 'sm' | 'md'
  readonly className?: string
}

/** Chooses one variable out of those in scope. Stands in a node's panel. @public */
export function VariableField(props: VariableFieldProps): ReactElement {
  const {
    label,
    hint,
    error,
    isRequired,
    action,
    value,
    onValueChange,
    types,
    size = 'md',
    className,
  } = props
  const t = useT()
  const describe = useDescribe()
  const [isOpen, setOpen] = useState(false)
  const isEmpty = value.length < 2
  const name = props['aria-label'] ?? (typeof label === 'string' ? label : t('builder.variables.choose'))
  const said = isEmpty ? t('builder.variables.choose') : `${describe(value).title} · ${describe(value).path}`
  return (
    <Field
      {...{ label, hint, error, isRequired: isRequired === true, action }}
      {...(className ? { className } : {})}
    >
      {(control) => (
        <div className="sk:flex sk:min-w-0 sk:items-center sk:gap-1">
          <Popover
            open={isOpen}
            onOpenChange={setOpen}
            label={name}
            className="sk:flex sk:w-72 sk:flex-col sk:p-1.5"
            trigger={
              <button
                type="button"
                {...control}
                aria-label={`${name}: ${said}`}
                className={cx(
                  'sk:flex sk:w-full sk:min-w-0 sk:items-center sk:gap-2 sk:rounded-sm sk:border sk:bg-surface sk:px-2 sk:text-start sk:hover:border-line-strong sk:focus-visible:border-accent sk:focus-visible:ring-2 sk:focus-visible:ring-accent/25 sk:focus-visible:outline-none sk:disabled:opacity-60',
                  size === 'md' ? 'sk:h-8' : 'sk:h-7 sk:text-sm',
                  error ? 'sk:border-bad' : 'sk:border-line-strong/60',
                )}
              >
                <span className="sk:min-w-0 sk:flex-1">
                  {isEmpty ? (
                    <span className="sk:block sk:truncate sk:text-faint">
                      {props.placeholder ?? t('builder.variables.choose')}
                    </span>
                  ) : (
                    <ReferenceChip selector={value} />
                  )}
                </span>
                <ChevronDown size={14} className="sk:shrink-0 sk:text-faint" aria-hidden="true" />
              </button>
            }
          >
            <VariableList
              chosen={value}
              {...(types ? { types } : {})}
              onChoose={(selector) => {
                setOpen(false)
                onValueChange(selector)
              }}
            />
          </Popover>
          {props.isClearable && !isEmpty ? (
            <IconButton
              size="sm"
              label={t('builder.clear')}
              icon={<X size={14} />}
              onClick={() => onValueChange([])}
            />
          ) : null}
        </div>
      )}
    </Field>
  )
}
