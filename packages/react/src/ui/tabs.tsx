import * as Radix from 'radix-ui/tabs'
import type { ReactElement, ReactNode } from 'react'
import { useDirection } from '../use-skep.ts'
import { cx } from './cx.ts'

/** @public */
export interface TabItem<V extends string> {
  readonly value: V
  readonly label: ReactNode
  readonly icon?: ReactNode
  /** A number beside the label. */
  readonly count?: number
  readonly content: ReactNode
}

/** @public */
export interface TabsProps<V extends string> {
  readonly label: string
  readonly value: V
  readonly onValueChange: (value: V) => void
  readonly items: readonly TabItem<V>[]
  /** Something at the end of the row of tabs. */
  readonly end?: ReactNode
  readonly className?: string
  readonly contentClassName?: string
}

/** Views of one thing, one at a time. The panel fills what is left of the height. @public */
export function Tabs<V extends string>(props: TabsProps<V>): ReactElement {
  const { label, value, onValueChange, items, end, className, contentClassName } = props
  const dir = useDirection()
  return (
    <Radix.Root
      dir={dir}
      value={value}
      onValueChange={(next) => onValueChange(next as V)} // Radix hands back one of the values it was given
      className={cx('sk:flex sk:min-h-0 sk:flex-col', className)}
    >
      <div className="sk:flex sk:shrink-0 sk:items-center sk:gap-2 sk:border-b sk:border-line sk:px-3">
        <Radix.List aria-label={label} className="sk:flex sk:min-w-0 sk:flex-1 sk:gap-1">
          {items.map((item) => (
            <Radix.Trigger
              key={item.value}
              value={item.value}
              className="sk:relative sk:inline-flex sk:h-9 sk:items-center sk:gap-1.5 sk:rounded-sm sk:px-2 sk:text-sm sk:font-medium sk:whitespace-nowrap sk:text-muted sk:transition-colors sk:duration-100 sk:hover:text-ink sk:data-[state=active]:text-ink sk:after:absolute sk:after:inset-x-2 sk:after:-bottom-px sk:after:h-0.5 sk:after:rounded-full sk:data-[state=active]:after:bg-accent sk:focus-visible:outline-2 sk:focus-visible:-outline-offset-2 sk:focus-visible:outline-accent"
            >
              {item.icon}
              {item.label}
              {item.count === undefined ? null : (
                <span className="sk:text-xs sk:text-faint">{item.count}</span>
              )}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {end}
      </div>
      {items.map((item) => (
        <Radix.Content
          key={item.value}
          value={item.value}
          className={cx(
            'sk:min-h-0 sk:flex-1 sk:data-[state=inactive]:hidden sk:focus-visible:outline-2 sk:focus-visible:-outline-offset-2 sk:focus-visible:outline-accent',
            contentClassName,
          )}
        >
          {item.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
