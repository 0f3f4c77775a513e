import { useMessages } from '@skep/react'
import { useAtomValue } from '@skep/react/jotai'
import { IconButton } from '@skep/react/ui'
import { Paperclip } from 'lucide-react'
import { type ReactElement, useRef } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { acceptOf, attachmentsAtom, fileUploadAtom } from '../state/attachments.ts'
import { useChat } from '../state/chat-context.ts'

/** Chooses files for the next message, where the app takes any. @internal */
export function AttachButton(): ReactElement | null {
  const t = useMessages(chatMessages)
  const { session } = useChat()
  const feature = useAtomValue(fileUploadAtom)
  const attachments = useAtomValue(attachmentsAtom)
  const input = useRef<HTMLInputElement>(null)
  if (!feature) return null
  const accept = acceptOf(feature)
  return (
    <>
      <IconButton
        size="lg"
        label={t('chat.attach')}
        icon={<Paperclip size={16} />}
        disabled={attachments.length >= feature.maxFiles}
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        hidden
        multiple={feature.maxFiles > 1}
        {...(accept ? { accept } : {})}
        onChange={(event) => {
          const chosen = [...(event.target.files ?? [])]
          event.target.value = ''
          session.attachments.add(chosen)
        }}
      />
    </>
  )
}
