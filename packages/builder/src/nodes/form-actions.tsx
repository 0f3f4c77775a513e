import { IconButton, Select, TextField } from '@skep/react/ui'
import { FORM_BUTTON_STYLES, type FormAction, type HumanInputConfig } from '@skep/schema'
import { Plus } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { renameHandle } from '../core/commands/settings.ts'
import { asJson } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { RowButtons } from '../fields/row-buttons.tsx'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'

type FormActionsProps = Pick<
  NodePanelProps<HumanInputConfig>,
  'nodeId' | 'config' | 'set' | 'issues' | 'isReadOnly'
>

const MOST_CHARS = 20

/** The buttons of a form; each is a way out of the step. @internal */
export function FormActions(props: FormActionsProps): ReactElement {
  const { nodeId, config, set, issues, isReadOnly } = props
  const t = useT()
  const { edit } = useBuilder()
  const { actions } = config
  const put = (next: readonly FormAction[]): void => set(['actions'], next.map(asJson))
  const add = (): void => {
    const ids = new Set(actions.map(({ id }) => id))
    let number = actions.length + 1
    while (ids.has(`action_${number}`)) number += 1
    put([...actions, { id: `action_${number}`, title: '', style: 'default' }])
  }
  const problemAt = (index: number, key: string): string | undefined => {
    const issue = issues.find(({ path }) => path[0] === 'actions' && path[1] === index && path[2] === key)
    if (!issue) return undefined
    if (issue.code === 'NAME_DUPLICATE') return t('builder.name.double')
    return t(issue.code === 'NAME_INVALID' ? 'builder.name.invalid' : 'builder.required')
  }
  return (
    <Section
      title={t('builder.form.actions')}
      hint={t('builder.form.actionsHint')}
      action={
        isReadOnly ? null : (
          <IconButton size="sm" label={t('builder.form.addAction')} icon={<Plus size={15} />} onClick={add} />
        )
      }
    >
      {actions.length === 0 ? <EmptyRow>{t('builder.form.noActions')}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:gap-2">
        {actions.map((action, index) => {
          const number = index + 1
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: the id is what is being typed
              key={index}
              className="sk:flex sk:flex-col sk:gap-1.5 sk:rounded-sm sk:border sk:border-line sk:bg-sunken/50 sk:p-2"
            >
              <div className="sk:flex sk:items-start sk:gap-1.5">
                <TextField
                  className="sk:min-w-0 sk:flex-1"
                  aria-label={t('builder.form.actionTitle', { number })}
                  maxLength={MOST_CHARS}
                  value={action.title}
                  error={problemAt(index, 'title')}
                  onValueChange={(title) => set(['actions', index, 'title'], title)}
                />
                {isReadOnly ? null : (
                  <RowButtons
                    items={actions}
                    index={index}
                    name={action.title || action.id}
                    onItemsChange={put}
                  />
                )}
              </div>
              <div className="sk:flex sk:items-start sk:gap-1.5">
                <ActionId
                  key={action.id}
                  id={action.id}
                  label={t('builder.form.actionId', { number })}
                  error={problemAt(index, 'id')}
                  onIdChange={(id) =>
                    edit((app) => renameHandle(app, nodeId, ['actions', index, 'id'], action.id, id))
                  }
                />
                <Select
                  className="sk:w-28 sk:shrink-0"
                  aria-label={t('builder.form.actionStyle', { number })}
                  value={action.style}
                  options={FORM_BUTTON_STYLES.map((style) => ({
                    value: style,
                    label: t(`builder.form.style.${style}`),
                  }))}
                  onValueChange={(style) => put(actions.with(index, { ...action, style }))}
                />
              </div>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}

/** An id is taken over when it is whole: with every letter the connections would lose their way out. */
function ActionId(props: {
  readonly id: string
  readonly label: string
  readonly error: string | undefined
  readonly onIdChange: (id: string) => void
}): ReactElement {
  const [draft, setDraft] = useState(props.id)
  const take = (): void => {
    const id = draft.trim()
    if (id !== props.id) props.onIdChange(id)
  }
  return (
    <TextField
      className="sk:min-w-0 sk:flex-1"
      isMono
      aria-label={props.label}
      maxLength={MOST_CHARS}
      value={draft}
      error={props.error}
      onValueChange={setDraft}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take()
      }}
    />
  )
}
