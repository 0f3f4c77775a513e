import { useMessages } from '@skep/react'
import { VisuallyHidden } from '@skep/react/ui'
import type { FileValue } from '@skep/schema'
import { memo, type NamedExoticComponent } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { FileChip } from './file-chip.tsx'

/** What the visitor said, as plain text, with what came along. @internal */
export const UserMessage: NamedExoticComponent<{
  readonly text: string
  readonly files?: readonly FileValue[] | undefined
}> = memo(function UserMessage({ text, files = [] }) {
  const t = useMessages(chatMessages)
  return (
    <article className="sk:flex sk:flex-col sk:items-end sk:gap-1.5 sk:ps-8">
      <VisuallyHidden>{t('chat.you')}</VisuallyHidden>
      {files.length > 0 ? (
        <ul
          aria-label={t('chat.attachments')}
          className="sk:flex sk:max-w-full sk:flex-wrap sk:justify-end sk:gap-1.5"
        >
          {files.map(({ id, name, type }) => (
            <li key={id} className="sk:max-w-full sk:min-w-0">
              <FileChip name={name} type={type} />
            </li>
          ))}
        </ul>
      ) : null}
      <p
        dir="auto"
        className="sk:max-w-[600px] sk:min-w-0 sk:rounded-lg sk:rounded-ee-[4px] sk:border sk:border-line sk:bg-sunken sk:px-3.5 sk:py-2 sk:text-md sk:break-words sk:whitespace-pre-wrap"
      >
        {text}
      </p>
    </article>
  )
})
