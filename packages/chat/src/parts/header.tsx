import { useMessages } from '@skep/react'
import { useAtomValue } from '@skep/react/jotai'
import { cx, IconButton, OWN_DIRECTION } from '@skep/react/ui'
import { MessagesSquare, SquarePen } from 'lucide-react'
import { type ReactElement, type ReactNode, useState } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { appAtom, conversationIdAtom, conversationsAtom, messagesAtom } from '../state/atoms.ts'
import { useChat } from '../state/chat-context.ts'
import { AppMark } from './app-mark.tsx'
import { ConversationsSheet } from './conversations-sheet.tsx'

/** @public */
export interface ChatHeaderProps {
  /** Default: the app's name. */
  readonly title?: ReactNode
  /** More buttons, after ours. */
  readonly actions?: ReactNode
  /** Whether earlier conversations can be opened from here. Default true. */
  readonly hasConversations?: boolean
  /** Hides the button for conversations where a side list stands beside the chat. @internal */
  readonly isBesideList?: boolean
}

/** The app's name, earlier conversations, a new one. @public */
export function ChatHeader(props: ChatHeaderProps): ReactElement {
  const { title, actions, hasConversations = true, isBesideList = false } = props
  const t = useMessages(chatMessages)
  const { session, isDraft } = useChat()
  const app = useAtomValue(appAtom)
  const conversationId = useAtomValue(conversationIdAtom)
  const conversations = useAtomValue(conversationsAtom)
  const messages = useAtomValue(messagesAtom)
  const [isListOpen, setListOpen] = useState(false)
  const conversation = conversations.find(({ id }) => id === conversationId)
  return (
    <header className="sk:flex sk:h-13 sk:shrink-0 sk:items-center sk:gap-2.5 sk:border-b sk:border-line sk:ps-4 sk:pe-2">
      <AppMark name={app?.name ?? ''} icon={app?.icon} />
      <div className="sk:min-w-0 sk:flex-1">
        <h2 className="sk:truncate sk:leading-5 sk:font-semibold">{title ?? app?.name ?? t('chat.name')}</h2>
        {conversation ? (
          <p dir="auto" className={cx('sk:truncate sk:text-xs sk:text-muted', OWN_DIRECTION)}>
            {conversation.title}
          </p>
        ) : null}
      </div>
      {hasConversations && !isDraft ? (
        <span className={isBesideList ? 'sk:@2xl:hidden' : undefined}>
          <IconButton
            size="lg"
            tooltip="bottom"
            label={t('chat.conversations')}
            icon={<MessagesSquare size={16} />}
            onClick={() => setListOpen(true)}
          />
        </span>
      ) : null}
      <IconButton
        size="lg"
        tooltip="bottom"
        label={t('chat.newConversation')}
        icon={<SquarePen size={16} />}
        disabled={messages.length === 0 && conversationId === null}
        onClick={() => session.startNew()}
      />
      {actions}
      <ConversationsSheet open={isListOpen} onOpenChange={setListOpen} />
    </header>
  )
}
