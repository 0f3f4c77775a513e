import { cx } from '@skep/react/ui'
import { ChevronRight } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'

/** @internal */
export interface DisclosureProps {
  readonly title: ReactNode
  readonly children: ReactNode
  readonly className?: string
}

/** Something more for those who ask. Closed at first. @internal */
export function Disclosure({ title, children, className }: DisclosureProps): ReactElement {
  return (
    <details className={cx('sk:group/more', className)}>
      <summary className="sk:flex sk:cursor-pointer sk:list-none sk:items-center sk:gap-1 sk:rounded-[3px] sk:py-0.5 sk:text-sm sk:text-muted sk:hover:text-ink sk:focus-visible:outline-2 sk:focus-visible:outline-accent sk:[&::-webkit-details-marker]:hidden">
        <ChevronRight
          size={14}
          aria-hidden="true"
          className="sk:transition-transform sk:duration-100 sk:group-open/more:rotate-90 sk:rtl:-scale-x-100"
        />
        {title}
      </summary>
      <div className="sk:pt-2 sk:pb-1">{children}</div>
    </details>
  )
}
