import { useMessages } from '@skep/react'
import { useAtomValue } from '@skep/react/jotai'
import { Button, ErrorNote, Spinner, VisuallyHidden } from '@skep/react/ui'
import { ArrowDown } from 'lucide-react'
import { type ReactElement, useEffect, useRef } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { conversationIdAtom, isRunningAtom, liveAtom, messagesAtom, statusAtom } from '../state/atoms.ts'
import { useChat } from '../state/chat-context.ts'
import { AssistantMessage } from './assistant-message.tsx'
import { Opening } from './opening.tsx'
import { useStickToEnd } from './use-stick-to-end.ts'
import { UserMessage } from './user-message.tsx'

/** What has been said, with the answer that is coming in at its end. @public */
export function ChatMessages(): ReactElement {
  const t = useMessages(chatMessages)
  const { session } = useChat()
  const messages = useAtomValue(messagesAtom)
  const status = useAtomValue(statusAtom)
  const isRunning = useAtomValue(isRunningAtom)
  const conversationId = useAtomValue(conversationIdAtom)
  const { scroller, content, isAtEnd, stick } = useStickToEnd(messages.length > 0)
  const questionCount = messages.filter((message) => message.role === 'user').length
  // biome-ignore lint/correctness/useExhaustiveDependencies: one's own question and another conversation go to the end
  useEffect(() => {
    if (questionCount > 0) stick()
  }, [questionCount, conversationId, stick])
  const lastId = messages.at(-1)?.id

  return (
    <div className="sk:relative sk:min-h-0 sk:flex-1">
      <div
        ref={scroller}
        role="log"
        aria-label={t('chat.messages')}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long conversations must be scrollable by keyboard
        tabIndex={0}
        data-skep-scroll=""
        className="sk:h-full sk:[overflow-anchor:none] sk:focus-visible:-outline-offset-2"
      >
        <div
          ref={content}
          className="sk:mx-auto sk:flex sk:min-h-full sk:w-full sk:max-w-[744px] sk:flex-col sk:gap-6 sk:px-4 sk:py-5"
        >
          {status.status === 'loading' ? (
            <div className="sk:flex sk:flex-1 sk:items-center sk:justify-center sk:text-faint">
              <Spinner size={20} label={t('chat.loading')} />
            </div>
          ) : null}
          {status.status === 'failed' ? (
            <ErrorNote error={status.error} onRetry={() => void session.load(conversationId ?? undefined)} />
          ) : null}
          {status.status === 'ready' ? <Opening hasMessages={messages.length > 0} /> : null}
          {messages.map((message) =>
            message.role === 'user' ? (
              <UserMessage key={message.id} text={message.text} files={message.files} />
            ) : (
              <AssistantMessage
                key={message.id}
                message={message}
                isLast={message.id === lastId && !isRunning}
              />
            ),
          )}
          {isRunning ? <LiveMessage /> : null}
        </div>
      </div>
      {isAtEnd ? null : (
        <div className="sk:pointer-events-none sk:absolute sk:inset-x-0 sk:bottom-3 sk:flex sk:justify-center">
          <Button
            size="sm"
            icon={<ArrowDown size={14} />}
            onClick={stick}
            className="sk:pointer-events-auto sk:rounded-full sk:shadow-2 sk:animate-rise"
          >
            {t('chat.jump')}
          </Button>
        </div>
      )}
      <Announcer />
    </div>
  )
}

function LiveMessage(): ReactElement | null {
  const live = useAtomValue(liveAtom)
  if (!live) return null
  return (
    <AssistantMessage
      message={{ ...live, role: 'assistant', status: 'complete' }}
      live={live}
      isLast={false}
    />
  )
}

/** Says a finished answer once, instead of every word of it as it comes. */
function Announcer(): ReactElement {
  const messages = useAtomValue(messagesAtom)
  const isRunning = useAtomValue(isRunningAtom)
  const wasRunning = useRef(false)
  const last = messages.at(-1)
  const said = useRef('')
  const t = useMessages(chatMessages)
  const followUpCount = last?.followUps?.length ?? 0
  const heardFollowUps = useRef<string | undefined>(undefined)
  if (wasRunning.current && !isRunning && last?.role === 'assistant')
    said.current = last.error?.message ?? last.text
  if (wasRunning.current) heardFollowUps.current = undefined
  wasRunning.current = isRunning
  // Once for the answer that has just come; those of an earlier visit are found where they stand.
  if (said.current !== '' && followUpCount > 0 && heardFollowUps.current !== last?.id) {
    heardFollowUps.current = last?.id
    said.current = t('chat.followUpsReady', { count: followUpCount })
  }
  return (
    <div aria-live="polite">
      <VisuallyHidden>{said.current}</VisuallyHidden>
    </div>
  )
}
