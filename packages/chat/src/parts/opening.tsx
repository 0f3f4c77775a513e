import { useMessages } from '@skep/react'
import { useAtomValue, useSetAtom } from '@skep/react/jotai'
import { Markdown } from '@skep/react/markdown'
import { EmptyState } from '@skep/react/ui'
import { renderOpening } from '@skep/schema'
import { MessageSquareText } from 'lucide-react'
import type { ReactElement } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { isFormShownAtom, openingInputsAtom } from '../form/form-atoms.ts'
import { InputsForm } from '../form/inputs-form.tsx'
import { InputsSummary } from '../form/inputs-summary.tsx'
import { appAtom, composerTextAtom } from '../state/atoms.ts'
import { useChat } from '../state/chat-context.ts'
import { QuestionList } from './question-list.tsx'

/** How a conversation begins: the app's opening words and questions one may ask. @internal */
export function Opening({ hasMessages }: { readonly hasMessages: boolean }): ReactElement | null {
  const t = useMessages(chatMessages)
  const { session } = useChat()
  const app = useAtomValue(appAtom)
  const isFormShown = useAtomValue(isFormShownAtom)
  const setText = useSetAtom(composerTextAtom)
  const inputs = useAtomValue(openingInputsAtom)
  if (!app) return null
  const { suggestedQuestions = [] } = app.features
  const openingStatement = renderOpening(app.features.openingStatement ?? '', inputs, '…')
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
        <QuestionList label={t('chat.questions')} questions={questions} onAsk={ask} />
      ) : null}
    </div>
  )
}
