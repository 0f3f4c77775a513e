import type { Conversation } from '@skep/client'
import { useMessages } from '@skep/react'
import { Button, Dialog, TextField } from '@skep/react/ui'
import { toErrorData } from '@skep/schema'
import { type ReactElement, useRef, useState } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { useChat } from '../state/chat-context.ts'

/** Asks for another title of a conversation. @internal */
export function RenameDialog(props: {
  readonly conversation: Conversation
  readonly onClose: () => void
}): ReactElement {
  const { conversation, onClose } = props
  const t = useMessages(chatMessages)
  const { session } = useChat()
  const [title, setTitle] = useState(conversation.title)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const save = async (): Promise<void> => {
    if (title.trim() === '') return
    setBusy(true)
    try {
      await session.rename(conversation.id, title.trim())
      onClose()
    } catch (caught) {
      setError(toErrorData(caught).message)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('chat.renameTitle')}
      size="sm"
      initialFocus={field}
      footer={
        <Button variant="primary" isBusy={isBusy} disabled={title.trim() === ''} onClick={() => void save()}>
          {t('chat.save')}
        </Button>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <TextField
          ref={field}
          label={t('chat.title')}
          value={title}
          onValueChange={setTitle}
          maxLength={200}
          {...(error ? { error } : {})}
        />
      </form>
    </Dialog>
  )
}
