import { useControllableState } from 'radix-ui/internal'
import { Slot } from 'radix-ui/slot'
import { type ReactElement, type ReactNode, useMemo, useState } from 'react'
import { Floating, type FloatingPlacement, type ViewportPoint } from './floating.tsx'
import { MenuContext } from './menu-context.ts'
import { MenuList } from './menu-list.tsx'
import { placementOf } from './popover.tsx'

/** @public */
export interface MenuProps extends FloatingPlacement {
  /** One button that opens the menu. */
  readonly trigger?: ReactElement
  /** Without a trigger: where in the window it opens, with `open` controlled. */
  readonly point?: ViewportPoint | null
  /** Its name for screen readers. */
  readonly label: string
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
  /** `MenuItem`, `MenuCheckItem`, `MenuLabel`, `MenuSeparator`. */
  readonly children: ReactNode
}

/** A list of actions behind a button, or at a point. Arrow keys, Home, End, letters, Enter, Escape. @public */
export function Menu(props: MenuProps): ReactElement {
  const { trigger, label, point, side, align, sideOffset, children } = props
  const [isOpen, setOpen] = useControllableState({
    prop: props.open,
    defaultProp: false,
    onChange: props.onOpenChange,
  })
  const context = useMemo(() => ({ close: () => setOpen(false) }), [setOpen])
  return (
    <MenuContext.Provider value={context}>
      <Floating
        isOpen={isOpen}
        onDismiss={() => setOpen(false)}
        initialFocus="content"
        {...placementOf({ side, align, sideOffset })}
        {...(point ? { point } : {})}
        {...(trigger
          ? {
              trigger: (
                <Slot
                  {...{ 'data-state': isOpen ? 'open' : 'closed' }}
                  aria-haspopup="menu"
                  aria-expanded={isOpen}
                  onClick={() => setOpen(!isOpen)}
                  onKeyDown={(event) => {
                    if (event.key !== 'ArrowDown' || isOpen) return
                    event.preventDefault()
                    setOpen(true)
                  }}
                >
                  {trigger}
                </Slot>
              ),
            }
          : {})}
      >
        <MenuList label={label}>{children}</MenuList>
      </Floating>
    </MenuContext.Provider>
  )
}

/** @public */
export interface ContextMenuProps {
  readonly label: string
  /** The menu's items. */
  readonly items: ReactNode
  /** One element; a right click, a long press or the menu key on it opens the menu. */
  readonly children: ReactElement
}

/** A menu at the pointer. Everything in it must be reachable in another way too. @public */
export function ContextMenu({ label, items, children }: ContextMenuProps): ReactElement {
  const [point, setPoint] = useState<ViewportPoint | null>(null)
  return (
    <>
      <Slot
        onContextMenu={(event) => {
          event.preventDefault()
          setPoint({ x: event.clientX, y: event.clientY })
        }}
      >
        {children}
      </Slot>
      <Menu
        label={label}
        point={point}
        open={point !== null}
        onOpenChange={() => setPoint(null)}
        sideOffset={0}
      >
        {items}
      </Menu>
    </>
  )
}
