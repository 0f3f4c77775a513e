import { X } from 'lucide-react'
import { type ReactElement, type ReactNode, type RefObject, useId } from 'react'
import { createPortal } from 'react-dom'
import { reactMessages } from '../react-messages.ts'
import { useMessages } from '../use-messages.ts'
import { usePortalContainer } from '../use-skep.ts'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'
import { Layer } from './layer.tsx'

/** @public */
export interface DialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: ReactNode
  readonly description?: ReactNode
  /** `center`: a window; `end`: a sheet along the inline end of the screen. Default `center`. */
  readonly placement?: 'center' | 'end'
  /** Widest in pixels: 420, 560, 800. Default `md`. */
  readonly size?: 'sm' | 'md' | 'lg'
  /** Buttons, the main one last. */
  readonly footer?: ReactNode
  /** Something beside the close button. */
  readonly actions?: ReactNode
  readonly initialFocus?: RefObject<HTMLElement | null>
  /** Takes the padding away, e.g. for a list that goes to the edges. */
  readonly isFlush?: boolean
  readonly children?: ReactNode
}

const WIDTHS = { sm: 'sk:max-w-[420px]', md: 'sk:max-w-[560px]', lg: 'sk:max-w-[800px]' } as const

/**
 * A window over the page. Focus stays inside, Escape and a press outside close it, focus goes back where it was.
 * The page around the component is not touched: no guards, no `aria-hidden`, no scroll lock.
 * @public
 */
export function Dialog(props: DialogProps): ReactElement | null {
  const { open, onOpenChange, title, description, placement = 'center', size = 'md', footer, actions } = props
  const container = usePortalContainer()
  const t = useMessages(reactMessages)
  const id = useId()
  if (!open || !container) return null
  const isSheet = placement === 'end'
  return createPortal(
    <div
      className={cx(
        'sk:fixed sk:inset-0 sk:z-(--sk-z) sk:flex sk:overscroll-contain sk:bg-(--sk-overlay) sk:animate-in',
        isSheet ? 'sk:justify-end' : 'sk:items-center sk:justify-center sk:p-4',
      )}
    >
      <Layer isTrapped onDismiss={() => onOpenChange(false)} initialFocus={props.initialFocus ?? 'content'}>
        <div
          role="dialog"
          aria-modal="true"
          aria-labelledby={`${id}-title`}
          aria-describedby={description ? `${id}-description` : undefined}
          tabIndex={-1}
          className={cx(
            'sk:flex sk:w-full sk:flex-col sk:bg-surface sk:text-ink sk:shadow-2 sk:outline-none sk:focus-visible:outline-none',
            WIDTHS[size],
            isSheet
              ? 'sk:h-full sk:animate-sheet sk:border-s sk:border-line'
              : 'sk:max-h-full sk:animate-rise sk:rounded-lg sk:border sk:border-line',
          )}
        >
          <div className="sk:flex sk:items-start sk:gap-2 sk:border-b sk:border-line sk:py-3 sk:ps-4 sk:pe-2.5">
            <div className="sk:min-w-0 sk:flex-1">
              <h2 id={`${id}-title`} className="sk:truncate sk:text-md sk:font-semibold">
                {title}
              </h2>
              {description ? (
                <p id={`${id}-description`} className="sk:text-sm sk:text-muted">
                  {description}
                </p>
              ) : null}
            </div>
            {actions}
            <IconButton
              label={t('react.close')}
              icon={<X size={16} />}
              tooltip="none"
              onClick={() => onOpenChange(false)}
            />
          </div>
          {props.children === undefined ? null : (
            <div data-skep-scroll="" className={cx('sk:min-h-0 sk:flex-1', !props.isFlush && 'sk:p-4')}>
              {props.children}
            </div>
          )}
          {footer ? (
            <div className="sk:flex sk:flex-wrap sk:justify-end sk:gap-2 sk:border-t sk:border-line sk:px-4 sk:py-3">
              {footer}
            </div>
          ) : null}
        </div>
      </Layer>
    </div>,
    container,
  )
}
