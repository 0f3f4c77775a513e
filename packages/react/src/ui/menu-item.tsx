import { Check } from 'lucide-react'
import { type ReactElement, type ReactNode, useContext } from 'react'
import { cx } from './cx.ts'
import { MenuContext } from './menu-context.ts'

/** @public */
export interface MenuItemProps {
  readonly children: ReactNode
  readonly icon?: ReactNode
  /** The keys that do the same elsewhere. */
  readonly shortcut?: string
  /** `danger` for what cannot be taken back. */
  readonly tone?: 'plain' | 'danger'
  readonly disabled?: boolean
  readonly onSelect: () => void
}

const ITEM =
  'sk:flex sk:min-h-7 sk:w-full sk:items-center sk:gap-2 sk:rounded-[5px] sk:px-2 sk:py-1 sk:text-start sk:outline-none ' +
  'sk:hover:bg-hover sk:focus:bg-hover sk:focus-visible:outline-none sk:disabled:cursor-not-allowed sk:disabled:opacity-50 sk:disabled:hover:bg-transparent'

/** @public */
export function MenuItem(props: MenuItemProps): ReactElement {
  const { children, icon, shortcut, tone = 'plain', disabled, onSelect } = props
  const { close } = useContext(MenuContext)
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      disabled={disabled}
      aria-disabled={disabled}
      onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
      onClick={() => {
        close()
        onSelect()
      }}
      className={cx(ITEM, tone === 'danger' && 'sk:text-bad sk:hover:bg-bad-soft sk:focus:bg-bad-soft')}
    >
      {icon ? <span className={cx('sk:shrink-0', tone === 'plain' && 'sk:text-muted')}>{icon}</span> : null}
      <span className="sk:min-w-0 sk:flex-1 sk:truncate">{children}</span>
      {shortcut ? <span className="sk:ms-4 sk:text-xs sk:text-faint">{shortcut}</span> : null}
    </button>
  )
}

/** @public */
export interface MenuCheckItemProps {
  readonly children: ReactNode
  readonly checked: boolean
  /** `radio` where exactly one of a group is on. Default `check`. */
  readonly kind?: 'check' | 'radio'
  readonly onSelect: () => void
}

/** An item that is on or off. @public */
export function MenuCheckItem({
  children,
  checked,
  kind = 'check',
  onSelect,
}: MenuCheckItemProps): ReactElement {
  const { close } = useContext(MenuContext)
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles it may have are checkable
    <button
      type="button"
      role={kind === 'check' ? 'menuitemcheckbox' : 'menuitemradio'}
      aria-checked={checked}
      tabIndex={-1}
      onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
      onClick={() => {
        close()
        onSelect()
      }}
      className={ITEM}
    >
      <span className="sk:min-w-0 sk:flex-1 sk:truncate">{children}</span>
      <Check size={14} className={cx('sk:text-accent-text', !checked && 'sk:invisible')} />
    </button>
  )
}

/** A heading inside a menu. @public */
export function MenuLabel({ children }: { readonly children: ReactNode }): ReactElement {
  return <div className="sk:px-2 sk:pt-1.5 sk:pb-1 sk:text-xs sk:font-medium sk:text-faint">{children}</div>
}

/** @public */
export function MenuSeparator(): ReactElement {
  return <hr className="sk:-mx-1 sk:my-1 sk:border-0 sk:h-px sk:bg-line" />
}
