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
    <details {...(className ? { className } : {})}>
      <summary className="sk:flex sk:cursor-pointer sk:list-none sk:items-center sk:gap-1 sk:rounded-[3px] sk:py-0.5 sk:text-sm sk:text-muted sk:hover:text-ink sk:focus-visible:outline-2 sk:focus-visible:outline-accent sk:[&::-webkit-details-marker]:hidden">
        <ChevronRight
          size={14}
          aria-hidden="true"
          className="sk:shrink-0 sk:transition-transform sk:duration-100 sk:rtl:rotate-180 sk:[details[open]>summary>&]:rotate-90"
        />
        {title}
      </summary>
      <div className="sk:pt-2 sk:pb-1">{children}</div>
    </details>
  )
}
