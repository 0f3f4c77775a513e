import { useMessages } from '@skep/react'
import { useAtomValue } from '@skep/react/jotai'
import { type ReactElement, useEffect, useRef } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { useChat } from '../state/chat-context.ts'
import { failedChecksAtom, problemsAtom, variablesAtom } from './form-atoms.ts'
import { InputsField } from './inputs-field.tsx'

/** What an app wants to know before it talks, made from the fields of its start node. @internal */
export function InputsForm(): ReactElement {
  const t = useMessages(chatMessages)
  const { session, composer } = useChat()
  const variables = useAtomValue(variablesAtom)
  const problems = useAtomValue(problemsAtom)
  const failedChecks = useAtomValue(failedChecksAtom)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (failedChecks > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [failedChecks])
  return (
    <form
      ref={form}
      noValidate
      aria-label={t('chat.inputs')}
      className="sk:flex sk:flex-col sk:gap-3.5 sk:rounded-md sk:border sk:border-line sk:bg-surface sk:p-3.5"
      onSubmit={(event) => {
        event.preventDefault()
        if (session.checkForm()) composer.current?.focus()
      }}
    >
      {variables.map((variable) => {
        const problem = problems[variable.variable]
        // An empty field is no mistake until somebody tries to send.
        const isShown = failedChecks > 0 || (problem && EARLY.has(problem.code))
        return (
          <InputsField key={variable.variable} variable={variable} problem={isShown ? problem : undefined} />
        )
      })}
      {/* Enter in a one-line field needs a button to go on where there are several. */}
      <button type="submit" hidden tabIndex={-1}>
        {t('chat.send')}
      </button>
    </form>
  )
}

const EARLY: ReadonlySet<string> = new Set(['too-long', 'too-many', 'file-kind', 'refused'])
