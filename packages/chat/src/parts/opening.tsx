import { useMessages } from '@skep/react'
import { useAtomValue, useSetAtom } from '@skep/react/jotai'
import { Markdown } from '@skep/react/markdown'
import { cx, EmptyState } from '@skep/react/ui'
import { ArrowUpRight, MessageSquareText } from 'lucide-react'
import type { ReactElement } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { isFormShownAtom } from '../form/form-atoms.ts'
import { InputsForm } from '../form/inputs-form.tsx'
import { InputsSummary } from '../form/inputs-summary.tsx'
import { appAtom, composerTextAtom } from '../state/atoms.ts'
import { useChat } from '../state/chat-context.ts'
import { OWN_DIRECTION } from './own-direction.ts'

/** How a conversation begins: the app's opening words and questions one may ask. @internal */
export function Opening({ hasMessages }: { readonly hasMessages: boolean }): ReactElement | null {
  const t = useMessages(chatMessages)
  const { session } = useChat()
  const app = useAtomValue(appAtom)
  const isFormShown = useAtomValue(isFormShownAtom)
  const setText = useSetAtom(composerTextAtom)
  if (!app) return null
  const { openingStatement, suggestedQuestions = [] } = app.features
  if (hasMessages) {
    return (
      <>
        {openingStatement ? (
          <div dir="auto">
            <Markdown text={openingStatement} cutNote={t('chat.cut')} />
          </div>
        ) : null}
        {isFormShown ? <InputsForm /> : <InputsSummary />}
      </>
    )
  }
  const questions = suggestedQuestions.filter((question) => question.trim() !== '')
  const ask = (question: string): void => {
    if (session.checkForm()) void session.send(question)
    else setText(question) // it waits there until the form is filled in
  }
  return (
    <div className="sk:flex sk:flex-1 sk:flex-col sk:justify-end sk:gap-5">
      {openingStatement ? (
        <div dir="auto">
          <Markdown text={openingStatement} cutNote={t('chat.cut')} />
        </div>
      ) : (
        <EmptyState icon={<MessageSquareText size={18} />} title={t('chat.emptyTitle')} className="sk:flex-1">
          {t('chat.emptyText', { name: app.name })}
        </EmptyState>
      )}
      {isFormShown ? <InputsForm /> : null}
      {questions.length > 0 ? (
        <ul className="sk:flex sk:flex-col sk:gap-2">
          {questions.map((question) => (
            <li key={question}>
              <button
                type="button"
                onClick={() => ask(question)}
                className="sk:group sk:flex sk:w-full sk:items-center sk:gap-3 sk:rounded-md sk:border sk:border-line sk:bg-surface sk:px-3.5 sk:py-2.5 sk:text-start sk:transition-colors sk:duration-100 sk:hover:border-line-strong/60 sk:hover:bg-hover sk:active:bg-sunken sk:focus-visible:outline-2 sk:focus-visible:outline-offset-2 sk:focus-visible:outline-accent"
              >
                <span dir="auto" className={cx('sk:min-w-0 sk:flex-1 sk:break-words', OWN_DIRECTION)}>
                  {question}
                </span>
                <ArrowUpRight
                  size={15}
                  className="sk:text-faint sk:rtl:-scale-x-100 sk:group-hover:text-accent-text"
                />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
