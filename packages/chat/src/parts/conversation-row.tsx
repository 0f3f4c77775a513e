import type { Conversation } from '@skep/client'
import { useLocale, useMessages } from '@skep/react'
import { cx, IconButton, Menu, MenuItem, OWN_DIRECTION } from '@skep/react/ui'
import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { formatWhen } from './format-when.ts'

/** @internal */
export interface ConversationRowProps {
  readonly conversation: Conversation
  readonly isOpen: boolean
  readonly onOpen: () => void
  readonly onRename: () => void
  readonly onRemove: () => void
}

/** One conversation of the list. @internal */
export function ConversationRow(props: ConversationRowProps): ReactElement {
  const { conversation, isOpen, onOpen, onRename, onRemove } = props
  const t = useMessages(chatMessages)
  const locale = useLocale()
  return (
    <li
      className={cx(
        'sk:group sk:flex sk:items-center sk:rounded-sm sk:pe-1 sk:transition-colors sk:duration-100',
        isOpen ? 'sk:bg-accent-soft sk:text-accent-text' : 'sk:hover:bg-hover',
      )}
    >
      <button
        type="button"
        aria-current={isOpen ? 'true' : undefined}
        onClick={onOpen}
        className="sk:min-w-0 sk:flex-1 sk:rounded-sm sk:px-2.5 sk:py-1.5 sk:text-start sk:focus-visible:outline-2 sk:focus-visible:-outline-offset-2 sk:focus-visible:outline-accent"
      >
        <span dir="auto" className={cx('sk:block sk:truncate', OWN_DIRECTION, isOpen && 'sk:font-medium')}>
          {conversation.title}
        </span>
        <span className={cx('sk:block sk:text-xs', isOpen ? 'sk:text-accent-text' : 'sk:text-muted')}>
          {formatWhen(conversation.updatedAtMs, Date.now(), locale)}
        </span>
      </button>
      <Menu
        label={t('chat.more', { title: conversation.title })}
        align="end"
        trigger={
          <IconButton
            size="sm"
            tooltip="none"
            label={t('chat.more', { title: conversation.title })}
            icon={<Ellipsis size={15} />}
            className="sk:opacity-0 sk:group-focus-within:opacity-100 sk:group-hover:opacity-100 sk:data-[state=open]:opacity-100 sk:pointer-coarse:opacity-100"
          />
        }
      >
        <MenuItem icon={<Pencil size={14} />} onSelect={onRename}>
          {t('chat.rename')}
        </MenuItem>
        <MenuItem icon={<Trash2 size={14} />} tone="danger" onSelect={onRemove}>
          {t('chat.delete')}
        </MenuItem>
      </Menu>
    </li>
  )
}
