import { Server } from 'lucide-react'
import type { ReactElement } from 'react'

/** Says at the top of a panel what only a server does. @internal */
export function TriggerNote({ text }: { readonly text: string }): ReactElement {
  return (
    <p className="sk:mx-4 sk:mt-3 sk:flex sk:items-start sk:gap-2 sk:rounded-sm sk:bg-info-soft sk:px-3 sk:py-2 sk:text-sm sk:text-pretty">
      <Server size={14} className="sk:mt-0.5 sk:shrink-0 sk:text-info" aria-hidden="true" />
      <span>{text}</span>
    </p>
  )
}
