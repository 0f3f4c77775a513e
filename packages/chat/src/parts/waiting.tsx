import { useMessages } from '@skep/react'
import { Spinner } from '@skep/react/ui'
import type { ReactElement } from 'react'
import { chatMessages } from '../chat-messages.ts'

/** That something happens, and what. @internal */
export function Waiting({ stepTitle }: { readonly stepTitle: string | null }): ReactElement {
  const t = useMessages(chatMessages)
  return (
    <p role="status" className="sk:flex sk:items-center sk:gap-2 sk:text-muted sk:animate-in">
      <Spinner size={14} label="" className="sk:text-accent" />
      <span className="sk:truncate">{stepTitle ?? t('chat.working')}</span>
    </p>
  )
}
