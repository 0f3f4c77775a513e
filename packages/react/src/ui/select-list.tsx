import { type KeyboardEvent, type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react'
import { cx } from './cx.ts'
import { OWN_DIRECTION } from './own-direction.ts'
import type { SelectOption } from './select.tsx'

/** @internal */
export interface SelectListProps<V extends string> {
  readonly id: string
  readonly label: string
  readonly options: readonly SelectOption<V>[]
  readonly value: V | undefined
  readonly emptyText: string
  readonly mark: ReactNode
  readonly onSelect: (value: V) => void
}

const TYPE_AHEAD_MS = 600

/** The open list of a select. Focus stays on the list; the active option is named by `aria-activedescendant`. @internal */
export function SelectList<V extends string>(props: SelectListProps<V>): ReactElement {
  const { id, label, options, value, emptyText, mark, onSelect } = props
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      options.findIndex((option) => option.value === value),
    ),
  )
  const typed = useRef({ text: '', atMs: 0 })
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector(`[data-index="${active}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const move = (by: number): void => {
    for (let step = 1; step <= options.length; step++) {
      const index = (active + by * step + options.length * step) % options.length
      if (options[index]?.disabled) continue
      setActive(index)
      return
    }
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else if (event.key === 'Home') setActive(options.findIndex((option) => !option.disabled))
    else if (event.key === 'End') setActive(options.findLastIndex((option) => !option.disabled))
    else if (event.key === 'Enter' || event.key === ' ') {
      const option = options[active]
      if (option && !option.disabled) onSelect(option.value)
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const { current } = typed
      current.text = event.timeStamp - current.atMs > TYPE_AHEAD_MS ? event.key : current.text + event.key
      current.atMs = event.timeStamp
      const wanted = current.text.toLowerCase()
      const index = options.findIndex((option) => option.label.toLowerCase().startsWith(wanted))
      if (index >= 0) setActive(index)
    } else if (event.key !== 'Tab') return
    event.preventDefault()
  }
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={label}
      aria-activedescendant={options.length > 0 ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      data-skep-scroll=""
      className="sk:max-h-[min(320px,var(--radix-popper-available-height))] sk:p-1 sk:focus-visible:outline-none"
    >
      {options.length === 0 ? <p className="sk:px-2 sk:py-1.5 sk:text-muted">{emptyText}</p> : null}
      {options.map((option, index) => (
        <div key={option.value}>
          {option.group !== undefined && option.group !== options[index - 1]?.group ? (
            <div className="sk:px-2 sk:pt-1.5 sk:pb-1 sk:text-xs sk:font-medium sk:text-faint">
              {option.group}
            </div>
          ) : null}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the listbox has the keys */}
          <div
            id={`${id}-${index}`}
            data-index={index}
            role="option"
            tabIndex={-1}
            aria-selected={option.value === value}
            aria-disabled={option.disabled}
            onPointerMove={() => setActive(index)}
            onClick={() => !option.disabled && onSelect(option.value)}
            className={cx(
              'sk:flex sk:min-h-7 sk:cursor-pointer sk:items-center sk:gap-2 sk:rounded-[5px] sk:px-2 sk:py-1',
              index === active && 'sk:bg-hover',
              option.disabled && 'sk:cursor-not-allowed sk:opacity-50',
            )}
          >
            {option.icon}
            <span className="sk:min-w-0 sk:flex-1">
              <span dir="auto" className={cx('sk:block sk:truncate', OWN_DIRECTION)}>
                {option.label}
              </span>
              {option.description ? (
                <span className="sk:block sk:text-xs sk:text-muted">{option.description}</span>
              ) : null}
            </span>
            <span className={cx('sk:text-accent-text', option.value !== value && 'sk:invisible')}>
              {mark}
            </span>
          </div>
        </div>
      ))}
    </div>
  )
}
