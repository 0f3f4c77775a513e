import { useMessages } from '@skep/react'
import { HumanFormView } from '@skep/react/forms'
import { Markdown } from '@skep/react/markdown'
import { Fragment, type ReactElement } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { useChat } from '../state/chat-context.ts'
import type { ChatForm, ChatMessage, LiveAnswer } from '../state/types.ts'

/** @internal */
export interface AnswerBodyProps {
  readonly message: ChatMessage
  readonly live: LiveAnswer | undefined
}

/** What an answer says, with the forms that it waited for where they came. @internal */
export function AnswerBody({ message, live }: AnswerBodyProps): ReactElement {
  const t = useMessages(chatMessages)
  const { session } = useChat()
  const forms = live?.forms ?? message.forms ?? []
  const write = (text: string, isEnd: boolean): ReactElement | null =>
    text.trim() === '' ? null : (
      <div dir="auto">
        <Markdown text={text} isStreaming={isEnd && live !== undefined} cutNote={t('chat.cut')} />
      </div>
    )
  const end = forms.at(-1)?.textLength ?? 0
  return (
    <>
      {forms.map((each, index) => (
        <Fragment key={each.executionId}>
          {write(message.text.slice(forms[index - 1]?.textLength ?? 0, each.textLength), false)}
          <HumanFormView
            form={each.form}
            {...stateOf(each, live !== undefined)}
            {...(live ? { onSubmit: (sent) => session.submitForm(each.executionId, sent) } : {})}
          />
        </Fragment>
      ))}
      {write(message.text.slice(end), true)}
    </>
  )
}

function stateOf(
  { submission, hasExpired }: ChatForm,
  isLive: boolean,
): Pick<Parameters<typeof HumanFormView>[0], 'submission' | 'isOver'> {
  if (hasExpired) return { isOver: 'expired', ...(submission ? { submission } : {}) }
  if (submission) return { submission }
  return isLive ? {} : { isOver: 'ended' }
}
