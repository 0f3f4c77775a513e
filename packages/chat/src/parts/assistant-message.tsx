import { useMessages } from '@skep/react'
import { useAtomValue, useSetAtom } from '@skep/react/jotai'
import { MarkdownContext, type MarkdownEnvironment } from '@skep/react/markdown'
import { Button, CopyButton, cx, ErrorNote, VisuallyHidden } from '@skep/react/ui'
import { CircleStop, RotateCw, SearchX, ShieldAlert, UserRoundPen } from 'lucide-react'
import { memo, type NamedExoticComponent, useMemo, useState } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { appAtom, composerTextAtom } from '../state/atoms.ts'
import { useChat } from '../state/chat-context.ts'
import type { ChatMessage, LiveAnswer } from '../state/types.ts'
import { AnswerBody } from './answer-body.tsx'
import { PassageSheet } from './passage-sheet.tsx'
import { QuestionList } from './question-list.tsx'
import { Sources } from './sources.tsx'
import { Waiting } from './waiting.tsx'

/** @internal */
export interface AssistantMessageProps {
  readonly message: ChatMessage
  /** Set while the answer is coming in. */
  readonly live?: LiveAnswer
  readonly isLast: boolean
}

/** An answer: its text, its sources, and what went wrong. @internal */
export const AssistantMessage: NamedExoticComponent<AssistantMessageProps> = memo(
  function AssistantMessage(props) {
    const { message, live, isLast } = props
    const t = useMessages(chatMessages)
    const { session, composer, allowedImageOrigins } = useChat()
    const app = useAtomValue(appAtom)
    const [openSource, setOpenSource] = useState<number | null>(null)
    const hasCitations = app?.features.citations !== false
    const { citations } = message
    const environment = useMemo<MarkdownEnvironment>(
      () => ({
        allowedImageOrigins,
        citationNumbers: new Set(hasCitations ? citations.map((citation) => citation.number) : []),
        onCitation: setOpenSource,
        citationLabel: (number) =>
          t('chat.source', {
            number,
            name: citations.find((citation) => citation.number === number)?.documentName ?? '',
          }),
        copyCodeLabel: t('chat.copyCode'),
        imageLabel: (alt) => t('chat.image', { alt }),
      }),
      [allowedImageOrigins, hasCitations, citations, t],
    )
    const isDone = live === undefined
    const setText = useSetAtom(composerTextAtom)
    const ask = (question: string): void => {
      // The button goes with the question; what is left is the place to write.
      composer.current?.focus({ preventScroll: true })
      if (session.checkForm()) void session.send(question)
      else setText(question)
    }
    return (
      <article className="sk:group sk:flex sk:min-w-0 sk:flex-col sk:gap-3" aria-busy={!isDone}>
        <VisuallyHidden>{t('chat.assistant')}</VisuallyHidden>
        <MarkdownContext.Provider value={environment}>
          <AnswerBody message={message} live={live} />
        </MarkdownContext.Provider>
        {live?.isPaused ? (
          <p role="status" className="sk:text-sm sk:text-muted">
            {t('chat.formPaused')}
          </p>
        ) : live && (live.text === '' || live.stepTitle) ? (
          <Waiting stepTitle={live.stepTitle} />
        ) : null}
        {isDone && message.hasFoundNothing ? (
          <p className="sk:flex sk:items-center sk:gap-2 sk:text-sm sk:text-muted">
            <SearchX size={14} />
            {t('chat.nothingFound')}
          </p>
        ) : null}
        {isDone && message.replacedBy ? (
          <p className="sk:flex sk:items-start sk:gap-2 sk:text-sm sk:text-muted">
            <ShieldAlert size={14} className="sk:mt-0.5 sk:shrink-0" aria-hidden="true" />
            {t('chat.replaced')}
          </p>
        ) : null}
        {isDone && message.annotation ? (
          <p
            title={t('chat.annotatedFor', { question: message.annotation.question })}
            className="sk:flex sk:items-start sk:gap-2 sk:text-sm sk:text-muted"
          >
            <UserRoundPen size={14} className="sk:mt-0.5 sk:shrink-0" aria-hidden="true" />
            {t('chat.annotated')}
          </p>
        ) : null}
        {isDone && hasCitations && citations.length > 0 ? (
          <Sources citations={citations} onOpen={setOpenSource} />
        ) : null}
        {message.error ? (
          <ErrorNote error={message.error} {...(isLast ? { onRetry: () => void session.retry() } : {})} />
        ) : null}
        {isDone && (message.text !== '' || message.status === 'stopped') ? (
          <footer
            className={cx(
              'sk:-ms-1 sk:-mt-1 sk:flex sk:items-center sk:gap-1 sk:text-sm sk:text-muted sk:transition-opacity sk:duration-100',
              !isLast && 'sk:opacity-0 sk:group-focus-within:opacity-100 sk:group-hover:opacity-100',
            )}
          >
            {message.text === '' ? null : <CopyButton text={message.text} label={t('chat.copyMessage')} />}
            {message.status === 'stopped' ? (
              <span className="sk:ms-1 sk:flex sk:items-center sk:gap-1.5">
                <CircleStop size={13} />
                {t('chat.stopped')}
                {isLast ? (
                  <Button
                    variant="ghost"
                    size="sm"
                    icon={<RotateCw size={13} />}
                    onClick={() => void session.retry()}
                  >
                    {t('chat.retry')}
                  </Button>
                ) : null}
              </span>
            ) : null}
          </footer>
        ) : null}
        {isDone && isLast && message.followUps && message.followUps.length > 0 ? (
          <QuestionList label={t('chat.followUps')} look="small" questions={message.followUps} onAsk={ask} />
        ) : null}
        {openSource === null ? null : (
          <PassageSheet
            citations={citations}
            number={openSource}
            onNumberChange={setOpenSource}
            onClose={() => setOpenSource(null)}
          />
        )}
      </article>
    )
  },
)
