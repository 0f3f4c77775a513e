import { useMessages } from '@skep/react'
import { Dialog } from '@skep/react/ui'
import type { ReactElement } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { ChatConversations } from './conversations.tsx'

/** The list of conversations over a narrow chat. @internal */
export function ConversationsSheet(props: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}): ReactElement {
  const t = useMessages(chatMessages)
  return (
    <Dialog {...props} placement="end" size="sm" isFlush title={t('chat.conversations')}>
      <ChatConversations onOpen={() => props.onOpenChange(false)} />
    </Dialog>
  )
}
