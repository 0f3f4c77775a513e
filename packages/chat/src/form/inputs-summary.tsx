import { useMessages } from '@skep/react'
import { fieldValue, filesOf, isEmpty } from '@skep/react/forms'
import { useAtomValue } from '@skep/react/jotai'
import { cx, OWN_DIRECTION } from '@skep/react/ui'
import type { JsonValue, StartVariable } from '@skep/schema'
import { ChevronDown, ListChecks } from 'lucide-react'
import { type ReactElement, useId, useState } from 'react'
import { chatMessages } from '../chat-messages.ts'
import { givenInputsAtom, typedInputsAtom, variablesAtom } from './form-atoms.ts'

/** What the conversation was begun with: one line, and the whole when opened. @internal */
export function InputsSummary(): ReactElement | null {
  const t = useMessages(chatMessages)
  const variables = useAtomValue(variablesAtom)
  const typed = useAtomValue(typedInputsAtom)
  const given = useAtomValue(givenInputsAtom)
  const [isOpen, setOpen] = useState(false)
  const listId = useId()
  if (variables.length === 0) return null
  const write = (variable: StartVariable): string => {
    const value = fieldValue(variable, typed, given)
    if (variable.type === 'checkbox') return t(value === true ? 'chat.inputs.yes' : 'chat.inputs.no')
    return isEmpty(value) ? '' : writeValue(value, variable)
  }
  const entries = variables.map((variable) => ({
    name: variable.variable,
    label: variable.label || variable.variable,
    text: write(variable),
    isJson: variable.type === 'json-object',
  }))
  const no = t('chat.inputs.no')
  const short = entries
    .filter(({ text, isJson }) => text !== '' && text !== no && !isJson)
    .map(({ label, text }) => `${label}: ${text}`)
    .join(' · ')
  return (
    <section className="sk:shrink-0 sk:overflow-hidden sk:rounded-md sk:border sk:border-line">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        onClick={() => setOpen(!isOpen)}
        className="sk:flex sk:w-full sk:items-center sk:gap-2 sk:bg-sunken sk:px-3 sk:py-1.5 sk:text-start sk:text-sm sk:hover:bg-hover sk:focus-visible:outline-2 sk:focus-visible:-outline-offset-2 sk:focus-visible:outline-accent"
      >
        <ListChecks size={14} className="sk:shrink-0 sk:text-muted" aria-hidden="true" />
        <span className="sk:shrink-0 sk:font-medium">{t('chat.inputs')}</span>
        <span dir="auto" className={cx('sk:min-w-0 sk:flex-1 sk:truncate sk:text-muted', OWN_DIRECTION)}>
          {isOpen ? '' : short}
        </span>
        <ChevronDown
          size={14}
          aria-hidden="true"
          className={cx('sk:shrink-0 sk:text-muted', isOpen && 'sk:rotate-180')}
        />
      </button>
      {isOpen ? (
        <dl
          id={listId}
          className="sk:flex sk:flex-col sk:gap-2 sk:border-t sk:border-line sk:px-3 sk:py-2.5 sk:text-sm"
        >
          {entries.map(({ name, label, text, isJson }) => (
            <div key={name} className="sk:flex sk:flex-col">
              <dt className="sk:text-muted">{label}</dt>
              <dd
                dir="auto"
                className={cx(
                  'sk:break-words sk:whitespace-pre-wrap',
                  OWN_DIRECTION,
                  isJson && 'sk:font-mono sk:text-xs',
                )}
              >
                {text === '' ? '–' : text}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </section>
  )
}

function writeValue(value: JsonValue, { type, unit }: StartVariable): string {
  if (type === 'file' || type === 'file-list') {
    return filesOf(value)
      .map((file) => file.name)
      .join(', ')
  }
  if (typeof value === 'object') return JSON.stringify(value, null, 2)
  return type === 'number' && unit ? `${value} ${unit}` : String(value)
}
