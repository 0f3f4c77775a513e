import { useAtomValue } from '@skep/react/jotai'
import { TextArea, TextField } from '@skep/react/ui'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { setAppText } from '../core/commands/settings.ts'
import { FeaturesPanel } from '../features/features-panel.tsx'
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
        <FeaturesPanel isTalking={isTalking} />
        <EnvironmentVariables />
        {isTalking ? <ConversationVariables /> : null}
      </fieldset>
    </div>
  )
}
