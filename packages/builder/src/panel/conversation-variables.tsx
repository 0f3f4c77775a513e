import { useAtomValue } from '@skep/react/jotai'
import { IconButton, TextField } from '@skep/react/ui'
import { type ConversationVariable, LOOP_VARIABLE_TYPES, newId, VARIABLE_NAME } from '@skep/schema'
import { Plus, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { setConversationVariables } from '../core/commands/settings.ts'
import { ConstantField, firstValue } from '../fields/constant-field.tsx'
import { EmptyRow } from '../fields/empty-row.tsx'
import { Section } from '../fields/section.tsx'
import { TypeSelect } from '../fields/type-select.tsx'
import { appAtom } from '../state/edit-atoms.ts'
import { useT } from '../use-t.ts'

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
          types={LOOP_VARIABLE_TYPES}
          onValueChange={(type) => change({ ...variable, type, value: firstValue(type) })}
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
      <ConstantField
        key={variable.type}
        aria-label={t('builder.env.value', { name: variable.name })}
        placeholder={t('builder.conversation.first')}
        type={variable.type}
        value={variable.value}
        onValueChange={(value) => change({ ...variable, value })}
      />
    </div>
  )
}
