import { useMessages } from '@skep/react'
import { VisuallyHidden } from '@skep/react/ui'
import { memo, type NamedExoticComponent } from 'react'
import { chatMessages } from '../chat-messages.ts'

/** What the visitor said, as plain text. @internal */
export const UserMessage: NamedExoticComponent<{ readonly text: string }> = memo(function UserMessage({
  text,
}) {
  const t = useMessages(chatMessages)
  return (
    <article className="sk:flex sk:justify-end sk:ps-8">
      <VisuallyHidden>{t('chat.you')}</VisuallyHidden>
      <p
        dir="auto"
        className="sk:max-w-[600px] sk:min-w-0 sk:rounded-lg sk:rounded-ee-[4px] sk:border sk:border-line sk:bg-sunken sk:px-3.5 sk:py-2 sk:text-md sk:break-words sk:whitespace-pre-wrap"
      >
        {text}
      </p>
    </article>
  )
})
