import { checkFields, fieldValue, InputField } from '@skep/react/forms'
import { atom, useAtom, useAtomValue } from '@skep/react/jotai'
import { Button, Kbd, Select, TextArea } from '@skep/react/ui'
import type { StartVariable } from '@skep/schema'
import { MessageSquarePlus, Play, Square } from 'lucide-react'
import type { KeyboardEvent, ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { rootsOf } from '../core/roots.ts'
import { shortcutText } from '../shortcuts.ts'
import { appAtom, nodesAtom } from '../state/edit-atoms.ts'
import { conversationIdAtom, isRunningAtom } from '../state/run-atoms.ts'
import { useT } from '../use-t.ts'
import { formErrorsAtom, runInputsAtom, runQueryAtom, runRootAtom } from './form-atoms.ts'
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
      <RootChoice />
      {variables.map((variable) => (
        <RunField key={variable.variable} variable={variable} />
      ))}
      {isTalking ? (
        <TextArea
          label={t('builder.run.query')}
          rows={2}
          value={query}
          error={errors.isQueryMissing && query.trim() === '' ? t('builder.run.error.required') : undefined}
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

/** An app with several triggers begins with one of them. */
function RootChoice(): ReactElement | null {
  const t = useT()
  const { types } = useBuilder()
  const roots = rootsOf(useAtomValue(appAtom), types)
  const [chosen, choose] = useAtom(runRootAtom)
  const [first] = roots
  if (!first || roots.length < 2) return null
  return (
    <Select
      label={t('builder.run.root')}
      value={roots.some(({ id }) => id === chosen) ? (chosen ?? first.id) : first.id}
      options={roots.map(({ id, title }) => ({ value: id, label: title }))}
      onValueChange={choose}
    />
  )
}

function RunField({ variable }: { readonly variable: StartVariable }): ReactElement {
  const [inputs, setInputs] = useAtom(runInputsAtom)
  const { fields } = useAtomValue(formErrorsAtom)
  const problem = fields[variable.variable]
  const now = checkFields([variable], inputs, {})[variable.variable]
  return (
    <InputField
      variable={variable}
      value={fieldValue(variable, inputs, {})}
      // What was wrong when somebody tried to run is said until it is right.
      problem={problem && now}
      onValueChange={(change) =>
        setInputs((typed) => ({ ...typed, [variable.variable]: change(fieldValue(variable, typed, {})) }))
      }
    />
  )
}
