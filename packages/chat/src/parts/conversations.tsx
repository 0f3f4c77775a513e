import type { Conversation } from '@skep/client'
import { useMessages } from '@skep/react'
import { useAtomValue } from '@skep/react/jotai'
import { Button, ConfirmDialog, EmptyState } from '@skep/react/ui'
import { MessagesSquare, SquarePen } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { conversationIdAtom, conversationsAtom } from '../state/atoms.ts'
import { useChat } from '../state/chat-context.ts'
import { ConversationRow } from './conversation-row.tsx'
import { RenameDialog } from './rename-dialog.tsx'

/** @public */
export interface ChatConversationsProps {
  /** Called when one was chosen or a new one begun. */
  readonly onOpen?: () => void
}

/** Earlier conversations with this app: open, rename, delete. @public */
export function ChatConversations({ onOpen }: ChatConversationsProps): ReactElement {
  const t = useMessages(chatMessages)
  const { session } = useChat()
  const conversations = useAtomValue(conversationsAtom)
  const openId = useAtomValue(conversationIdAtom)
  const [renaming, setRenaming] = useState<Conversation | null>(null)
  const [removing, setRemoving] = useState<Conversation | null>(null)
  return (
    <nav
      aria-label={t('chat.conversations')}
      className="sk:flex sk:min-h-0 sk:flex-1 sk:flex-col sk:gap-2 sk:p-2"
    >
      <Button
        icon={<SquarePen size={15} />}
        onClick={() => {
          session.startNew()
          onOpen?.()
        }}
      >
        {t('chat.newConversation')}
      </Button>
      {conversations.length === 0 ? (
        <EmptyState icon={<MessagesSquare size={18} />} title={t('chat.noConversations')}>
          {t('chat.noConversationsText')}
        </EmptyState>
      ) : (
        <ul
          data-skep-scroll=""
          className="sk:-mx-2 sk:flex sk:min-h-0 sk:flex-1 sk:flex-col sk:gap-px sk:px-2"
        >
          {conversations.map((conversation) => (
            <ConversationRow
              key={conversation.id}
              conversation={conversation}
              isOpen={conversation.id === openId}
              onOpen={() => {
                if (conversation.id !== openId) void session.open(conversation.id)
                onOpen?.()
              }}
              onRename={() => setRenaming(conversation)}
              onRemove={() => setRemoving(conversation)}
            />
          ))}
        </ul>
      )}
      {renaming ? <RenameDialog conversation={renaming} onClose={() => setRenaming(null)} /> : null}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        title={t('chat.deleteTitle')}
        confirmLabel={t('chat.delete')}
        onConfirm={() => (removing ? session.remove(removing.id) : undefined)}
      >
        {t('chat.deleteText', { title: removing?.title ?? '' })}
      </ConfirmDialog>
    </nav>
  )
}
