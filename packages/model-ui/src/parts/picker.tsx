import type { ModelKind, ModelRef } from '@skep/client'
import { useMessages } from '@skep/react'
import {
  cx,
  ErrorNote,
  FIELD_BOX,
  Field,
  type FieldTexts,
  OWN_DIRECTION,
  Popover,
  Spinner,
} from '@skep/react/ui'
import { ChevronDown } from 'lucide-react'
import { type KeyboardEvent, type ReactElement, useState } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import { connectionName, placeOf, stateOf } from '../state/directory.ts'
import { isSameModel } from '../state/model-key.ts'
import { useDirectory } from '../state/use-directory.ts'
import { useNames } from '../state/use-names.ts'
import { ModelFacts } from './model-facts.tsx'
import { PickerList } from './picker-list.tsx'
import { StateMark } from './state-mark.tsx'

/** @public */
export interface ModelsPickerProps extends FieldTexts {
  /** The chosen model; `null` for none. */
  readonly value: ModelRef | null
  readonly onValueChange: (model: ModelRef) => void
  /** Only models of this kind. Absent: all, each with its kind. */
  readonly kind?: ModelKind
  /** Name for screen readers where no `label` is drawn. */
  readonly 'aria-label'?: string
  readonly placeholder?: string
  readonly size?: 'sm' | 'md'
  /** What the chosen model can do and whether it is ready, below the field. Default true. */
  readonly showsFacts?: boolean
  /** Opens the settings of connections: draws a button for it in the list. */
  readonly onManage?: () => void
  readonly disabled?: boolean
  readonly className?: string
}

/** Chooses one of the models that the client offers. Asks for them anew each time it opens. @public */
export function ModelsPicker(props: ModelsPickerProps): ReactElement {
  const { value, onValueChange, kind, size = 'md', showsFacts = true, onManage, disabled, className } = props
  const { label, hint, error, isRequired, action } = props
  const t = useMessages(modelUiMessages)
  const names = useNames()
  const { state, reload } = useDirectory()
  const [isOpen, setOpen] = useState(false)
  const directory = state.value
  const chosen = directory?.models.find((model) => isSameModel(model, value))
  const open = (next: boolean): void => {
    if (next) reload()
    setOpen(next)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isOpen || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return
    event.preventDefault()
    open(true)
  }
  const name = props['aria-label'] ?? (typeof label === 'string' ? label : t('models.model'))
  return (
    <Field
      {...{ label, hint, error, isRequired: isRequired === true, action }}
      className={cx('sk:w-full', className)}
    >
      {(control) => (
        <>
          <Popover
            label={name}
            open={isOpen}
            onOpenChange={open}
            className="sk:flex sk:max-h-[min(480px,var(--radix-popper-available-height))] sk:w-[min(460px,calc(100vw-16px))] sk:flex-col sk:overflow-hidden"
            trigger={
              <button
                type="button"
                {...control}
                role="combobox"
                aria-expanded={isOpen}
                aria-label={label === undefined || label === null ? name : undefined}
                disabled={disabled}
                onKeyDown={onKeyDown}
                className={cx(
                  'sk:flex sk:w-full sk:items-center sk:gap-2 sk:px-2.5 sk:text-start sk:disabled:cursor-not-allowed sk:disabled:opacity-55 sk:focus-visible:border-accent sk:focus-visible:outline-none',
                  size === 'md' ? 'sk:h-8' : 'sk:h-7 sk:text-sm',
                  FIELD_BOX,
                )}
              >
                {/* In its own direction, so that the end is cut and not the beginning. */}
                <span
                  dir={value ? 'auto' : undefined}
                  className={cx('sk:min-w-0 sk:grow sk:truncate', OWN_DIRECTION, !value && 'sk:text-faint')}
                >
                  {value ? (chosen?.label ?? value.model) : (props.placeholder ?? t('models.choose'))}
                </span>
                {value && directory ? (
                  <span className="sk:max-w-[45%] sk:min-w-0 sk:shrink-[999] sk:truncate sk:text-xs sk:text-faint">
                    <bdi>{connectionName(value.provider, directory, names)}</bdi>
                  </span>
                ) : null}
                <ChevronDown size={14} className="sk:shrink-0 sk:text-faint" />
              </button>
            }
          >
            <div className="sk:-m-3 sk:flex sk:min-h-0 sk:flex-col">
              {directory ? (
                <PickerList
                  directory={directory}
                  kind={kind}
                  value={value}
                  onManage={
                    onManage &&
                    (() => {
                      setOpen(false)
                      onManage()
                    })
                  }
                  onChoose={(model) => {
                    setOpen(false)
                    onValueChange(model)
                  }}
                />
              ) : state.status === 'failed' ? (
                <ErrorNote className="sk:m-3" error={state.error} onRetry={reload} />
              ) : (
                <div className="sk:flex sk:justify-center sk:p-10 sk:text-faint">
                  <Spinner size={20} />
                </div>
              )}
            </div>
          </Popover>
          {showsFacts && chosen && directory ? (
            <span className="sk:mt-1 sk:flex sk:flex-wrap sk:items-center sk:gap-x-2 sk:gap-y-1">
              <StateMark state={stateOf(chosen, directory)} />
              {onManage && stateOf(chosen, directory).status === 'needs-key' ? (
                <button
                  type="button"
                  onClick={onManage}
                  className="sk:rounded-[3px] sk:text-xs sk:font-medium sk:text-accent-text sk:underline sk:underline-offset-2 sk:focus-visible:outline-2 sk:focus-visible:outline-accent"
                >
                  {t('models.setUp')}
                </button>
              ) : null}
              <ModelFacts model={chosen} place={placeOf(chosen, directory)} />
              {chosen.unavailable === undefined ? null : (
                <span className="sk:basis-full sk:text-sm sk:text-bad">{chosen.unavailable}</span>
              )}
            </span>
          ) : null}
          {value && directory && !chosen ? (
            <span className="sk:mt-1 sk:text-sm sk:text-bad">{t('models.unknownModel')}</span>
          ) : null}
          {state.status === 'failed' && !isOpen ? (
            <ErrorNote look="line" className="sk:mt-1" error={state.error} onRetry={reload} />
          ) : null}
        </>
      )}
    </Field>
  )
}
