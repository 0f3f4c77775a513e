import { atom, useAtom, useAtomValue } from '@skep/react/jotai'
import { Button, Checkbox, Kbd, NumberField, Select, TextArea, TextField } from '@skep/react/ui'
import type { JsonValue, StartVariable } from '@skep/schema'
import { MessageSquarePlus, Play, Square } from 'lucide-react'
import type { KeyboardEvent, ReactElement } from 'react'
import { shortcutText } from '../shortcuts.ts'
import { appAtom, nodesAtom } from '../state/edit-atoms.ts'
import { conversationIdAtom, isRunningAtom } from '../state/run-atoms.ts'
import { useT } from '../use-t.ts'
import { type FormError, QUERY_KEY } from './check-form.ts'
import { FileInput } from './file-input.tsx'
import { formErrorsAtom, runInputsAtom, runQueryAtom } from './form-atoms.ts'
import { startVariables, useRunControl } from './use-run-control.ts'

const modeAtom = atom((get) => get(appAtom).mode)

/** The form that starts a run, made from the start node's variables. @internal */
export function RunForm(): ReactElement {
  const t = useT()
  const run = useRunControl()
  const isRunning = useAtomValue(isRunningAtom)
  const variables = startVariables(useAtomValue(nodesAtom))
  const isTalking = useAtomValue(modeAtom) !== 'workflow'
  const [query, setQuery] = useAtom(runQueryAtom)
  const [conversationId, setConversationId] = useAtom(conversationIdAtom)
  const errors = useAtomValue(formErrorsAtom)
  const say = (error: FormError | undefined): string | undefined => error && t(`builder.run.error.${error}`)
  const onKeyDown = (event: KeyboardEvent): void => {
    // In a chat, Enter sends and Shift+Enter breaks the line, as everywhere.
    if (
      event.key !== 'Enter' ||
      event.shiftKey ||
      event.nativeEvent.isComposing ||
      event.ctrlKey ||
      event.metaKey
    )
      return
    event.preventDefault()
    if (!isRunning) run.start()
  }
  return (
    <form
      aria-label={t('builder.run.form')}
      className="sk:flex sk:flex-col sk:gap-3 sk:border-b sk:border-line sk:p-4"
      onSubmit={(event) => {
        event.preventDefault()
        run.toggle()
      }}
    >
      {variables.map((variable) => (
        <RunField key={variable.variable} variable={variable} error={say(errors[variable.variable])} />
      ))}
      {isTalking ? (
        <TextArea
          label={t('builder.run.query')}
          rows={2}
          value={query}
          error={say(errors[QUERY_KEY])}
          placeholder={t('builder.run.queryPlaceholder')}
          onValueChange={setQuery}
          onKeyDown={onKeyDown}
        />
      ) : null}
      {variables.length === 0 && !isTalking ? (
        <p className="sk:text-muted">{t('builder.run.noInputs')}</p>
      ) : null}
      <div className="sk:flex sk:items-center sk:gap-2">
        <Button
          type="submit"
          variant={isRunning ? 'secondary' : 'primary'}
          icon={isRunning ? <Square size={12} fill="currentColor" /> : <Play size={14} />}
        >
          {t(isRunning ? 'builder.run.stop' : 'builder.run.start')}
        </Button>
        <Kbd>{shortcutText('mod+enter')}</Kbd>
        <span className="sk:flex-1" />
        {isTalking && conversationId && !isRunning ? (
          <Button
            size="sm"
            variant="ghost"
            icon={<MessageSquarePlus size={14} />}
            onClick={() => setConversationId(null)}
          >
            {t('builder.run.newConversation')}
          </Button>
        ) : null}
      </div>
    </form>
  )
}

function RunField({
  variable,
  error,
}: {
  readonly variable: StartVariable
  readonly error: string | undefined
}): ReactElement {
  const [inputs, setInputs] = useAtom(runInputsAtom)
  const value = inputs[variable.variable] ?? variable.default
  const set = (next: JsonValue | undefined): void => {
    const { [variable.variable]: _, ...rest } = inputs
    setInputs(next === undefined ? rest : { ...rest, [variable.variable]: next })
  }
  const label = variable.label || variable.variable
  const texts = {
    label,
    error,
    isRequired: variable.required,
    ...(variable.description ? { hint: variable.description } : {}),
    ...(variable.placeholder ? { placeholder: variable.placeholder } : {}),
  }
  const text = typeof value === 'string' ? value : ''
  switch (variable.type) {
    case 'text-input':
      return <TextField {...texts} value={text} onValueChange={set} />
    case 'paragraph':
      return <TextArea {...texts} value={text} onValueChange={set} />
    case 'select':
      return (
        <Select
          {...texts}
          value={text === '' ? undefined : text}
          options={(variable.options ?? []).map((option) => ({ value: option, label: option }))}
          onValueChange={set}
        />
      )
    case 'number':
      return (
        <NumberField
          {...texts}
          value={typeof value === 'number' ? value : undefined}
          onValueChange={set}
          {...(variable.unit
            ? { end: <span className="sk:text-sm sk:text-faint">{variable.unit}</span> }
            : {})}
        />
      )
    case 'checkbox':
      return <Checkbox label={label} checked={value === true} onCheckedChange={set} />
    case 'json-object':
      return (
        <TextArea
          {...texts}
          isMono
          rows={4}
          value={typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : text}
          onValueChange={set}
        />
      )
    case 'file':
    case 'file-list':
      return <FileInput variable={variable} error={error} value={value} onValueChange={set} />
    default:
      return variable.type satisfies never
  }
}
