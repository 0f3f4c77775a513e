import { useAtomValue } from '@skep/react/jotai'
import { IconButton, TextField } from '@skep/react/ui'
import { type ConversationVariable, type JsonValue, newId, VARIABLE_NAME, type ValueType } from '@skep/schema'
import { Plus, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { setConversationVariables } from '../core/commands/settings.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { Section } from '../fields/section.tsx'
import { TypeSelect } from '../fields/type-select.tsx'
import { appAtom } from '../state/edit-atoms.ts'
import { useT } from '../use-t.ts'

const TYPES = [
  'string',
  'number',
  'boolean',
  'object',
  'array[string]',
  'array[number]',
  'array[object]',
  'array[boolean]',
] as const satisfies readonly ValueType[]

const FIRST: Readonly<Record<(typeof TYPES)[number], JsonValue>> = {
  string: '',
  number: 0,
  boolean: false,
  object: {},
  'array[string]': [],
  'array[number]': [],
  'array[object]': [],
  'array[boolean]': [],
}

/** Values that a conversation remembers from turn to turn. @internal */
export function ConversationVariables(): ReactElement {
  const t = useT()
  const { edit, isReadOnly } = useBuilder()
  const { conversationVariables: variables } = useAtomValue(appAtom)
  const add = (): void => {
    const names = new Set(variables.map((variable) => variable.name))
    let name = 'memory'
    for (let number = 2; names.has(name); number += 1) name = `memory_${number}`
    edit((app) =>
      setConversationVariables(app, [
        ...app.conversationVariables,
        { id: newId('conversation'), name, type: 'string', value: '' },
      ]),
    )
  }
  return (
    <Section
      title={t('builder.conversation.title')}
      hint={t('builder.conversation.hint')}
      action={
        isReadOnly ? null : (
          <IconButton size="sm" label={t('builder.row.add')} icon={<Plus size={15} />} onClick={add} />
        )
      }
    >
      {variables.length === 0 ? <EmptyRow>{t('builder.conversation.none')}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:gap-3">
        {variables.map((variable) => (
          <li key={variable.id}>
            <ConversationRow
              variable={variable}
              isDouble={variables.filter(({ name }) => name === variable.name).length > 1}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function ConversationRow({
  variable,
  isDouble,
}: {
  readonly variable: ConversationVariable
  readonly isDouble: boolean
}): ReactElement {
  const t = useT()
  const { edit, isReadOnly } = useBuilder()
  const change = (next: ConversationVariable | undefined): void =>
    edit((app) =>
      setConversationVariables(
        app,
        app.conversationVariables.flatMap((each) =>
          each.id === variable.id ? (next ? [next] : []) : [each],
        ),
      ),
    )
  const problem = !VARIABLE_NAME.test(variable.name)
    ? t('builder.name.invalid')
    : isDouble
      ? t('builder.name.double')
      : undefined
  return (
    <div className="sk:flex sk:flex-col sk:gap-1.5">
      <div className="sk:flex sk:gap-1.5">
        <TextField
          className="sk:flex-1"
          isMono
          aria-label={t('builder.env.name')}
          value={variable.name}
          error={problem}
          onValueChange={(name) => change({ ...variable, name })}
        />
        <TypeSelect
          className="sk:w-32"
          aria-label={t('builder.env.type')}
          value={variable.type}
          types={TYPES}
          onValueChange={(type) => change({ ...variable, type, value: FIRST[type] })}
        />
        {isReadOnly ? null : (
          <IconButton
            size="lg"
            label={t('builder.row.remove', { name: variable.name })}
            icon={<Trash2 size={14} />}
            onClick={() => change(undefined)}
          />
        )}
      </div>
      <FirstValue
        key={variable.type}
        variable={variable}
        onValueChange={(value) => change({ ...variable, value })}
      />
    </div>
  )
}

function FirstValue(props: {
  readonly variable: ConversationVariable
  readonly onValueChange: (value: JsonValue) => void
}): ReactElement {
  const { variable, onValueChange } = props
  const t = useT()
  const isText = variable.type === 'string'
  const [draft, setDraft] = useState<string | null>(null)
  const shown =
    draft ?? (typeof variable.value === 'string' ? variable.value : JSON.stringify(variable.value))
  return (
    <TextField
      aria-label={t('builder.env.value', { name: variable.name })}
      placeholder={t('builder.conversation.first')}
      isMono={!isText}
      value={shown}
      error={draft !== null && parse(draft) === undefined ? t('builder.run.error.not-json') : undefined}
      onValueChange={(text) => {
        if (isText) return onValueChange(text)
        const value = parse(text)
        // Half-typed JSON stays here; the app only ever holds whole values.
        setDraft(value === undefined ? text : null)
        if (value !== undefined) onValueChange(value)
      }}
    />
  )
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue // parsed JSON is JSON
  } catch {
    return undefined // half-typed
  }
}
