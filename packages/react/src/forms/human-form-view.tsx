import type { FormSubmission, HumanForm, HumanFormField } from '@skep/client'
import {
  type ErrorData,
  type JsonObject,
  type JsonValue,
  parseFormContent,
  type StartVariable,
  toErrorData,
} from '@skep/schema'
import { CircleCheck, Clock3 } from 'lucide-react'
import { type FormEvent, type ReactElement, useRef, useState } from 'react'
import { Markdown } from '../markdown/markdown.tsx'
import { reactMessages } from '../react-messages.ts'
import { Button, type ButtonVariant } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useMessages } from '../use-messages.ts'
import { useLocale } from '../use-skep.ts'
import { checkFields } from './check-fields.ts'
import { fieldValue, filesOf, settle, toInputs } from './field-values.ts'
import { InputField } from './input-field.tsx'

/** @public */
export interface HumanFormViewProps {
  readonly form: HumanForm
  /** Sends the answer. A rejection is shown in the form, which stays as it was filled in. Absent: only shown. */
  readonly onSubmit?: (submission: FormSubmission) => Promise<void>
  /** What was sent; the form is shown filled in and takes nothing more. */
  readonly submission?: FormSubmission
  /** Nobody answered in time, or the run has ended. */
  readonly isOver?: 'expired' | 'ended'
}

const BUTTONS: Readonly<Record<HumanForm['actions'][number]['style'], ButtonVariant>> = {
  default: 'secondary',
  primary: 'primary',
  accent: 'primary',
  ghost: 'ghost',
}

/** A form that a paused run shows to a person: its text with the fields where they belong, and its buttons. @public */
export function HumanFormView(props: HumanFormViewProps): ReactElement {
  const { form, onSubmit, submission, isOver } = props
  const t = useMessages(reactMessages)
  const locale = useLocale()
  const [typed, setTyped] = useState<JsonObject>({})
  const [uploads, setUploads] = useState(0)
  const [busyId, setBusyId] = useState<string | null>(null)
  const [error, setError] = useState<ErrorData | null>(null)
  const element = useRef<HTMLFormElement>(null)
  const isOpen = submission === undefined && isOver === undefined && onSubmit !== undefined
  const values = submission?.inputs ?? typed
  const problems = checkFields(form.fields.map(toVariable), typed, {})
  const placed = new Set(
    parseFormContent(form.content).flatMap((part) => (part.type === 'field' ? [part.name] : [])),
  )

  const submit = async (actionId: string): Promise<void> => {
    const variables = form.fields.map(toVariable)
    if (!onSubmit || Object.keys(problems).length > 0) {
      element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
      return
    }
    setBusyId(actionId)
    setError(null)
    try {
      await onSubmit({ actionId, inputs: toInputs(settle(variables, typed, {}), {}) })
    } catch (caught) {
      setError(toErrorData(caught))
    } finally {
      setBusyId(null)
    }
  }
  const field = (name: string): ReactElement | null => {
    const found = form.fields.find((each) => each.name === name)
    if (!found) return null
    const variable = isOpen ? toVariable(found) : { ...toVariable(found), placeholder: '–' }
    const value = fieldValue(variable, values, {})
    // Where nothing was attached and nothing can be, a button would promise something.
    if (!isOpen && filesOf(value).length === 0 && FILE_TYPES.has(found.type)) return null
    return (
      <InputField
        key={name}
        variable={variable}
        value={value}
        problem={isOpen ? problems[name] : undefined}
        onUploading={(isUploading) => setUploads((count) => count + (isUploading ? 1 : -1))}
        onValueChange={(change) =>
          setTyped((now) => ({ ...now, [name]: change(fieldValue(variable, now, {})) }))
        }
      />
    )
  }
  const [first] = form.actions
  return (
    <form
      ref={element}
      noValidate
      aria-label={t('react.form.label')}
      data-human-form=""
      className="sk:flex sk:flex-col sk:gap-3.5 sk:rounded-md sk:border sk:border-line sk:bg-surface sk:p-3.5"
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        // Enter in a field chooses only where there is nothing to choose.
        if (isOpen && first && form.actions.length === 1) void submit(first.id)
      }}
    >
      <fieldset disabled={!isOpen || busyId !== null} className="sk:flex sk:min-w-0 sk:flex-col sk:gap-3.5">
        <FormBody content={form.content} field={field} />
        {form.fields.map(({ name }) => (placed.has(name) ? null : field(name)))}
      </fieldset>
      {error ? <ErrorNote error={error} /> : null}
      {isOpen ? (
        <div className="sk:flex sk:flex-wrap sk:items-center sk:gap-2">
          {form.actions.map((action) => (
            <Button
              key={action.id}
              type={form.actions.length === 1 ? 'submit' : 'button'}
              variant={BUTTONS[action.style]}
              isBusy={busyId === action.id}
              disabled={uploads > 0 || busyId !== null}
              className="sk:h-auto! sk:min-h-8 sk:max-w-full sk:py-1"
              {...(form.actions.length === 1 ? {} : { onClick: () => void submit(action.id) })}
            >
              <span dir="auto" className="sk:min-w-0 sk:wrap-anywhere sk:whitespace-normal">
                {action.title}
              </span>
            </Button>
          ))}
          {form.expiresAtMs === undefined ? null : (
            <span className="sk:flex sk:items-center sk:gap-1.5 sk:text-sm sk:text-muted">
              <Clock3 size={13} aria-hidden="true" />
              {t('react.form.until', {
                time: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
                  form.expiresAtMs,
                ),
              })}
            </span>
          )}
        </div>
      ) : null}
      {submission ? (
        <p role="status" className="sk:flex sk:items-center sk:gap-1.5 sk:text-sm sk:text-muted">
          <CircleCheck size={14} className="sk:text-good" aria-hidden="true" />
          {t('react.form.sent', {
            action:
              form.actions.find((action) => action.id === submission.actionId)?.title ?? submission.actionId,
          })}
        </p>
      ) : null}
      {isOver ? (
        <p role="status" className="sk:text-sm sk:text-muted">
          {t(isOver === 'expired' ? 'react.form.expired' : 'react.form.over')}
        </p>
      ) : null}
    </form>
  )
}

/** The text with the fields in their places. */
function FormBody(props: {
  readonly content: string
  readonly field: (name: string) => ReactElement | null
}): ReactElement {
  const t = useMessages(reactMessages)
  const seen = new Map<string, number>()
  return (
    <>
      {parseFormContent(props.content).map((part) => {
        if (part.type === 'field') {
          const times = seen.get(part.name) ?? 0
          seen.set(part.name, times + 1)
          // A second place of the same field would be a second control for one value.
          return times === 0 ? props.field(part.name) : null
        }
        const text = part.text.trim()
        return text === '' ? null : (
          <div key={text} dir="auto">
            <Markdown text={text} cutNote={t('react.form.cut')} />
          </div>
        )
      })}
    </>
  )
}

const FILE_TYPES: ReadonlySet<HumanFormField['type']> = new Set(['file', 'file-list'])

function toVariable(field: HumanFormField): StartVariable {
  const value: JsonValue | undefined = field.default
  return {
    variable: field.name,
    label: asWords(field.name),
    type: field.type,
    required: false,
    ...(field.options ? { options: field.options } : {}),
    ...(value === undefined || value === null ? {} : { default: value }),
  }
}

/** `way_to_answer` as people write it. */
function asWords(name: string): string {
  const words = name.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
