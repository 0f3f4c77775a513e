import {
  type ForwardRefExoticComponent,
  forwardRef,
  type KeyboardEvent,
  type ReactNode,
  type RefAttributes,
  useRef,
} from 'react'
import { cx } from './cx.ts'
import { FLOATING } from './surface.ts'

/** @internal */
export interface MenuListProps {
  readonly label: string
  readonly children: ReactNode
}

const TYPE_AHEAD_MS = 600

/** The surface of a menu with its keys. @internal */
export const MenuList: ForwardRefExoticComponent<MenuListProps & RefAttributes<HTMLDivElement>> = forwardRef<
  HTMLDivElement,
  MenuListProps
>(function MenuList({ label, children, ...rest }, ref) {
  const typed = useRef({ text: '', atMs: 0 })

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const items = [
      ...event.currentTarget.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled="true"])'),
    ]
    // Not activeElement: inside a shadow root that is its host.
    const at = items.indexOf(event.target as HTMLElement) // -1 for the list itself
    const target = nextItem(event, items, at, typed.current)
    if (event.key === 'Tab') event.preventDefault()
    if (!target) return
    event.preventDefault()
    target.focus()
  }

  return (
    <div
      {...rest}
      ref={ref}
      role="menu"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      data-skep-scroll=""
      className={cx(FLOATING, 'sk:max-h-(--radix-popper-available-height) sk:min-w-44 sk:max-w-80 sk:p-1')}
    >
      {children}
    </div>
  )
})

function nextItem(
  event: KeyboardEvent,
  items: readonly HTMLElement[],
  at: number,
  typed: { text: string; atMs: number },
): HTMLElement | undefined {
  switch (event.key) {
    case 'ArrowDown':
      return items[(at + 1) % items.length]
    case 'ArrowUp':
      return items[(at <= 0 ? items.length : at) - 1]
    case 'Home':
      return items[0]
    case 'End':
      return items.at(-1)
  }
  if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey)
    return undefined
  typed.text = event.timeStamp - typed.atMs > TYPE_AHEAD_MS ? event.key : typed.text + event.key
  typed.atMs = event.timeStamp
  const from = typed.text.length === 1 ? at + 1 : Math.max(at, 0)
  const inOrder = [...items.slice(from), ...items.slice(0, from)]
  return inOrder.find((item) => item.textContent?.trim().toLowerCase().startsWith(typed.text.toLowerCase()))
}
