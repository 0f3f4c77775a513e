import { useAtomValue } from '@skep/react/jotai'
import { IconButton, Switch, TextArea, TextField } from '@skep/react/ui'
import { Plus, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { setAppText, setFeatures } from '../core/commands/settings.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { Section } from '../fields/section.tsx'
import { appAtom } from '../state/edit-atoms.ts'
import { useT } from '../use-t.ts'
import { ConversationVariables } from './conversation-variables.tsx'
import { EnvironmentVariables } from './environment-variables.tsx'

/** What belongs to the whole app: its description, its variables, and what a chat shows around the graph. @internal */
export function AppPanel(): ReactElement {
  const t = useT()
  const { edit, isReadOnly } = useBuilder()
  const app = useAtomValue(appAtom)
  const isTalking = app.mode !== 'workflow'
  return (
    <div data-skep-scroll="" className="sk:min-h-0 sk:flex-1">
      <fieldset disabled={isReadOnly} className="sk:min-w-0">
        <Section title={t('builder.app.about')}>
          <div className="sk:grid sk:grid-cols-[64px_1fr] sk:gap-2">
            <TextField
              label={t('builder.app.icon')}
              value={app.icon ?? ''}
              maxLength={8}
              placeholder="🐝"
              onValueChange={(icon) => edit((now) => setAppText(now, 'icon', icon))}
            />
            <TextField
              label={t('builder.app.name')}
              value={app.name}
              onValueChange={(name) => edit((now) => setAppText(now, 'name', name))}
            />
          </div>
          <TextArea
            label={t('builder.app.description')}
            value={app.description}
            rows={2}
            onValueChange={(description) => edit((now) => setAppText(now, 'description', description))}
          />
        </Section>
        {isTalking ? <ChatFeatures /> : null}
        <EnvironmentVariables />
        {isTalking ? <ConversationVariables /> : null}
      </fieldset>
    </div>
  )
}

function ChatFeatures(): ReactElement {
  const t = useT()
  const { edit, isReadOnly } = useBuilder()
  const { features } = useAtomValue(appAtom)
  const questions = features.suggestedQuestions ?? []
  const setQuestions = (next: readonly string[]): void =>
    edit((app) => setFeatures(app, { ...app.features, suggestedQuestions: next }))
  return (
    <>
      <Section title={t('builder.features.title')}>
        <TextArea
          label={t('builder.features.opening')}
          hint={t('builder.features.openingHint')}
          rows={2}
          value={features.openingStatement ?? ''}
          onValueChange={(openingStatement) =>
            edit((app) => setFeatures(app, { ...app.features, openingStatement }))
          }
        />
        <Switch
          label={t('builder.features.citations')}
          hint={t('builder.features.citationsHint')}
          checked={features.citations !== false}
          onCheckedChange={(citations) => edit((app) => setFeatures(app, { ...app.features, citations }))}
        />
      </Section>
      <Section
        title={t('builder.features.questions')}
        action={
          isReadOnly ? null : (
            <IconButton
              size="sm"
              label={t('builder.row.add')}
              icon={<Plus size={15} />}
              onClick={() => setQuestions([...questions, ''])}
            />
          )
        }
      >
        {questions.length === 0 ? <EmptyRow>{t('builder.features.noQuestions')}</EmptyRow> : null}
        <ul className="sk:flex sk:flex-col sk:gap-2">
          {questions.map((question, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a text that is being typed is no identity
            <li key={index} className="sk:flex sk:gap-1.5">
              <TextField
                className="sk:flex-1"
                aria-label={t('builder.features.question', { number: index + 1 })}
                value={question}
                onValueChange={(text) => setQuestions(questions.with(index, text))}
              />
              {isReadOnly ? null : (
                <IconButton
                  size="lg"
                  label={t('builder.row.remove', { name: question })}
                  icon={<Trash2 size={14} />}
                  onClick={() => setQuestions(questions.toSpliced(index, 1))}
                />
              )}
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}
